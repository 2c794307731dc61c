"""Finds the secret values in the arguments of a call."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from pulumi_python_provider.annotations import is_model, plain_type
from pulumi_python_provider.inference.properties import inputs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pydantic import BaseModel, JsonValue


def secret_texts(
    model: type[BaseModel], given: Mapping[str, JsonValue]
) -> Iterator[tuple[str, str]]:
    """Yields the name and each text of the secret arguments, and of those in nested models."""
    for member in inputs(model):
        value = given.get(member.name)
        if value is not None and member.secret:
            yield from ((member.name, text) for text in _texts(value))
        elif isinstance(value, (dict, list)):
            yield from _nested(member.annotation, value)


def _nested(annotation: object, value: JsonValue) -> Iterator[tuple[str, str]]:
    kind = plain_type(annotation)
    if is_model(kind):
        if isinstance(value, dict):
            yield from secret_texts(kind, value)
    elif get_args(kind):
        for item in _items(value):
            yield from _nested(get_args(kind)[-1], item)


def _texts(value: JsonValue) -> Iterator[str]:
    """Yields the texts and numbers in a value, and the names of its members."""
    if isinstance(value, dict):
        yield from value
    for item in _items(value):
        yield from _texts(item)
    if isinstance(value, (str, int, float)) and not isinstance(value, bool):
        yield str(value)


def _items(value: JsonValue) -> Iterable[JsonValue]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()
