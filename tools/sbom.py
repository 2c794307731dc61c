"""Lists the packages of an installed plugin, with versions and licenses, in CycloneDX format.

    python tools/sbom.py FOLDER

The list contains the wheel in the folder and its pinned dependencies.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from archive import environment
from distributions import ROOT, wheel_in
from programs import run

NAME = "sbom.cdx.json"


def main() -> None:
    """Writes the list and prints its path."""
    (folder,) = map(Path, sys.argv[1:])
    with tempfile.TemporaryDirectory() as scratch:
        python = environment(Path(scratch, "environment"), "plugin", wheel_in(folder))
        project = ("--pyproject", ROOT / "pyproject.toml", "--mc-type", "application")
        form = ("--output-reproducible", "--output-file", folder / NAME)
        run(sys.executable, "-m", "cyclonedx_py", "environment", *project, *form, python)
    print(folder / NAME)


if __name__ == "__main__":
    main()
