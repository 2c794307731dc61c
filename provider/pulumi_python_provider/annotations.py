"""Reads the type annotations of models' fields."""

from __future__ import annotations

from functools import reduce
from operator import or_
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Literal, Union, get_args, get_origin

from pydantic import BaseModel

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import TypeGuard

    from pydantic.fields import FieldInfo


def is_optional(annotation: object) -> bool:
    """Returns whether the type is a union with `None`."""
    return get_origin(annotation) in {Union, UnionType} and NoneType in get_args(annotation)


def without_none(annotation: object) -> object:
    """Returns the type without `None`."""
    if not is_optional(annotation):
        return annotation
    return reduce(or_, (part for part in get_args(annotation) if part is not NoneType))


def is_model(annotation: object) -> TypeGuard[type[BaseModel]]:
    """Returns whether the type is a model. In Python 3.10, `list[str]` claims to be a class."""
    if get_origin(annotation) is not None or not isinstance(annotation, type):
        return False
    return issubclass(annotation, BaseModel)


def is_primitive(annotation: object) -> TypeGuard[type[str | bool | int | float]]:
    """Returns whether the type is a text, a boolean or a number. It need not be hashable."""
    return annotation in (str, bool, int, float)


def split_marks(annotation: object) -> tuple[object, tuple[object, ...]]:
    """Returns a type, and its marks in `Annotated`. A `Literal` of texts counts as a text."""
    marks: Sequence[object] = ()
    if get_origin(annotation) is Annotated:
        annotation, *marks = get_args(annotation)
    if get_origin(annotation) is Literal and all(isinstance(t, str) for t in get_args(annotation)):
        annotation = str
    return annotation, tuple(marks)


def plain_type(annotation: object) -> object:
    """Returns the type without `None`, and without marks."""
    return split_marks(without_none(annotation))[0]


def marks_of(field: FieldInfo) -> Iterator[object]:
    """Yields the marks of a field and of all parts of its type, as in `Secret[str] | None`."""
    yield from field.metadata
    yield from marks_in(field.annotation)


def marks_in(annotation: object) -> Iterator[object]:
    """Yields the marks of all parts of a type."""
    yield from split_marks(annotation)[1]
    for part in get_args(annotation):
        yield from marks_in(part)
