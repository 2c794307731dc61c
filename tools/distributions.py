"""Builds what pip installs.

    python tools/distributions.py FOLDER

makes the source distribution and, out of it, the wheel.
"""

from __future__ import annotations

import sys
from pathlib import Path

from programs import run
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


if __name__ == "__main__":
    main()
