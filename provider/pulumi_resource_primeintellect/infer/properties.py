"""The properties of a model, as Pulumi sees them."""

from __future__ import annotations

from functools import cache
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, NamedTuple, Union, get_args, get_origin

from pulumi_resource_primeintellect.fields import Encodes, Mark, Open

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic import BaseModel


class Property(NamedTuple):
    """One property; `annotation` is its type, stripped of `None` and of marks about the field."""

    name: str
    annotation: object
    description: str
    required: bool
    secret: bool
    known: frozenset[str] = frozenset()
    """The values of an open enum; empty for every other type."""
    encoded: bool = False
    """Whether the records in it are encoded already."""


@cache
def properties(model: type[BaseModel]) -> tuple[Property, ...]:
    """All properties of a model in their order: its fields, then its computed ones."""
    fields = (
        Property(
            name,
            _decoded(field.metadata) or stripped(field.annotation),
            field.description or "",
            required=field.is_required() or Mark.EXPECTED in field.metadata,
            secret=Mark.SECRET in field.metadata,
            known=_known(stripped(field.annotation)),
            encoded=_decoded(field.metadata) is not None,
        )
        for name, field in model.model_fields.items()
    )
    computed = (
        Property(
            name,
            stripped(field.return_type),
            field.description or "",
            required=not _optional(field.return_type),
            secret=False,
        )
        for name, field in model.model_computed_fields.items()
    )
    return (*fields, *computed)


def _decoded(said: Iterable[object]) -> object:
    """What is encoded in the property, None if it is an ordinary one."""
    return next((mark.annotation for mark in said if isinstance(mark, Encodes)), None)


def _known(annotation: object) -> frozenset[str]:
    said = marks(annotation)[1]
    return frozenset(m.value for mark in said if isinstance(mark, Open) for m in mark.values)


def stripped(annotation: object) -> object:
    """The type without `None`."""
    if not _optional(annotation):
        return annotation
    (rest,) = (part for part in get_args(annotation) if part is not NoneType)
    return rest


def marks(annotation: object) -> tuple[object, tuple[object, ...]]:
    """A type and what `Annotated` says about it."""
    if get_origin(annotation) is Annotated:
        return get_args(annotation)[0], annotation.__metadata__  # type: ignore[attr-defined]
    return annotation, ()


def _optional(annotation: object) -> bool:
    return get_origin(annotation) in {Union, UnionType} and NoneType in get_args(annotation)
