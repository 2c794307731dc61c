"""How a model says more about a field than its Python type does.

Both sides of the provider read these marks: `api` puts them on its models and `infer` derives
Pulumi's schema and encoding from them. This module knows neither the API nor Pulumi.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Annotated, NewType, TypeVar

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import JsonValue

T = TypeVar("T")


class Record(BaseModel):
    """A frozen value; keys it does not declare are ignored when it is read."""

    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)


class Arguments(BaseModel):
    """What a user gives: nothing undeclared, no guessing between types."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, allow_inf_nan=False, defer_build=True
    )

    @classmethod
    def conflicts(cls, given: Mapping[str, JsonValue]) -> list[str]:  # noqa: ARG003  # by default
        """What is wrong with the arguments together, whatever is wrong with each of them."""
        return []

    @property
    def reveals_secrets(self) -> bool:
        """Whether the user asked for the fields marked `Secret`."""
        return False


class DescribedEnum(str, Enum):
    """An enum whose members are written `NAME = "value", "description"`."""

    description: str

    def __new__(cls, value: str, description: str) -> DescribedEnum:  # noqa: PYI034  # Self is younger than Python 3.10
        """Makes the member a string equal to its value."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.description = description
        return member


@dataclass(frozen=True)
class Open:
    """Marks a string whose known values are those of `values`, but which may be any other."""

    values: type[DescribedEnum]


Encoded = NewType("Encoded", bytes)
"""A record as it travels in a list."""


@dataclass(frozen=True)
class Encodes:
    """Marks a list of encoded records: `annotation` is what the schema says of it."""

    annotation: object


class Mark(Enum):
    """Marks without a value of their own."""

    EXPECTED = auto()
    SECRET = auto()


Expected = Annotated[T | None, Mark.EXPECTED]
"""A field that is documented to be always there: required in the schema, its absence a warning."""

Secret = Annotated[T | None, Mark.SECRET]
"""A field that is left out of an answer unless it was asked for, and then marked secret."""
