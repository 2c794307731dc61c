"""A new stack for each project name, which the engine makes once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml
from languages import once
from workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

    from languages import Shared


def new_stack(program: Path, shared: Shared) -> Path:
    """The folder of a workspace with a stack for projects of the program's name."""
    name: str = yaml.safe_load((program / "Pulumi.yaml").read_text(encoding="utf-8"))["name"]

    def make(folder: Path) -> None:
        (folder / "source").mkdir()
        (folder / "source/Pulumi.yaml").write_text(f"name: {name}\nruntime: yaml\n")
        Workspace(folder, folder / "source", {"HOME": str(folder)}, ready=False)

    (shared.run / "stacks").mkdir(exist_ok=True)
    return once(shared.run / "stacks" / name, make)
