"""Builds the distributions that pip installs.

    python tools/distributions.py FOLDER

builds the source distribution and, from it, the wheel.
"""

from __future__ import annotations

import sys
from pathlib import Path

from programs import run
from pulumi_resource_primeintellect import __version__

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "requirements"
"""Files with the exact versions and hashes of packages, one file for each purpose."""
EPOCH = 1580601600
"""The modification time of all files. It is hatchling's default."""


def main() -> None:
    """Builds the distributions and prints the path of the wheel."""
    (folder,) = map(Path, sys.argv[1:])
    distributions(folder)
    print(wheel_in(folder))


def distributions(into: Path) -> None:
    """Builds both distributions in a folder, with the pinned tools of this environment."""
    build = (sys.executable, "-m", "build", "--no-isolation", "--outdir", into)
    run(*build, ROOT, SOURCE_DATE_EPOCH=str(EPOCH))


def wheel_in(folder: Path) -> Path:
    """Returns the path of the wheel of this version."""
    (wheel,) = folder.glob(f"pulumi_resource_primeintellect-{__version__}-*.whl")
    return wheel


if __name__ == "__main__":
    main()
