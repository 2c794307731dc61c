"""Runs the programs that build packages."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class BuildError(SystemExit):
    """A program failed or is missing. Ends the tool, with the program's output as the message."""


def run(*command: str | Path, folder: Path | None = None, **variables: str) -> str:
    """Runs a program with additional environment variables, and returns its output.

    It inherits neither the umask nor variables such as PYTHONOPTIMIZE and PYTHONPATH: they would
    change the packages.
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
        umask=0o022,
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        raise BuildError(f"{' '.join(map(str, command))}:\n{done.stdout}")
    return done.stdout
