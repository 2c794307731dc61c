"""The settings that a program gives, and how messages name where it gives them."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pydantic import JsonValue


class Place(Enum):
    """Where a program gives a setting. `pulumi do` has only a file."""

    STACK = "the stack configuration {package}:{name}"
    ARGUMENT = "the provider argument {name}"
    FILE = "{name} in the file of `--provider-file`"


class Given(NamedTuple):
    """The settings that a program gives, and where.

    `origin_of` names where a setting is given without an engine; empty if it cannot be.
    """

    values: Mapping[str, JsonValue]
    package: str
    place: Place = Place.STACK
    origin_of: Callable[[str], str] | None = None

    def origin(self, name: str) -> str:
        """Returns where a value was given, or could be, as text for messages."""
        if self.origin_of is not None:
            return self.origin_of(name)
        return self.place.value.format(package=self.package, name=name)
