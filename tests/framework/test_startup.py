"""How a plugin starts, whatever the user's environment and project hold."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from importlib import import_module
from typing import TYPE_CHECKING

import pytest
from framework.plugins import SCRIPT, library
from plugin import UNMEASURED
from pulumi_python_provider.plugin import foreign_paths
from pulumi_python_provider.testing import TIMEOUT_SECONDS

if TYPE_CHECKING:
    from pathlib import Path

    from pulumi_python_provider.testing import Plugin

SHOW_PATH = """
import sys
from pulumi_python_provider.plugin import keep_out_foreign_modules
keep_out_foreign_modules("")
print(*sys.path, sep="\\n")
"""

SEND_SIGNAL = """
import os, sys
from pulumi_python_provider import run

class Finder:
    def find_spec(*_):
        os.kill(os.getpid(), int(sys.argv.pop()))

sys.meta_path.insert(0, Finder)
run("absent:PROVIDER")
"""


def works(plugin: Plugin) -> bool:
    """Whether the plugin does what takes all that it imports."""
    plugin.configure(token="card")
    return bool(plugin.invoke("getBook", title="Emma")["title"] == "Emma")


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONIOENCODING": "utf-16"},
        {"PYTHONWARNINGS": "error"},
        {"PYTHONINSPECT": "1"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    ],
    ids=lambda environment: next(iter(environment)),
)
def test_no_setting_of_python_changes_what_the_engine_reads(environment: dict[str, str]) -> None:
    with library(environment=environment) as plugin:
        assert works(plugin)


@pytest.mark.parametrize(("name", "file"), [("html", "html/__init__.py"), ("queue", "queue.py")])
def test_a_module_of_the_user_that_was_imported_before_is_imported_again(
    tmp_path: Path, name: str, file: str
) -> None:
    """As scripts do that installers write: they import `re` first."""
    (tmp_path / file).parent.mkdir(exist_ok=True)
    (tmp_path / file).write_text("IT_IS_FOREIGN = True\n")
    code = (
        f"import {name}, runpy, sys; assert {name}.IT_IS_FOREIGN; "
        "runpy.run_path(sys.argv.pop(1), run_name='__main__')"
    )
    command = (sys.executable, "-c", code, SCRIPT)
    environment = {**UNMEASURED, "PYTHONPATH": str(tmp_path)}
    with library(command=command, environment=environment) as plugin:
        assert works(plugin)


@pytest.mark.parametrize("file", ["antigravity.py", "antigravity/__init__.py"])
def test_a_module_of_the_user_is_forgotten(tmp_path: Path, file: str) -> None:
    (tmp_path / file).parent.mkdir(exist_ok=True)
    (tmp_path / file).touch()
    program = f"import antigravity\n{SHOW_PATH}\nprint('antigravity' in sys.modules)"
    assert path_of(folder=tmp_path, python_path="", program=program)[-1] == "False"


def path_of(*, folder: Path, python_path: str, program: str = SHOW_PATH) -> list[str]:
    """What is left of `sys.path` where a program starts in a folder."""
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": python_path},
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
        timeout=TIMEOUT_SECONDS,
    )
    return done.stdout.splitlines()


def test_folders_of_the_user_are_left_out_and_installed_packages_come_last(tmp_path: Path) -> None:
    working, modules, packages = (tmp_path / name for name in ("working", "modules", "packages"))
    for folder in (working, modules, packages / "wheel-1.0.dist-info"):
        folder.mkdir(parents=True)
    absent = str(tmp_path / "absent")
    paths = os.pathsep.join(["../modules", str(packages), absent, ""])
    left = path_of(folder=working, python_path=paths)
    assert left[-1] == str(packages)
    assert {"", str(working), str(modules), absent}.isdisjoint(left)
    assert left[:-1] == path_of(folder=working, python_path="")


def test_the_folder_that_a_provider_was_imported_from_is_its_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "own/acme").mkdir(parents=True)
    (tmp_path / "own/acme/__init__.py").touch()
    own, user = str(tmp_path / "own"), str(tmp_path / "user")
    monkeypatch.syspath_prepend(own)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([user, own]))
    monkeypatch.chdir(tmp_path)
    assert foreign_paths("acme") == [str(tmp_path), user, own]
    monkeypatch.setitem(sys.modules, "acme", import_module("acme"))
    assert foreign_paths("acme") == [str(tmp_path), user]


@pytest.mark.systems("linux", "darwin")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_a_plugin_in_silence_while_it_starts(number: signal.Signals) -> None:
    """The first import of `run` sends it."""
    done = subprocess.run(
        [sys.executable, "-c", SEND_SIGNAL, str(int(number))],
        env={**os.environ, **UNMEASURED},
        capture_output=True,
        text=True,
        check=False,
        timeout=TIMEOUT_SECONDS,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
