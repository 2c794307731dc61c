"""The pinned versions, read from the files in `requirements`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from distributions import REQUIREMENTS
from packaging.requirements import Requirement

if TYPE_CHECKING:
    from pathlib import Path

ENTRY = re.compile(r"^(?P<requirement>\S.*?)(?P<hashes>(?: \\\n +--hash=sha256:[0-9a-f]{64})+)\n")
COMMENT = re.compile(r"^#.*\n")


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


def constraints(folder: Path) -> str:
    """The path of a file for PIP_CONSTRAINT, in a folder, where pip installs as users do.

    They install folders. These have no hash, so that pip would refuse them beside hashes. It also
    refuses constraints with extras.
    """
    file = folder / "constraints.txt"
    pins = pinned("dev")
    for pin in pins:
        pin.requirement.extras.clear()
    file.write_text("".join(f"{pin.requirement}\n" for pin in pins), encoding="utf-8")
    return str(file)
