from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import pytest
from languages import LANGUAGES, Shared
from primeintellect_simulator import Simulator
from workspace import Workspace

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


@pytest.fixture
def prepare(tmp_path: Path, simulator: Simulator) -> Prepare:
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
        return Workspace(tmp_path, program, defaults | environment)

    return prepare


@pytest.fixture
def prepare_in(prepare: Prepare, shared: Shared) -> PrepareIn:
    """Makes a workspace of a program in a language, with the SDK of this checkout."""

    def prepare_in(language: str, program: Path) -> Workspace:
        LANGUAGES[language].require()
        workspace = prepare(program)
        workspace.environment |= LANGUAGES[language].get_sdk(workspace.project, shared)
        return workspace

    return prepare_in
