"""Commands and programs of the documents, as they stand there."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from docs.coverage import PROGRAMS
from languages import LANGUAGES, compile_go
from packages import make_environment
from pages import DOCS, README, Block
from pins import pip_variables
from workspace import PLUGIN, ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.conftest import Prepare
    from languages import Shared
    from primeintellect_simulator import Simulator

PAGES = {page.path.name: page for page in (README, *DOCS)}
GIVEN = {
    "PRIME_API_KEY=...": "PRIME_API_KEY=simulator-key",
    "YOUR_API_KEY": "simulator-key",
    "YOUR_SANDBOX_ID": "sbx-000001",
    "YOUR_TEAM_ID": "team-research",
    ".venv/bin": str(PLUGIN.parent),
}
"""What a reader puts in place of what the documents leave open."""


def blocks(page: str, heading: str) -> list[Block]:
    """The blocks below a heading that are run."""
    found = [block for block in PAGES[page].blocks if block.heading == heading]
    return [block for block in found if not block.comment.startswith("not run")]


def commands(page: str, heading: str) -> list[list[str]]:
    """The commands below a heading, block by block."""
    shells = [block for block in blocks(page, heading) if block.language == "sh"]
    return [[filled_in(command) for command in block.commands] for block in shells]


def filled_in(command: str) -> str:
    """A command with what the reader knows."""
    for gap, value in GIVEN.items():
        command = command.replace(gap, value)
    return command


def shell(script: list[str], folder: Path, environment: Mapping[str, str], typed: str = "") -> str:
    """Runs commands to their end, and returns what they printed."""
    done = subprocess.run(
        ["sh", "-e", "-c", "\n".join(script)],
        cwd=folder,
        env={**environment, "PIP_PROGRESS_BAR": "off"},
        input=typed,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def test_the_demo_prints_what_the_readme_shows() -> None:
    demo, outputs = PAGES["README.md"].blocks[:2]
    environment = {name: value for name, value in os.environ.items() if name != "PRIME_API_KEY"}
    printed = shell(demo.commands, ROOT, environment)
    assert "Asking a simulator of the API" in printed
    assert outputs.text in printed
    assert len(printed.splitlines()) < 40


def test_the_demo_asks_the_account_of_a_key_what_any_account_can_answer(
    simulator: Simulator,
) -> None:
    account = {"PRIME_API_KEY": "simulator-key", "PRIME_API_BASE_URL": simulator.url}
    simulator.sandboxes = []
    printed = shell(PAGES["README.md"].blocks[0].commands, ROOT, {**os.environ, **account})
    assert "Asking the Prime Intellect API." in printed
    assert "    gpuCount: 0\n" in printed


def test_the_programs_run_from_a_clone_as_told(
    variables: dict[str, str], tmp_path: Path, shared: Shared
) -> None:
    """The clone's plugin is found on PATH; another is not installed."""
    clone, python = tmp_path / "clone", tmp_path / "python"
    shutil.copytree(
        ROOT, clone, ignore=shutil.ignore_patterns(".*", "__pycache__", "dist", "node_modules")
    )
    make_environment(python, shared)
    environment = variables | pip_variables(shared)
    environment["PULUMI_HOME"] = str(tmp_path / "another-home")
    environment["PULUMI_BACKEND_URL"] = tmp_path.as_uri()
    environment["PATH"] = f"{python / 'bin'}{os.pathsep}{environment['PATH']}"
    environment.pop("PRIME_API_KEY")
    headings = ("Run them from this clone", "YAML", "Python")
    told = [command for h in headings for block in commands("languages.md", h) for command in block]

    printed = shell(told, clone, environment)
    assert printed.count('    gpu       : "8 x H100 80GB"\n') == 2
    assert f"using pulumi-resource-primeintellect from $PATH at {python}" in printed


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of this checkout, in which `make demo` has made the Python environment.

    The environment is this one, but `make` must not take it for out of date and change it.
    """
    clone = tmp_path_factory.mktemp("beside") / "pulumi-primeintellect"
    left_out = shutil.ignore_patterns(".*", "__pycache__", "dist", "node_modules", "venv")
    shutil.copytree(ROOT, clone, ignore=left_out)
    environment = clone / ".venv"
    environment.mkdir()
    for entry in Path(sys.prefix).iterdir():
        if entry.name != "installed":
            (environment / entry.name).symlink_to(entry)
    (environment / "installed").touch()
    return clone


@pytest.mark.parametrize(
    "language",
    ["YAML", "Python", pytest.param("TypeScript", marks=pytest.mark.needs("node", "npm"))],
)
def test_a_project_of_ones_own_answers_as_the_readme_tells(
    language: str, variables: dict[str, str], clone: Path, tmp_path: Path, shared: Shared
) -> None:
    """`make install` takes long, so one language stands for all three."""
    LANGUAGES[language.lower()].require()
    environment = variables | pip_variables(shared)
    environment["PULUMI_BACKEND_URL"] = tmp_path.as_uri()
    (common,) = commands("README.md", "In your own project")
    if language == "YAML":
        environment["PULUMI_HOME"] = str(tmp_path / "another-home")
    else:
        common.remove("make install")
    (in_language,) = commands("README.md", language)
    told = [command.replace("../gpus", f"../gpus-{language}") for command in common + in_language]
    printed = shell(told, clone, environment)
    assert "    gpuCount: 69\n" in printed
    assert '    regions : [\n        [0]: "asia"\n' in printed
    assert "from $PATH" not in printed


@pytest.mark.needs("go")
def test_the_go_example_builds_as_told(tmp_path: Path, shared: Shared) -> None:
    compile_go(shared)
    for folder in ("examples/go", "sdk/go"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    (told,) = commands("languages.md", "Go")
    shell([*told, "go -C examples/go build -o program ."], tmp_path, os.environ)
    assert (tmp_path / "examples/go/program").stat().st_mode & 0o111


def test_a_shell_gets_an_answer(prepare: Prepare) -> None:
    workspace = prepare("outputs: {}\n")
    (told,) = commands("guide.md", "From a shell")
    answer = json.loads(shell(told, workspace.project, workspace.environment))
    assert (answer["id"], answer["region"], answer["gpuType"]) == ("sbx-000001", "us", "H100_80GB")


def test_a_key_that_is_set_as_told_is_encrypted_and_used(prepare: Prepare) -> None:
    workspace = prepare(ROOT / "examples/yaml", PRIME_API_KEY="")
    (told,) = commands("guide.md", "Secrets")
    shell(told, workspace.project, workspace.environment, typed="simulator-key\n")
    settings = yaml.safe_load((workspace.project / "Pulumi.dev.yaml").read_text())
    assert settings["config"]["primeintellect:apiKey"].keys() == {"secure"}
    assert '"8 x H100 80GB"' in workspace.pulumi("preview").stdout


def test_the_simulator_answers_as_told(prepare: Prepare) -> None:
    workspace = prepare("outputs: {}\n", PRIME_API_KEY="", PRIME_API_BASE_URL="")
    (start,), (use,) = commands("guide.md", "The simulator")
    command = start.replace("--port 8080", "--port 0").split()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as simulator:
        assert simulator.stdout is not None
        url = simulator.stdout.readline().split()[-1]
        (lookup,) = commands("guide.md", "From a shell")
        told = [use.replace("http://127.0.0.1:8080", url), *lookup]
        answer = json.loads(shell(told, workspace.project, workspace.environment))
        simulator.terminate()
    assert (answer["id"], answer["name"]) == ("sbx-000001", "llama-pretraining")


def test_the_configuration_of_the_registry_pages_is_used(
    prepare: Prepare, simulator: Simulator
) -> None:
    workspace = prepare(ROOT / "examples/yaml", PRIME_API_KEY="")
    (settings,) = commands("_index.md", "Example Usage")
    exported, (encrypted,), (team,) = commands("installation-configuration.md", "Configuration")
    preview = "pulumi preview"

    printed = shell([*settings, *exported, preview], workspace.project, workspace.environment)
    assert '    runningIds: [\n        [0]: "sbx-000001"\n' in printed

    simulator.sandboxes = [one | {"teamId": "team-research"} for one in simulator.sandboxes]
    shell([encrypted, team, preview], workspace.project, workspace.environment)
    assert "team_id=team-research" in simulator.requests[-1].query


@pytest.mark.parametrize(
    "place", [x for x in PROGRAMS if isinstance(PROGRAMS[x], dict)], ids=" ".join
)
def test_a_program_answers_what_is_listed(
    prepare: Prepare, place: tuple[str, str], tmp_path: Path
) -> None:
    (program,) = [b for b in blocks(*place) if b.language in {"python", "yaml"}]
    source = tmp_path / "source"
    source.mkdir()
    project = {"name": "documents", "runtime": program.language}
    if program.language == "yaml":
        project |= yaml.safe_load(program.text)
    else:
        (source / "__main__.py").write_text(program.text)
    (source / "Pulumi.yaml").write_text(json.dumps(project))
    workspace = prepare(source)
    workspace.pulumi("up", "--yes", "--skip-preview")
    outputs = json.loads(workspace.pulumi("stack", "output", "--json").stdout)
    assert outputs == PROGRAMS[place]
