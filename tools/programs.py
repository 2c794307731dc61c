"""Runs the programs that build what is published."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class BuildError(SystemExit):
    """A program has failed, or is missing; the message, which ends a tool, has all it printed."""


def run(*command: str | Path, folder: Path | None = None, **variables: str) -> str:
    """Runs a program to its end, with these variables too, and returns what it printed.

    Variables like PYTHONOPTIMIZE and PYTHONPATH are left out: they would change what is built.
    """
    if shutil.which(command[0]) is None:
        raise BuildError(f"`{command[0]}` is not on PATH: install it to build this.")
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name == "PYTHONUTF8" or not name.startswith("PYTHON")
    }
    done = subprocess.run(
        command,
        cwd=folder,
        env={**inherited, **variables},
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        raise BuildError(f"{' '.join(map(str, command))}:\n{done.stdout}")
    return done.stdout
