"""Builds the plugins to compare, each in its own folder for PATH."""

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
    """One implementation of the provider. The guide uses its `label`."""

    name: str
    title: str
    label: str

    @property
    def folder(self) -> Path:
        """The folder that contains only its program."""
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
"""Complete providers, which return the same results."""

CONTENDERS = (*PROVIDERS, LIMIT)
"""The contenders in most figures. The limit does as little work as possible."""

API = BUILT / "api"
PYTHON = BUILT / "venv/bin/python"
"""Python in the environment of the Python contenders, with only the packages that users install."""

SCHEMA_SOURCE = ROOT / "provider/pulumi_resource_primeintellect/schema.json"

PROGRAM = """#!{python}
import sys

sys.path.insert(0, {root!r})
from benchmarks.twins.{module} import main

main({arguments})
"""

SCHEMA = BUILT / "schema"
"""The file with our response to GetSchema."""


def build() -> None:
    """Builds all contenders and the API server in their folders."""
    for contender in (*CONTENDERS, LEAN):
        contender.folder.mkdir(parents=True, exist_ok=True)
    with (BUILT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # parallel tests all start with this
        build_go(ROOT / "benchmarks/api", API)
        build_go(ROOT / "benchmarks/twins/go", GO.command)
        build_go(ROOT / "benchmarks/twins/go", LEAN.command, "-X=main.derives=no")
        install()
        OURS.command.unlink(missing_ok=True)
        OURS.command.symlink_to(PYTHON.with_name(PLUGIN))
        write(STOCK, "python.provider")
        write(LIMIT, "limit.plugin", str(SCHEMA))
        schema = GetSchemaResponse(schema=SCHEMA_SOURCE.read_text())
        SCHEMA.write_bytes(schema.SerializeToString())


def write(contender: Contender, module: str, *arguments: str) -> None:
    """Writes the program of a Python plugin, which calls `main` of a module."""
    shown = ", ".join(map(repr, arguments))
    contender.command.write_text(
        PROGRAM.format(python=PYTHON, root=str(ROOT), module=module, arguments=shown)
    )
    contender.command.chmod(0o755)


def install() -> None:
    """Installs the current provider, as users do."""
    if not PYTHON.exists():
        subprocess.run([sys.executable, "-m", "venv", PYTHON.parent.parent], check=True)
        pip("install", "--require-hashes", "--requirement", ROOT / "requirements/plugin.txt")
    pip("install", "--no-deps", "--force-reinstall", ROOT)


def pip(*arguments: str | Path) -> None:
    """Runs pip of the contenders' environment."""
    subprocess.run([PYTHON, "-m", "pip", "--quiet", *arguments], check=True)


def build_go(module: Path, program: Path, linking: str = "") -> None:
    """Builds a Go program. This is quick if nothing has changed."""
    flags = ("-mod=readonly", "-trimpath", "-buildvcs=false", f"-ldflags={linking}")
    subprocess.run(
        ["go", "build", *flags, "-o", program, "."],
        cwd=module,
        env={**os.environ, "GOWORK": "off"},
        check=True,
    )
