"""Encodes JSON values in the wire format of a `google.protobuf.Value`."""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite
from struct import pack
from typing import TYPE_CHECKING, Any

from pulumi_python_provider.errors import DeclarationError
from pulumi_python_provider.inference.signatures import encode_text
from pulumi_python_provider.inference.wire import (
    FALSE,
    FIRST,
    LIST,
    NULL,
    NUMBER,
    STRING,
    STRUCT,
    TRUE,
    entry,
    framed,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

EncodeValue = Callable[[Any], bytes]
"""Encodes one value, which is not None."""


def encode_json(value: object) -> bytes:
    """Encodes a value.

    Raises:
        DeclarationError: when Pulumi has no such value.
    """
    if isinstance(value, str):
        return framed(STRING, encode_text(value))
    if isinstance(value, bool):
        return TRUE if value else FALSE
    if isinstance(value, (int, float)):
        return NUMBER + pack("<d", _double(value))
    if isinstance(value, list):
        return encode_list(value, encode_json)
    if isinstance(value, dict):
        return encode_object(value, encode_json)
    if value is None:
        return NULL
    kind = type(value).__name__
    raise DeclarationError(f"a result has a value of type {kind}, for which Pulumi has no type")


def encode_list(items: Iterable[object], encode: EncodeValue) -> bytes:
    """Encodes a list, and each item with `encode`."""
    return framed(LIST, b"".join(framed(FIRST, encode(item)) for item in items))


def encode_object(members: Mapping[str, object], encode: EncodeValue) -> bytes:
    """Encodes an object, and each value with `encode`."""
    named = ((framed(FIRST, encode_text(name)), value) for name, value in members.items())
    return framed(STRUCT, b"".join(entry(name, encode(value)) for name, value in named))


def _double(number: float) -> float:
    double = number + 0.0  # also turns -0.0 into 0.0, which equals it in caches
    if double != number or not isfinite(double):
        raise DeclarationError(
            f"a result has the number {number}, which Pulumi would change. Return it as a text"
        )
    return double
