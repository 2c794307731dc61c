"""Every way to install the plugin, tried with the real engine or as its hosts do it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from distributions import ROOT
from packages import sdk_wheel
from pins import installing, pip_variables
from plugin import Plugin
from programs import run
from pulumi_resource_primeintellect import __version__
from stacks import new_stack
from workspace import Workspace

if TYPE_CHECKING:
    from languages import Shared
    from primeintellect_simulator import Simulator

EXECUTABLE = "pulumi-resource-primeintellect"
OUTPUTS = {
    "id": "sbx-000001",
    "region": "us",
    "gpu": "8 x H100 80GB",
    "gpuCount": 10,
    "gpuModels": {"A100": 1, "H100": 1, "none": 2},
    "regions": ["eu", "us"],
    "runningIds": ["sbx-000001", "sbx-000002", "sbx-000003", "sbx-000004"],
}
DOCUMENT = ROOT / "docs/installing.md"
WARNING = f"using {EXECUTABLE} from $PATH"


@pytest.fixture
def workspace(tmp_path: Path, simulator: Simulator, shared: Shared) -> Workspace:
    """The YAML example, with no plugin, and nothing on PATH but what it needs of the engine."""
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in ("pulumi", "pulumi-language-yaml"):
        (programs / name).symlink_to(ROOT / ".engine/bin" / name)
    variables = {
        "HOME": str(tmp_path),
        "PATH": str(programs),
        "PRIME_API_KEY": "simulator-key",
        "PRIME_API_BASE_URL": simulator.url,
    }
    program = ROOT / "examples/yaml"
    return Workspace(tmp_path, program, variables, ready=False, like=new_stack(program, shared))


def preview_and_update(workspace: Workspace) -> str:
    """What the engine says of both, once the stack has the outputs that it should."""
    workspace.pulumi("config", "set", "sandboxId", "sbx-000001")
    said = [workspace.pulumi("preview"), workspace.pulumi("up", "--yes", "--skip-preview")]
    assert json.loads(workspace.pulumi("stack", "output", "--json").stdout) == OUTPUTS
    return "".join(done.stdout + done.stderr for done in said)


def told(heading: str, place: int = 0) -> str:
    """The first block of commands, or of YAML, below a heading of the document, or a later one."""
    below = DOCUMENT.read_text(encoding="utf-8").partition(f"# {heading}\n")[2]
    blocks: list[str] = re.findall(r"^```(?:sh|yaml)\n(.*?)^```", below, re.MULTILINE | re.DOTALL)
    return blocks[place]


def shell(workspace: Workspace, commands: str) -> str:
    """Runs commands in this checkout, as far as they are for a shell; what they print."""
    done = subprocess.run(
        ["/bin/sh", "-e", "-c", commands],
        cwd=ROOT,
        env=workspace.environment,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def test_the_archive_is_installed_where_there_is_no_python(
    workspace: Workspace, packed: Path
) -> None:
    path = workspace.environment["PATH"]
    assert shutil.which("python", path=path) is shutil.which("python3", path=path) is None
    make, install = told("From an archive").splitlines()
    assert make == "make archive"
    shell(workspace, re.sub(r"dist/\S+", str(packed), install))
    assert WARNING not in preview_and_update(workspace)


def test_what_pip_installs_is_installed_as_a_plugin_or_found_on_path_with_a_warning(
    workspace: Workspace, tmp_path: Path, shared: Shared
) -> None:
    workspace.environment |= pip_variables(shared)
    workspace.environment["PATH"] += os.pathsep + os.defpath
    (tmp_path / "programs/python3").symlink_to(Path(sys.executable).resolve())
    make, install = told("With pip").splitlines()
    shell(workspace, f"{make}\n{told('With pip', 1)}{install}")
    shell(workspace, told("As an installed plugin"))
    assert WARNING not in preview_and_update(workspace)
    workspace.environment["PULUMI_HOME"] = str(tmp_path / "another home")
    workspace.environment["PATH"] = shell(workspace, told("On `PATH`") + "printenv PATH").strip()
    assert WARNING in preview_and_update(workspace)
    workspace.pulumi("install", "--no-plugins")


def test_pulumi_do_uses_installed_plugins_only(workspace: Workspace, scripts: Path) -> None:
    workspace.environment["PATH"] += f"{os.pathsep}{scripts}"
    lookup = ("primeintellect:getSandbox", "--sandbox-id", "sbx-000001")
    failed = workspace.pulumi("do", *lookup, check=False)
    assert failed.returncode != 0
    assert "unable to install primeintellect: unable to resolve: " in failed.stderr
    found = workspace.pulumi("do", "--package", str(scripts / EXECUTABLE), *lookup)
    assert json.loads(found.stdout)["region"] == "us"


@pytest.mark.parametrize("place", ["scripts", "unpacked"])
def test_a_program_names_the_folder_of_the_executable(
    request: pytest.FixtureRequest, place: str, workspace: Workspace
) -> None:
    named = yaml.safe_load(told("Named in `Pulumi.yaml`"))
    named["plugins"]["providers"][0]["path"] = str(request.getfixturevalue(place))
    with (workspace.project / "Pulumi.yaml").open("a", encoding="utf-8") as program:
        yaml.safe_dump(named, program)
    assert WARNING not in preview_and_update(workspace)


def test_without_any_of_them_the_engine_says_what_it_misses(workspace: Workspace) -> None:
    workspace.environment["PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION"] = "true"
    workspace.pulumi("config", "set", "sandboxId", "sbx-000001")
    failed = workspace.pulumi("preview", check=False)
    assert failed.returncode != 0
    assert "no resource plugin 'pulumi-resource-primeintellect' found" in (
        failed.stdout + failed.stderr
    )


def test_a_checkout_at_a_tag_starts_as_pulumis_python_host_starts_it(
    tmp_path: Path, simulator: Simulator, shared: Shared
) -> None:
    """It stays clean for git, and runs what it has now, not what it had when it was installed."""
    checkout, program = tmp_path / "checkout", tmp_path / "program"
    clone_at_tag(checkout)
    options = yaml.safe_load((checkout / "PulumiPlugin.yaml").read_text())["runtime"]["options"]
    assert options["toolchain"] == "pip"
    venv.create(checkout / options["virtualenv"])
    python = checkout / options["virtualenv"] / "bin/python"
    with installing(shared):
        run(sys.executable, "-m", "pip", "--python", python, "install", checkout)
    program.mkdir()
    (program / "httpx.py").write_text("raise RuntimeError('a module of the user')")
    with Plugin(command=(str(python), str(checkout)), folder=program) as plugin:
        plugin.handshake()
        plugin.use(simulator)
        assert plugin.invoke("getSandbox", sandboxId="sbx-000001")["region"] == "us"
    assert git(checkout, "status", "--porcelain") == ""
    schema = checkout / "provider/pulumi_resource_primeintellect/schema.json"
    schema.write_text(
        schema.read_text().replace(f'"version": "{__version__}"', '"version": "9.9.9"')
    )
    with Plugin(command=(str(python), str(checkout)), folder=program) as plugin:
        assert json.loads(plugin.schema())["version"] == "9.9.9"
    without_main = ("-m", "pulumi.run.plugin", "pulumi-resource-primeintellect")
    with Plugin(command=(str(python), *without_main)) as plugin:
        assert json.loads(plugin.schema())["version"] == __version__


def clone_at_tag(checkout: Path) -> None:
    """Clones this checkout as it is, from a repository where it is tagged as a version."""
    published = checkout.with_name("published")
    listed = git(ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    for name in listed.split("\0"):
        if name and (ROOT / name).is_file():
            (published / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, published / name)
    person = ("-c", "user.name=a person", "-c", "user.email=person@example.com")
    git(published, "init", "--quiet")
    git(published, "add", "--all")
    git(published, *person, "commit", "--quiet", "--message", "all")
    git(published, "tag", f"v{__version__}")
    where = ("--quiet", "--depth", "1", "--branch", f"v{__version__}", published.as_uri())
    git(published, "-c", "advice.detachedHead=false", "clone", *where, str(checkout))


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run(
        ["git", *arguments], cwd=folder, check=True, capture_output=True, text=True
    ).stdout


def test_beside_the_sdk_the_plugin_is_not_taken_for_the_sdk_of_another_one(
    tmp_path: Path, wheel: Path, shared: Shared
) -> None:
    python = tmp_path / "both/bin/python"
    venv.create(tmp_path / "both")
    pip = (sys.executable, "-m", "pip", "--python", python, "install")
    with installing(shared):
        run(*pip, "pip", wheel, sdk_wheel(shared))
    path = os.pathsep.join((str(python.parent), str(ROOT / ".engine/bin")))
    program = Workspace(tmp_path, ROOT / "examples/python", {"PATH": path}, ready=False)
    about = json.loads(program.pulumi("about", "--json").stdout)
    needed = {plugin["name"] for plugin in about["plugins"] if plugin["kind"] == "resource"}
    assert "pulumi-resource-primeintellect" in {found["name"] for found in about["dependencies"]}
    assert needed == {"primeintellect"}
