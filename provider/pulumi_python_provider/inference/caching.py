"""Caches encoded values, because values such as regions repeat in a long list."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from operator import add
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from pulumi_python_provider.annotations import is_model, is_primitive, split_marks
from pulumi_python_provider.inference.properties import properties
from pulumi_python_provider.inference.signatures import encode_texts
from pulumi_python_provider.inference.wire import STRING, Prefixes

if TYPE_CHECKING:
    from pulumi_python_provider.inference.json_values import EncodeValue

EncodeColumn = Callable[[Sequence[Any]], list[bytes]]
"""Encodes values of a property as entries of their records' Structs. None has no entry."""

MAX_CACHED_VALUES = 512
"""Encoded values to cache for each property: enough for values that repeat, such as regions."""

MAX_CACHED_BYTES = 512
"""The size of the longest value to cache: longer ones would make the cache too large."""


class Entries(dict[Any, bytes]):
    """Caches the encoded entries of a property by value.

    A hit calls no Python function, and takes a third of the time of encoding the value again. A
    missing value has no entry.
    """

    def __init__(self, encode: EncodeValue) -> None:
        super().__init__({None: b""})
        self._encode = encode

    def __missing__(self, value: object) -> bytes:
        """Encodes the value, and caches it while there is room."""
        encoded = self._encode(value)
        if len(self) < MAX_CACHED_VALUES and len(encoded) <= MAX_CACHED_BYTES:
            self[value] = encoded
        return encoded

    def encode(self, values: Iterable[Any]) -> list[bytes]:
        """Returns the entry of each value."""
        return list(map(self.__getitem__, values))


class TextEntries(Entries):
    """Caches the entries of texts until it is full. By then, most texts are new, as IDs are.

    From then on, it encodes all texts of a page at once, which calls no Python function either.
    """

    def __init__(self, texts: Texts) -> None:
        super().__init__(lambda text: next(texts.encode([text])))
        self._texts = texts

    def encode(self, values: Iterable[str | None]) -> list[bytes]:
        """Returns the entry of each text."""
        if len(self) < MAX_CACHED_VALUES:
            return super().encode(values)
        values = [*values]
        encoded = self._texts.encode([text for text in values if text is not None])
        return [b"" if text is None else next(encoded) for text in values]


class Texts:
    """Encodes texts as string values within `tags`."""

    def __init__(self, *tags: bytes) -> None:
        self._prefixes = Prefixes(*tags, STRING)

    def encode(self, texts: Collection[str]) -> Iterator[bytes]:
        """Yields each encoded text."""
        contents = encode_texts(texts)
        return map(add, map(self._prefixes.__getitem__, map(len, contents)), contents)


def is_cacheable(annotation: object, containing: tuple[type[BaseModel], ...] = ()) -> bool:
    """Returns whether equal values of a type always have the same encoding, and can be hashed.

    A model must be frozen, not recursive, and without computed fields, because these may read a
    clock. It must not define its own equality.
    """
    kind = split_marks(annotation)[0]
    if not is_model(kind):
        return is_primitive(kind)
    frozen = kind.model_config.get("frozen")
    compares = kind.__eq__ is not BaseModel.__eq__
    if kind in containing or not frozen or kind.model_computed_fields or compares:
        return False
    return all(is_cacheable(one.annotation, (*containing, kind)) for one in properties(kind))
