"""The Python packages of this checkout, built once for a run; and environments with pip."""

from __future__ import annotations

import sys
import venv
from typing import TYPE_CHECKING

from distributions import distributions
from languages import once, published
from pins import installing
from programs import run
from sdks import wheel

if TYPE_CHECKING:
    from pathlib import Path

    from languages import Shared


def plugin_packages(shared: Shared) -> Path:
    """The folder with the plugin's wheel and source distribution."""
    return once(shared.run / "distributions", distributions)


def sdk_wheel(shared: Shared) -> Path:
    """The SDK's wheel for PyPI, as it is to be published if DISTRIBUTIONS says where."""

    def build(folder: Path) -> None:
        published("pulumi_primeintellect-*.whl", wheel, folder)

    (archive,) = once(shared.run / "sdk", build).glob("*.whl")
    return archive


def make_environment(folder: Path, shared: Shared) -> None:
    """Makes an environment with pip. Python's own way to install pip takes four times as long."""
    venv.create(folder, symlinks=True)
    python = folder / "bin/python"
    with installing(shared):
        run(sys.executable, "-m", "pip", "--quiet", "--python", python, "install", "pip")
