"""Lists the properties of a model, as Pulumi sees them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Annotated, NamedTuple, get_args, get_origin

from pydantic import JsonValue
from pydantic.fields import FieldInfo

from pulumi_python_provider.annotations import (
    is_optional,
    marks_in,
    plain_type,
    split_marks,
    without_none,
)
from pulumi_python_provider.errors import DeclarationError
from pulumi_python_provider.fields import Arguments, Encoded, Mark, Open
from pulumi_python_provider.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic import BaseModel
    from pydantic.fields import ComputedFieldInfo

    from pulumi_python_provider.fields import DescribedEnum


class Property(NamedTuple):
    """One property; `annotation` is its type, stripped of `None` and of marks about the field."""

    name: str
    annotation: object
    description: str
    required: bool
    secret: bool
    deprecated: str = ""
    """What to use instead; empty if it is not deprecated."""
    encoded: bool = False
    """Whether it is a list of records that are already encoded."""
    computed: bool = False
    """Whether it is computed from fields."""

    @property
    def repeated(self) -> bool:
        """Whether it is a list."""
        plain = split_marks(self.annotation)[0]
        return get_origin(plain) is list and bool(get_args(plain))

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
    """Lists all properties of a model in order: its fields, then its computed fields.

    A field is secret as a whole, even if only a part of its type is marked.

    Raises:
        DeclarationError: when a secret field has encoded records, which cannot be marked any more.
    """
    if not model.__pydantic_fields_complete__:  # a type was declared after the model
        model.model_rebuild(raise_errors=False)
    kinds = (model.model_fields, model.model_computed_fields)
    return tuple(_property(model, *named) for fields in kinds for named in fields.items())


def _property(model: type[BaseModel], name: str, field: FieldInfo | ComputedFieldInfo) -> Property:
    declared: object
    outer: Sequence[object]
    if isinstance(field, FieldInfo):
        declared, outer = field.annotation, field.metadata
    else:
        declared, outer = split_marks(field.return_type)
    annotation, marks = without_none(declared), [*outer, *marks_in(declared)]
    for mark in outer:
        if isinstance(mark, Open):  # pydantic removes it from a type without `None`
            annotation = Annotated[annotation, mark]
    element = _encoded(annotation)
    if element is not None and Mark.SECRET in marks:
        problem = "a list of Encoded records cannot be secret"
        raise DeclarationError(f"{model.__name__}.{name}: {problem}")
    if isinstance(field, FieldInfo) and issubclass(model, (Arguments, Settings)):
        is_required = field.is_required()  # a program has to give it
    else:
        is_required = _is_always_there(declared, marks)
    return Property(
        name,
        annotation if element is None else list[element],  # type: ignore[valid-type]  # built here
        field.description or "",
        required=is_required,
        secret=Mark.SECRET in marks,
        deprecated=_deprecation(field),
        encoded=element is not None,
        computed=not isinstance(field, FieldInfo),
    )


def _is_always_there(annotation: object, marks: Sequence[object]) -> bool:
    """Returns whether results always have a property: they omit None and, by default, secrets."""
    return Mark.SECRET not in marks and (Mark.EXPECTED in marks or not can_be_none(annotation))


def can_be_none(annotation: object) -> bool:
    """Returns whether values of a type can be None."""
    return is_optional(annotation) or plain_type(annotation) is JsonValue


def _deprecation(field: FieldInfo | ComputedFieldInfo) -> str:
    """Returns the message of a deprecated field, or an empty text."""
    if isinstance(field.deprecated, bool):
        return "It is deprecated." if field.deprecated else ""
    return str(getattr(field.deprecated, "message", field.deprecated or ""))


def inputs(model: type[BaseModel]) -> tuple[Property, ...]:
    """Lists the properties that a program can give: all but the computed ones."""
    return properties(model)[: len(model.model_fields)]


def enum_of(annotation: object) -> Open | None:
    """Returns the mark of an open enum, if there is one."""
    return next((mark for mark in split_marks(annotation)[1] if isinstance(mark, Open)), None)


def _encoded(annotation: object) -> object:
    """Returns the type of the records in an encoded list; None for any other type."""
    inner = get_args(annotation) if get_origin(annotation) is list else ()
    return get_args(inner[0])[0] if inner and get_origin(inner[0]) is Encoded else None
