"""Caches encoded values, because values such as regions repeat in a long list."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pulumi_python_provider.annotations import is_model, is_primitive, split_marks
from pulumi_python_provider.inference.properties import properties
from pulumi_python_provider.inference.signatures import encode_text
from pulumi_python_provider.inference.wire import STRING, framed

if TYPE_CHECKING:
    from pydantic import BaseModel

EncodeEntry = Callable[[Any], bytes]
"""Encodes a value of a property's type as an entry of its record's Struct."""

MAX_CACHED_VALUES = 512
"""Encoded values to cache for each property: enough for values that repeat, such as regions."""

MAX_CACHED_BYTES = 512
"""The size of the longest value to cache: longer ones would make the cache too large."""


class Entries(dict[Any, bytes]):
    """Caches the encoded entries of a property by value, because values such as regions repeat.

    A hit calls no Python function, and takes a third of the time of encoding the value again. A
    missing value has no entry.
    """

    def __init__(self, encode: EncodeEntry) -> None:
        super().__init__({None: b""})
        self._encode = encode

    def __missing__(self, value: object) -> bytes:
        """Encodes the value, and caches it while there is room."""
        encoded = self._encode(value)
        if len(self) < MAX_CACHED_VALUES and len(encoded) <= MAX_CACHED_BYTES:
            self[value] = encoded
        return encoded


def string_encoder(wrap: Callable[[bytes], bytes]) -> EncodeEntry:
    """Returns a string encoder that caches `wrap`'s prefixes, which depend only on the length."""
    prefixes: dict[int, bytes] = {}

    def encode(value: str) -> bytes:
        data = encode_text(value)
        prefix = prefixes.get(len(data))
        if prefix is None:
            prefix = wrap(framed(STRING, data)).removesuffix(data)
            if len(prefixes) < MAX_CACHED_VALUES:
                prefixes[len(data)] = prefix
        return prefix + data

    return encode


def is_cacheable(annotation: object, containing: tuple[type[BaseModel], ...] = ()) -> bool:
    """Returns whether equal values of a type always have the same encoding, and can be hashed.

    A model must be frozen, not recursive, and without computed fields: those may read a clock.
    """
    kind = split_marks(annotation)[0]
    if not is_model(kind):
        return is_primitive(kind)
    frozen = kind.model_config.get("frozen")
    if kind in containing or not frozen or kind.model_computed_fields:
        return False
    return all(is_cacheable(one.annotation, (*containing, kind)) for one in properties(kind))
