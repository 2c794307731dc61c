"""Makes JSON values fit for Pulumi, and loses as little as possible."""

from __future__ import annotations

import json
from collections.abc import Iterator
from math import isfinite

from pydantic import JsonValue

MAX_INTEGER = 2**53
"""Pulumi sends numbers as doubles, which would round larger integers."""

MAX_LEVELS = 16
"""Levels of lists and objects. The receiving protobuf libraries fail at about 30."""


def sanitize(value: JsonValue, levels: int = MAX_LEVELS) -> JsonValue:  # noqa: PLR0911  # one a case
    """Returns the value, with JSON text in place of large integers and deeper levels.

    Lone surrogates become U+FFFD. NaN and infinities become None.
    """
    if isinstance(value, str):
        return _characters(value)
    if isinstance(value, float) and not isfinite(value):
        return None
    if isinstance(value, int) and abs(value) > MAX_INTEGER:
        return json.dumps(value)
    if isinstance(value, (list, dict)) and levels == 0:
        return _characters(json.dumps(value, sort_keys=True))
    if isinstance(value, list):
        return [sanitize(item, levels - 1) for item in value]
    if isinstance(value, dict):
        return {_characters(name): sanitize(item, levels - 1) for name, item in value.items()}
    return value


def _characters(text: str) -> str:
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def scalars(value: JsonValue, *, keys: bool = False) -> Iterator[str | float]:
    """Yields the texts and numbers in a value, however deeply nested, and optionally the keys."""
    waiting = [value]
    while waiting:
        match waiting.pop():
            case dict(members):
                if keys:
                    yield from members
                waiting += members.values()
            case list(items):
                waiting += items
            case str() | int() | float() as scalar:
                yield scalar
