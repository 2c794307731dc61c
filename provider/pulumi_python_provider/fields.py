"""How models say more about their fields than a Python type does.

Schema, decoding and encoding follow these marks. Docstrings and `Field(description=...)` reach the
schema, and from there the SDKs and documents.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING, Annotated, Generic, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict
from pydantic_core import core_schema

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import JsonValue

T = TypeVar("T")


class Record(BaseModel):
    """What a function returns, or a part of it. Frozen; ignores keys that it does not declare."""

    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)


class Arguments(BaseModel):
    """What a program gives to a function. Strict: no undeclared names, no text for a number."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, allow_inf_nan=False, defer_build=True
    )

    @classmethod
    def conflicts(cls, given: Mapping[str, JsonValue]) -> list[str]:  # noqa: ARG003  # by default
        """Lists what is wrong with the arguments together, whatever is wrong with each of them."""
        return []

    @property
    def reveals_secrets(self) -> bool:
        """Whether the program asked for the fields marked `Secret`."""
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


class Open(NamedTuple):
    """Marks a string whose known values are those of an enum, but which may be any other.

    status: Annotated[str, Open(Status)]
    """

    values: type[DescribedEnum]


class Mark(Enum):
    """Marks without a value of their own."""

    EXPECTED = auto()
    SECRET = auto()


Expected = Annotated[T | None, Mark.EXPECTED]
"""A field documented to be always there: required in the schema, though it may be missing."""

Secret = Annotated[T, Mark.SECRET]
"""A setting to keep out of sight; in results, a field to leave out unless the program asks for it.

If it asks (`Arguments.reveals_secrets`), the engine gets the value marked as a secret.
"""


class Encoded(bytes, Generic[T]):
    """A record encoded early with `Context.encode`, so that a long list need not hold models.

    books: list[Encoded[Book]]
    """

    __slots__ = ()

    @classmethod
    def __get_pydantic_core_schema__(cls, *_: object) -> core_schema.CoreSchema:
        """Takes the bytes as they are: only `Context.encode` makes them."""
        return core_schema.any_schema()
