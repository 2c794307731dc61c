"""Settings in files: how a provider names and reads them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pydantic import JsonValue

    from pulumi_python_provider.redaction import Redactor


class Found(NamedTuple):
    """A value, and in words where it was found."""

    value: JsonValue
    origin: str


class Stored(NamedTuple):
    """What a provider's files hold, by key, and why any of them is ignored, in sentences."""

    values: Mapping[str, Found] = {}
    ignored: tuple[str, ...] = ()


Find = Callable[[str], "Found | None"]
"""Finds a setting by its name, outside files."""


class Files(NamedTuple):
    """Files with settings: `name` in words, and what reads them below the home directory, if any.

    `read` may find other settings first, such as the name of a profile. It redacts what it quotes.
    """

    name: str
    read: Callable[[Path | None, Find, Redactor], Stored]


def find_home() -> Path | None:
    """Returns the user's home directory; None where there is none."""
    try:
        return Path.home()
    except RuntimeError:
        return None
