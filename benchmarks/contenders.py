"""The plugins that are compared, each alone in a folder that can be put on PATH."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from pulumi.runtime.proto.provider_pb2 import GetSchemaResponse

ROOT = Path(__file__).resolve().parent.parent
BUILT = ROOT / "benchmarks/.build"
PLUGIN = "pulumi-resource-primeintellect"


@dataclass(frozen=True)
class Contender:
    """One implementation of the provider. The guide calls it by its `label`."""

    name: str
    title: str
    label: str

    @property
    def folder(self) -> Path:
        """Where its program is, alone."""
        return BUILT / self.name

    @property
    def command(self) -> Path:
        """Its program."""
        return self.folder / PLUGIN


OURS = Contender("ours", "Ours", "ours")
GO = Contender("go", "Go twin", "a provider in Go")
STOCK = Contender("stock", "Stock twin", "one on Pulumi's own Python server")
LIMIT = Contender("limit", "Limit", "the least that our libraries take")
LEAN = Contender("lean", "Lean Go twin", "one in Go that only decodes and encodes")

PROVIDERS = (OURS, GO, STOCK)
"""They return the same."""

CONTENDERS = (*PROVIDERS, LIMIT)
"""Those of most figures; the limit does as little as can be."""

API = BUILT / "api"
PYTHON = BUILT / "venv/bin/python"
"""Of the environment of both Python contenders: what users install, nothing of development."""

PROGRAM = """#!{python}
import sys

sys.path.insert(0, {root!r})
from benchmarks.twins.{module} import main

main({arguments})
"""

SCHEMA = BUILT / "schema"
"""Our answer to GetSchema."""


def build() -> None:
    """Puts all of them, and the API server, where they are looked for."""
    for contender in (*CONTENDERS, LEAN):
        contender.folder.mkdir(parents=True, exist_ok=True)
    with (BUILT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # tests that run in parallel all begin with this
        build_go(ROOT / "benchmarks/api", API)
        build_go(ROOT / "benchmarks/twins/go", GO.command)
        build_go(ROOT / "benchmarks/twins/go", LEAN.command, "-X=main.derives=no")
        install()
        OURS.command.unlink(missing_ok=True)
        OURS.command.symlink_to(PYTHON.with_name(PLUGIN))
        write(STOCK, "python.provider")
        write(LIMIT, "limit.plugin", str(SCHEMA))
        text = (ROOT / "provider/pulumi_resource_primeintellect/schema.json").read_text()
        SCHEMA.write_bytes(GetSchemaResponse(schema=text).SerializeToString())


def write(contender: Contender, module: str, *arguments: str) -> None:
    """Writes the program of a plugin in Python: what calls the `main` of a module."""
    shown = ", ".join(map(repr, arguments))
    contender.command.write_text(
        PROGRAM.format(python=PYTHON, root=str(ROOT), module=module, arguments=shown)
    )
    contender.command.chmod(0o755)


def install() -> None:
    """Installs the provider as it is now, as users do."""
    if not PYTHON.exists():
        subprocess.run([sys.executable, "-m", "venv", PYTHON.parent.parent], check=True)
        pip("install", "--require-hashes", "--requirement", ROOT / "requirements/plugin.txt")
    pip("install", "--no-deps", "--force-reinstall", ROOT)


def pip(*arguments: str | Path) -> None:
    """Runs the environment's own pip."""
    subprocess.run([PYTHON, "-m", "pip", "--quiet", *arguments], check=True)


def build_go(module: Path, program: Path, linking: str = "") -> None:
    """Builds a Go program; quick when nothing has changed."""
    flags = ("-mod=readonly", "-trimpath", "-buildvcs=false", f"-ldflags={linking}")
    subprocess.run(
        ["go", "build", *flags, "-o", program, "."],
        cwd=module,
        env={**os.environ, "GOWORK": "off"},
        check=True,
    )
