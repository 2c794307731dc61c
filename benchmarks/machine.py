"""Describes the machine and the programs that measured times depend on."""

from __future__ import annotations

import os
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path

from benchmarks.contenders import ROOT


def describe() -> dict[str, str]:
    """Returns descriptions of the machine and the programs, by name."""
    memory = int(_entry("/proc/meminfo", "MemTotal").split()[0])
    packages = ("grpcio", "httpx", "protobuf", "pulumi", "pydantic")
    return {
        "CPU": f"{_entry('/proc/cpuinfo', 'model name')}, {os.cpu_count()} cores",
        "Memory": f"{memory / 2**20:.0f} GB",
        "System": f"{platform.freedesktop_os_release()['PRETTY_NAME']}, {platform.machine()}",
        "Python": ", ".join(
            [platform.python_version(), *(f"{name} {version(name)}" for name in packages)]
        ),
        "Go": ", ".join(
            [
                _printed("go", "env", "GOVERSION").removeprefix("go"),
                "pulumi-go-provider "
                + _printed(
                    *("go", "list", "-m", "-f", "{{.Version}}"),
                    "github.com/pulumi/pulumi-go-provider",
                    folder=ROOT / "benchmarks/twins/go",
                ),
            ]
        ),
        "Pulumi": _printed(str(ROOT / ".engine/bin/pulumi"), "version"),
    }


def _entry(file: str, name: str) -> str:
    """Returns the first value of a name in a file from the kernel."""
    lines = (line.partition(":") for line in Path(file).read_text().splitlines())
    return next(value.strip() for key, _, value in lines if key.strip() == name)


def _printed(*command: str, folder: Path | None = None) -> str:
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()
