"""The product's command, however it is started; `tests/framework` tests the process itself."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from plugin import COMMAND, TIMEOUT_SECONDS, UNMEASURED, Plugin, PluginError
from pulumi_resource_primeintellect import __version__

if TYPE_CHECKING:
    from primeintellect_simulator import Simulator

ROOT = Path(__file__).parent.parent.parent
PACKAGES = Path(pytest.__file__).parent.parent
WAYS = {
    "command": (COMMAND,),
    "module": (sys.executable, "-m", "pulumi_resource_primeintellect"),
    "folder": (sys.executable, str(ROOT)),
}
"""How the plugin is started: by installers' scripts, by hand, and by Pulumi's Python host."""

way = pytest.mark.parametrize("command", WAYS.values(), ids=WAYS.keys())

FOREIGN = """
import os
os.write(2, f"{__name__} of the user was imported\\n".encode())
raise ImportError
"""


@pytest.mark.parametrize(
    ("question", "begin"),
    [
        ("--version", f"{__version__}\n"),
        ("--help", f"pulumi-resource-primeintellect {__version__}: a plugin of Pulumi\n"),
    ],
)
def test_a_person_learns_the_version_and_the_use(question: str, begin: str) -> None:
    done = subprocess.run(
        (COMMAND, question), check=True, capture_output=True, text=True, timeout=TIMEOUT_SECONDS
    )
    assert done.stdout.startswith(begin)
    assert ("PULUMI_DEBUG_PROVIDERS=primeintellect:PORT" in done.stdout) is (question == "--help")
    assert done.stderr == ""


def modules_to_come() -> set[str]:
    """Names of all modules that Python itself has not imported before a program begins."""
    loaded = subprocess.run(
        [sys.executable, "-S", "-c", "import runpy, sys; print(*sys.modules)"],
        check=True,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
    ).stdout.split()
    installed = {path.name.partition(".")[0] for path in PACKAGES.iterdir()}
    names = {name for name in {*sys.stdlib_module_names, *installed} if name.isidentifier()}
    return names - {name.partition(".")[0] for name in loaded}


@way
def test_no_module_of_a_users_project_is_imported(
    tmp_path: Path, simulator: Simulator, command: tuple[str, ...]
) -> None:
    """Without `site`, which would import some before the plugin starts in a checkout."""
    modules = modules_to_come()
    assert {"calendar", "email", "queue", "html", "typing_extensions", "__future__"} <= modules
    for name in modules:
        (tmp_path / f"{name}.py").write_text(FOREIGN)
    paths = os.pathsep.join(map(str, (tmp_path, ROOT / "provider", PACKAGES)))
    python, *program = command if command[0] == sys.executable else (sys.executable, *command)
    with Plugin(
        command=(python, "-S", *program), environment={"PYTHONPATH": paths}, folder=tmp_path
    ) as plugin:
        plugin.use(simulator)
        assert plugin.invoke("getSandbox", sandboxId="sbx-000001")["id"] == "sbx-000001"
        with pytest.raises(PluginError, match="did you mean `sandboxId`"):
            plugin.invoke("getSandbox", sandboxid="sbx-000001")


@way
def test_a_package_of_the_user_that_was_imported_before_goes_with_its_modules(
    tmp_path: Path, simulator: Simulator, command: tuple[str, ...]
) -> None:
    (tmp_path / "email").mkdir()
    (tmp_path / "email" / "__init__.py").touch()
    (tmp_path / "email" / "utils.py").touch()
    (tmp_path / "sitecustomize.py").write_text("import email.utils")
    environment = {**UNMEASURED, "PYTHONPATH": str(tmp_path)}
    with Plugin(command=command, environment=environment) as plugin:
        plugin.use(simulator)
        assert plugin.invoke("getSandbox", sandboxId="sbx-000001")["id"] == "sbx-000001"


@pytest.mark.systems("linux", "darwin")
@way
def test_an_early_interrupt_prints_no_traceback_of_ours(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    """The first module of ours that is imported sends it, to itself."""
    (tmp_path / "sitecustomize.py").write_text(SEND_SIGNAL)
    done = subprocess.run(
        command,
        env={**os.environ, **UNMEASURED, "PYTHONPATH": str(tmp_path)},
        check=False,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
    )
    assert done.returncode in {0, -signal.SIGINT}
    assert (done.stdout, done.stderr) == ("", "")


SEND_SIGNAL = """
import os, signal, sys

class Finder:
    def find_spec(name, *_):
        if name == "pulumi_python_provider":
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Finder)
"""
