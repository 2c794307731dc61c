"""Finds the secret values in the arguments of a call."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, get_args

from pydantic import BaseModel

from pulumi_python_provider.annotations import is_model, plain_type
from pulumi_python_provider.inference.properties import inputs

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping


@cache
def has_secrets(model: type[BaseModel]) -> bool:
    """Returns whether an argument of the model is secret, or one of a model in it."""
    return any(member.secret for one in _models(model) for member in inputs(one))


def secret_texts(model: type[BaseModel], given: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Yields the name and each text of the secret arguments, and of those in nested models.

    The arguments can be validated or not. If one has another shape than it should have, it is
    secret as a whole if any part should be.
    """
    for member in inputs(model):
        value = given.get(member.name)
        if member.secret:
            known = {name for one in _models(member.annotation) for name in one.model_fields}
            yield from ((member.name, text) for text in texts_in(value, known))
        else:
            yield from _nested(member.name, member.annotation, value)


def _nested(name: str, annotation: object, value: object) -> Iterator[tuple[str, str]]:
    kind = plain_type(annotation)
    if isinstance(value, BaseModel):
        value = dict(value)
    if is_model(kind) and isinstance(value, dict):
        yield from secret_texts(kind, value)
    elif get_args(kind) and isinstance(value, (dict, list)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _nested(name, get_args(kind)[-1], item)
    elif any(map(has_secrets, _models(kind))):
        yield from ((name, text) for text in texts_in(value))


def _models(
    annotation: object, known: frozenset[type[BaseModel]] = frozenset()
) -> frozenset[type[BaseModel]]:
    """Returns the models in a type, and in their fields; also those that are known already."""
    kind = plain_type(annotation)
    parts = get_args(kind)
    if is_model(kind) and kind not in known:
        known |= {kind}
        parts = tuple(member.annotation for member in inputs(kind))
    for part in parts:
        known = _models(part, known)
    return known


def texts_in(value: object, known: Container[str] = ()) -> Iterator[str]:
    """Yields the texts and numbers in a value, and the names of its members but the known ones."""
    if isinstance(value, BaseModel):
        value = dict(value)
    if isinstance(value, dict):
        yield from (name for name in value if name not in known)
        value = [*value.values()]
    if isinstance(value, list):
        for item in value:
            yield from texts_in(item, known)
    elif isinstance(value, (str, int, float)) and not isinstance(value, bool):
        yield str(value)
