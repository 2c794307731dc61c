"""Base classes of models, and marks that say more about a field than its Python type.

The schema, decoding and encoding follow these marks. Docstrings and `Field(description=...)` go
into the schema, and from there into the SDKs and their documentation.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING, Annotated, Generic, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict
from pydantic_core import core_schema

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pydantic import JsonValue

T = TypeVar("T")


class Record(BaseModel):
    """A function's result, or a part of it. Frozen; ignores undeclared keys."""

    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)


class Arguments(BaseModel):
    """A function's arguments. Strict: rejects undeclared names, and text in place of a number."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, allow_inf_nan=False, defer_build=True
    )

    @classmethod
    def conflicts(cls, given: Mapping[str, JsonValue]) -> Iterable[str]:  # noqa: ARG003  # for subclasses
        """Returns the conflicts between arguments, even if some are invalid by themselves."""
        return ()

    @property
    def reveals_secrets(self) -> bool:
        """Whether the program asked for the fields marked `Secret`."""
        return False


class DescribedEnum(str, Enum):
    """An enum whose members are written `NAME = "value", "description"`."""

    description: str

    def __new__(cls, value: str, description: str) -> DescribedEnum:  # noqa: PYI034  # Python 3.10 has no Self
        """Creates a member that is a string equal to its value."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.description = description
        return member


class Open(NamedTuple):
    """Marks a string that has the known values of an enum, but accepts any other value.

    status: Annotated[str, Open(Status)]
    """

    values: type[DescribedEnum]


class Mark(Enum):
    """Marks without parameters."""

    EXPECTED = auto()
    SECRET = auto()


Expected = Annotated[T | None, Mark.EXPECTED]
"""A field documented as always present: required in the schema, although it can be missing."""

Secret = Annotated[T, Mark.SECRET]
"""A secret setting, or a field of a result that is left out unless the program asks for it.

If it asks (`Arguments.reveals_secrets`), the engine gets the value marked as a secret.
"""


class Encoded(bytes, Generic[T]):
    """A record that `Context.encode` encoded, so that a long list need not hold models.

    books: list[Encoded[Book]]
    """

    __slots__ = ()

    @classmethod
    def __get_pydantic_core_schema__(cls, *_: object) -> core_schema.CoreSchema:
        """Accepts the bytes unchanged, because only `Context.encode` creates them."""
        return core_schema.any_schema()
