from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Protocol

import pytest
from languages import LANGUAGES, Shared, once
from primeintellect_simulator import Simulator
from stacks import new_stack
from workspace import ROOT, Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Prepare(Protocol):
    def __call__(self, program: Path | str, **environment: str) -> Workspace: ...


class PrepareIn(Protocol):
    def __call__(self, language: str, program: Path) -> Workspace: ...


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    with Simulator() as simulator:
        yield simulator


@pytest.fixture(scope="session")
def home(shared: Shared) -> Path:
    """A Pulumi home with the plugin, and its schema as the engine keeps it after a first run."""

    def preview(folder: Path) -> None:
        with Simulator() as simulator:
            environment = {
                "HOME": str(folder),
                "PRIME_API_KEY": "simulator-key",
                "PRIME_API_BASE_URL": simulator.url,
            }
            Workspace(folder, ROOT / "examples/yaml", environment).pulumi("preview")

    return once(shared.run / "home", preview) / "home"


@pytest.fixture
def prepare(tmp_path: Path, simulator: Simulator, home: Path, shared: Shared) -> Prepare:
    """Makes a workspace of a program's folder, or of the text of a YAML program."""

    def prepare(program: Path | str, **environment: str) -> Workspace:
        if isinstance(program, str):
            source = tmp_path / "source"
            source.mkdir()
            (source / "Pulumi.yaml").write_text(f"name: test\nruntime: yaml\n{program}")
            program = source
        defaults = {
            "HOME": str(tmp_path),
            "PRIME_API_KEY": "simulator-key",
            "PRIME_API_BASE_URL": simulator.url,
        }
        shutil.copytree(home / "plugins", tmp_path / "home/plugins")
        like = new_stack(program, shared)
        return Workspace(tmp_path, program, defaults | environment, ready=False, like=like)

    return prepare


@pytest.fixture
def variables(prepare: Prepare) -> dict[str, str]:
    """The environment of somebody who has the plugin, and no stack yet."""
    variables = prepare("outputs: {}\n").environment
    del variables["PULUMI_STACK"]
    return variables


@pytest.fixture
def prepare_in(prepare: Prepare, shared: Shared) -> PrepareIn:
    """Makes a workspace of a program in a language, with the SDK of this checkout."""

    def prepare_in(language: str, program: Path) -> Workspace:
        LANGUAGES[language].require()
        workspace = prepare(program)
        workspace.environment |= LANGUAGES[language].get_sdk(workspace.project, shared)
        return workspace

    return prepare_in
