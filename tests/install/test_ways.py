"""Every way to install the plugin, tried with the real engine or as its hosts do it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import venv
from typing import TYPE_CHECKING

import pytest
import yaml
from distributions import PINS, ROOT, run
from plugin import Plugin
from pulumi_resource_primeintellect import __version__
from sdks import wheel as sdk_wheel
from workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

    from primeintellect_simulator import Simulator

EXECUTABLE = "pulumi-resource-primeintellect"
OUTPUTS = {
    "id": "sbx-000001",
    "region": "us",
    "gpu": "8 x H100_80GB",
    "gpuCount": 10,
    "gpuTypes": ["A100_80GB", "CPU_NODE", "H100_80GB"],
    "regions": ["eu", "us"],
    "runningIds": ["sbx-000001", "sbx-000002", "sbx-000003", "sbx-000004"],
}
WARNING = f"using {EXECUTABLE} from $PATH"


@pytest.fixture
def workspace(tmp_path: Path, simulator: Simulator) -> Workspace:
    """The YAML example, with no plugin, and nothing on PATH but what it needs of the engine."""
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in ("pulumi", "pulumi-language-yaml"):
        (programs / name).symlink_to(ROOT / ".engine/bin" / name)
    environment = {
        "HOME": str(tmp_path),
        "PATH": str(programs),
        "PRIME_API_KEY": "simulator-key",
        "PRIME_API_BASE_URL": simulator.url,
    }
    return Workspace(tmp_path, ROOT / "examples/yaml", environment, ready=False)


def preview_and_update(workspace: Workspace) -> str:
    """What the engine says of both, once the stack has the outputs that it should."""
    workspace.pulumi("config", "set", "sandboxId", "sbx-000001")
    said = [workspace.pulumi("preview"), workspace.pulumi("up", "--yes", "--skip-preview")]
    assert json.loads(workspace.pulumi("stack", "output", "--json").stdout) == OUTPUTS
    return "".join(done.stdout + done.stderr for done in said)


def test_the_archive_is_installed_where_there_is_no_python(
    workspace: Workspace, packed: Path
) -> None:
    assert [shutil.which(f"python{n}", path=workspace.environment["PATH"]) for n in ("", 3)] == [
        None,
        None,
    ]
    workspace.install(packed)
    assert WARNING not in preview_and_update(workspace)


def test_the_executable_that_pip_installs_is_installed_as_a_plugin(
    workspace: Workspace, scripts: Path, tmp_path: Path
) -> None:
    shutil.copy(scripts / EXECUTABLE, tmp_path / "plugin")
    workspace.install(tmp_path / "plugin")
    assert WARNING not in preview_and_update(workspace)


def test_the_executable_that_pip_installs_is_found_on_path_with_a_warning(
    workspace: Workspace, scripts: Path
) -> None:
    workspace.environment["PATH"] += os.pathsep + str(scripts)
    assert WARNING in preview_and_update(workspace)


@pytest.mark.parametrize("place", ["scripts", "unpacked"])
def test_a_program_names_the_folder_of_the_executable(
    request: pytest.FixtureRequest, place: str, workspace: Workspace
) -> None:
    folder = request.getfixturevalue(place)
    project = workspace.project / "Pulumi.yaml"
    program = yaml.safe_load(project.read_text(encoding="utf-8"))
    program["plugins"] = {"providers": [{"name": "primeintellect", "path": str(folder)}]}
    project.write_text(yaml.safe_dump(program), encoding="utf-8")
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
    tmp_path: Path, simulator: Simulator
) -> None:
    checkout, program = tmp_path / "checkout", tmp_path / "program"
    clone_at_tag(checkout)
    options = yaml.safe_load((checkout / "PulumiPlugin.yaml").read_text())["runtime"]["options"]
    assert options["toolchain"] == "pip"
    venv.create(checkout / options["virtualenv"], with_pip=True)
    python = checkout / options["virtualenv"] / "bin/python"
    run(python, "-m", "pip", "install", "--quiet", checkout, PIP_CONSTRAINT=str(PINS))
    program.mkdir()
    (program / "httpx.py").write_text("raise RuntimeError('a module of the user')")
    with Plugin(command=(str(python), str(checkout)), folder=program) as plugin:
        plugin.handshake()
        plugin.use(simulator)
        assert plugin.invoke("getSandbox", sandboxId="sbx-000001")["region"] == "us"
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


def test_beside_the_sdk_the_plugin_is_not_taken_for_one(
    tmp_path: Path, simulator: Simulator, scripts: Path
) -> None:
    pip = (scripts / "python", "-m", "pip")
    environment = {"PRIME_API_KEY": "simulator-key", "PRIME_API_BASE_URL": simulator.url}
    workspace = Workspace(tmp_path, ROOT / "examples/python", environment)
    print(pip, sdk_wheel, workspace)
