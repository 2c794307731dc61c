"""Lists the properties of a model, as Pulumi sees them."""

from __future__ import annotations

from functools import cache
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, NamedTuple, Union, get_args, get_origin

from pulumi_python_provider.fields import Encoded, Mark, Open

if TYPE_CHECKING:
    from pydantic import BaseModel

    from pulumi_python_provider.fields import DescribedEnum


class Property(NamedTuple):
    """One property; `annotation` is its type, stripped of `None` and of marks about the field."""

    name: str
    annotation: object
    description: str
    required: bool
    secret: bool
    encoded: bool = False
    """Whether it is a list of records that are already encoded."""

    @property
    def repeated(self) -> bool:
        """Whether it is a list."""
        return get_origin(split_marks(self.annotation)[0]) is list

    @property
    def type(self) -> object:
        """The type of its value, or of each value in its list, without marks."""
        return split_marks(self._element)[0]

    @property
    def known_values(self) -> tuple[DescribedEnum, ...]:
        """The values that an open enum names, for its value or each value in its list."""
        mark = enum_of(self._element)
        return tuple(mark.values) if mark else ()

    @property
    def _element(self) -> object:
        return get_args(split_marks(self.annotation)[0])[0] if self.repeated else self.annotation


@cache
def properties(model: type[BaseModel]) -> tuple[Property, ...]:
    """Lists all properties of a model in order: its fields, then its computed fields."""
    fields = []
    for name, field in model.model_fields.items():
        annotation = without_none(field.annotation)
        for mark in field.metadata:
            if isinstance(mark, Open):  # pydantic removes it from a type without `None`
                annotation = Annotated[annotation, mark]
        element = _encoded(annotation)
        fields.append(
            Property(
                name,
                annotation if element is None else list[element],  # type: ignore[valid-type]  # built here
                field.description or "",
                required=field.is_required() or Mark.EXPECTED in field.metadata,
                secret=Mark.SECRET in field.metadata,
                encoded=element is not None,
            )
        )
    computed = (
        Property(
            name,
            without_none(field.return_type),
            field.description or "",
            required=not _optional(field.return_type),
            secret=False,
        )
        for name, field in model.model_computed_fields.items()
    )
    return (*fields, *computed)


def without_none(annotation: object) -> object:
    """Returns the type without `None`."""
    if not _optional(annotation):
        return annotation
    (rest,) = (part for part in get_args(annotation) if part is not NoneType)
    return rest


def split_marks(annotation: object) -> tuple[object, tuple[object, ...]]:
    """Returns a type, and its marks in `Annotated`."""
    if get_origin(annotation) is Annotated:
        return get_args(annotation)[0], annotation.__metadata__  # type: ignore[attr-defined]  # Annotated has it
    return annotation, ()


def enum_of(annotation: object) -> Open | None:
    """Returns the mark of an open enum, if there is one."""
    return next((mark for mark in split_marks(annotation)[1] if isinstance(mark, Open)), None)


def _encoded(annotation: object) -> object:
    """Returns the type of the records in an encoded list; None for any other type."""
    inner = get_args(annotation)[0] if get_origin(annotation) is list else None
    return get_args(inner)[0] if get_origin(inner) is Encoded else None


def _optional(annotation: object) -> bool:
    return get_origin(annotation) in {Union, UnionType} and NoneType in get_args(annotation)
