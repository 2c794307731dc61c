"""Builds what pip installs: the source distribution, and out of it the wheel.

python tools/distributions.py FOLDER
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from pulumi_resource_primeintellect import __version__

ROOT = Path(__file__).resolve().parent.parent
PINS = ROOT / ("constraints.txt" if sys.version_info >= (3, 11) else "constraints-3.10.txt")


def main() -> None:
    """Builds both, and tells where they are."""
    (folder,) = map(Path, sys.argv[1:])
    distributions(folder)
    print(wheel_in(folder))


def distributions(into: Path) -> None:
    """Builds both in a folder."""
    run(sys.executable, "-m", "build", "--outdir", into, ROOT, PIP_CONSTRAINT=str(PINS))


def wheel_in(folder: Path) -> Path:
    """The wheel of this version."""
    (wheel,) = folder.glob(f"pulumi_resource_primeintellect-{__version__}-*.whl")
    return wheel


def run(*command: str | Path, **variables: str) -> None:
    """Runs a program to its end; what it prints is shown if it fails."""
    done = subprocess.run(
        command,
        check=False,
        env={**os.environ, **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, command))}:\n{done.stdout}")


if __name__ == "__main__":
    main()
