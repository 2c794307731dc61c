from __future__ import annotations

import os
import shutil
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from archive import archive, environment, named
from distributions import wheel_in
from languages import once
from packages import plugin_packages
from pins import installing

if TYPE_CHECKING:
    from languages import Shared


@pytest.fixture(scope="session")
def built(shared: Shared) -> Path:
    """A folder with the wheel, the source distribution and the archive for this platform.

    The environment variable DISTRIBUTIONS names the folder where they are to be published from.
    """

    def build(folder: Path) -> None:
        shutil.copytree(plugin_packages(shared), folder, dirs_exist_ok=True)
        with installing(shared):
            archive(wheel_in(folder), folder)

    given = os.environ.get("DISTRIBUTIONS")
    return Path(given).resolve() if given else once(shared.run / "built", build)


@pytest.fixture(scope="session")
def wheel(built: Path) -> Path:
    return wheel_in(built)


@pytest.fixture(scope="session")
def packed(built: Path, wheel: Path) -> Path:
    """The archive."""
    return built / f"{named(wheel)}.tar.gz"


@pytest.fixture(scope="session")
def scripts(shared: Shared, wheel: Path) -> Path:
    """Where pip has put the executable of the wheel, in an environment with nothing else."""
    place = shared.run / "environment"  # scripts name it: what `once` makes is moved

    def install(_: Path) -> None:
        with installing(shared):
            environment(place, "plugin", wheel)

    once(shared.run / "environment-made", install)
    return place / ("bin" if os.name == "posix" else "Scripts")


@pytest.fixture(scope="session")
def unpacked(shared: Shared, packed: Path) -> Path:
    """What is in the archive."""

    def unpack(folder: Path) -> None:
        with tarfile.open(packed) as files:
            files.extractall(folder, filter="data")

    return once(shared.run / "unpacked", unpack)
