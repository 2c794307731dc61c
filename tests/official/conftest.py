"""Leaves these tests out unless they are asked for, and installs what they run."""

from __future__ import annotations

import hashlib
import os
import sys
import venv
from typing import TYPE_CHECKING

import pytest
from languages import once
from programs import run
from workspace import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from languages import Shared

PINNED = ROOT / "requirements/official.txt"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out what installs packages, but in CI or with `-m official`."""
    if os.environ.get("CI") or "official" in config.getoption("markexpr"):
        return
    reason = "NOT RUN: it installs packages; run it with -m official"
    for item in items:
        if item.get_closest_marker("official"):
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def python(shared: Shared) -> Path:
    """The interpreter of an environment that has the official clients and nothing of ours."""

    def install(folder: Path) -> None:
        venv.create(folder)
        pip = (sys.executable, "-m", "pip", "--python", folder / "bin/python")
        run(*pip, "install", "--no-compile", "--require-hashes", "--requirement", PINNED)

    pins = hashlib.sha256(PINNED.read_bytes()).hexdigest()[:12]
    name = f"official-{sys.version_info[0]}.{sys.version_info[1]}-{pins}"
    return once(shared.downloads / name, install) / "bin/python"
