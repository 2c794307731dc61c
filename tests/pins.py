"""The pinned versions, read from the files in `requirements`, and how a test installs them."""

from __future__ import annotations

import re
import sys
from contextlib import contextmanager
from importlib.metadata import requires
from typing import TYPE_CHECKING, NamedTuple

import pytest
from distributions import REQUIREMENTS
from languages import once
from packaging.requirements import Requirement
from programs import run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from languages import Shared

ENTRY = re.compile(r"^(?P<requirement>\S.*?)(?P<hashes>(?: \\\n +--hash=sha256:[0-9a-f]{64})+)\n")
COMMENT = re.compile(r"^#.*\n")
DISTRIBUTIONS = ("pulumi-resource-primeintellect", "pulumi_primeintellect")
BUILDING = ("hatchling", "pip", "pyinstaller", "setuptools")


class Pin(NamedTuple):
    """One package with its version, the environments that take it, and its hashes."""

    requirement: Requirement
    hashes: frozenset[str]


def pinned(name: str) -> list[Pin]:
    """What a file pins; every line of it must be part of that."""
    text = (REQUIREMENTS / f"{name}.txt").read_text(encoding="utf-8")
    found = []
    while text:
        if comment := COMMENT.match(text):
            text = text[comment.end() :]
            continue
        entry = ENTRY.match(text)
        assert entry, text[:100]
        hashes = frozenset(entry["hashes"].replace("\\", "").split())
        found.append(Pin(Requirement(entry["requirement"]), hashes))
        text = text[entry.end() :]
    return found


def pip_variables(shared: Shared) -> dict[str, str]:
    """The variables for pip to install as users do, but pinned packages only, from a folder.

    pip looks through an index of all versions of all systems longer than it takes to install.
    What is installed for a test is compiled only as far as it is imported.
    """

    def download(folder: Path) -> None:
        constraints = folder / "constraints.txt"
        pins = pinned("dev")
        for pin in pins:
            pin.requirement.extras.clear()  # pip refuses constraints with extras
        constraints.write_text("".join(f"{pin.requirement}\n" for pin in pins), encoding="utf-8")
        needed = {Requirement(line).name for name in DISTRIBUTIONS for line in requires(name) or ()}
        pip = (sys.executable, "-m", "pip", "download", "--dest", folder)
        run(*pip, "--constraint", constraints, *BUILDING, *sorted(needed))

    folder = once(shared.run / "packages", download)
    return {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(folder), "PIP_COMPILE": "0"}


@contextmanager
def installing(shared: Shared) -> Iterator[pytest.MonkeyPatch]:
    """Sets these variables for what runs in the block."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in pip_variables(shared).items():
            patch.setenv(name, value)
        yield patch
