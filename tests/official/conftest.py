"""Leaves these tests out unless they are asked for, and installs what they run."""

from __future__ import annotations

import hashlib
import os
import sys
import venv
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from languages import once
from programs import run

if TYPE_CHECKING:
    from languages import Shared

REQUIREMENTS = Path(__file__).with_name("requirements.txt")
OLDEST, NEWEST = (3, 11), (3, 13)
"""The Pythons that the official command line can be installed on."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out what installs packages, but in CI or with `-m official`."""
    asked = bool(os.environ.get("CI")) or "official" in config.getoption("markexpr")
    reason = "NOT RUN: it installs packages; run it with -m official"
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        asked, reason = False, "NOT RUN: the official command line needs Python 3.11 to 3.13"
    for item in items:
        if not asked and item.get_closest_marker("official"):
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def python(shared: Shared) -> Path:
    """The interpreter of an environment that has the official clients and nothing of ours."""

    def install(folder: Path) -> None:
        venv.create(folder, with_pip=True)
        pip = (folder / "bin/python", "-m", "pip", "install", "--quiet")
        run(*pip, "--disable-pip-version-check", "--requirement", REQUIREMENTS)

    pins = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()[:12]
    name = f"official-{sys.version_info[0]}.{sys.version_info[1]}-{pins}"
    return once(shared.downloads / name, install) / "bin/python"
