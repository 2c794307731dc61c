"""Describes files with settings: how a provider names and reads them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pydantic import JsonValue

    from pulumi_python_provider.redaction import Redactor


class Found(NamedTuple):
    """A value, and where it was found, as text for messages."""

    value: JsonValue
    origin: str


class Stored(NamedTuple):
    """The values in a provider's files, by key, and a sentence about each ignored file."""

    values: Mapping[str, Found] = {}
    ignored: tuple[str, ...] = ()


Find = Callable[[str], "Found | None"]
"""Finds a setting by its name, outside files."""


class Files(NamedTuple):
    """Files with settings: their `name` for messages, and the function that reads them.

    `read` gets the home directory, if there is one. To choose the files, it can look up other
    settings, such as the name of a profile. It redacts the text that it quotes.
    """

    name: str
    read: Callable[[Path | None, Find, Redactor], Stored]


def find_home() -> Path | None:
    """Returns the user's home directory, or None if there is none."""
    try:
        return Path.home()
    except RuntimeError:
        return None
