"""The plugins that are compared, each alone in a folder that can be put on PATH."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILT = ROOT / "benchmarks/.build"
PLUGIN = "pulumi-resource-primeintellect"


@dataclass(frozen=True)
class Contender:
    """One implementation of the provider."""

    name: str
    title: str

    @property
    def folder(self) -> Path:
        """Where its program is, alone."""
        return BUILT / self.name

    @property
    def command(self) -> Path:
        """Its program."""
        return self.folder / PLUGIN


OURS = Contender("ours", "Ours")
GO = Contender("go", "Go twin")
STOCK = Contender("stock", "Stock twin")
CONTENDERS = (OURS, GO, STOCK)

API = BUILT / "api"
PYTHON = BUILT / "venv/bin/python"
"""Of the environment of both Python contenders: what users install, nothing of development."""

STOCK_PROGRAM = """#!{python}
import sys

sys.path.insert(0, {root!r})
from benchmarks.twins.python.provider import serve

serve()
"""


def build() -> None:
    """Puts all of them, and the API server, where they are looked for."""
    for contender in CONTENDERS:
        contender.folder.mkdir(parents=True, exist_ok=True)
    with (BUILT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # tests that run in parallel all begin with this
        build_go(ROOT / "benchmarks/api", API)
        build_go(ROOT / "benchmarks/twins/go", GO.command)
        install()
        OURS.command.unlink(missing_ok=True)
        OURS.command.symlink_to(PYTHON.with_name(PLUGIN))
        STOCK.command.write_text(STOCK_PROGRAM.format(python=PYTHON, root=str(ROOT)))
        STOCK.command.chmod(0o755)


def install() -> None:
    """Installs the provider as it is now, as users do."""
    if not PYTHON.exists():
        subprocess.run([sys.executable, "-m", "venv", PYTHON.parent.parent], check=True)
        pip("install", "--require-hashes", "--requirement", ROOT / "requirements/plugin.txt")
    pip("install", "--no-deps", "--force-reinstall", ROOT)


def pip(*arguments: str | Path) -> None:
    """Runs the environment's own pip."""
    subprocess.run([PYTHON, "-m", "pip", "--quiet", *arguments], check=True)


def build_go(module: Path, program: Path) -> None:
    """Builds a Go program; quick when nothing has changed."""
    subprocess.run(
        ["go", "build", "-mod=readonly", "-trimpath", "-buildvcs=false", "-o", program, "."],
        cwd=module,
        env={**os.environ, "GOWORK": "off"},
        check=True,
    )
