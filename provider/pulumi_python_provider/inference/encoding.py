"""Encodes results as a `google.protobuf.Struct` on the wire, straight from the models.

Through `Struct.update` and message objects, encoding takes three times as long, and a long list
three times the memory.
"""

from __future__ import annotations

from functools import cache
from struct import pack
from typing import TYPE_CHECKING

from pydantic import BaseModel

from pulumi_python_provider.errors import ProviderError
from pulumi_python_provider.inference.properties import properties, split_marks
from pulumi_python_provider.inference.values import SECRET, SIGNATURE
from pulumi_python_provider.inference.wire import (
    FALSE,
    FIRST,
    LIST,
    MAX_MESSAGE_BYTES,
    MEBIBYTE,
    NULL,
    NUMBER,
    STRING,
    STRUCT,
    TRUE,
    entry,
    framed,
    key,
    listed,
)

if TYPE_CHECKING:
    from collections.abc import Hashable

    from pulumi_python_provider.inference.properties import Property

Pieces = list[bytes]
"""A Struct on the wire, in pieces, so that what is large needs joining only once."""

MAX_RESULT_BYTES = MAX_MESSAGE_BYTES - 1024
"""What that leaves for a result."""

SECRET_MARK = entry(key(SIGNATURE), framed(STRING, SECRET.encode()))
"""Marks the struct that it is in as a secret."""

SECRET_VALUE = key("value")
"""Where such a struct has what is secret."""

MAX_CACHED_VALUES = 4096
"""Encoded values to keep of each property: enough for what repeats, such as regions."""

MAX_CACHED_BYTES = 512
"""Longer values are not kept: a cache of them would grow too large."""


class Encoder:
    """Encodes the records of one result, and leaves out what they lack.

    Secret properties are encoded only with `reveal`, and then marked: one secret anywhere makes a
    program's whole result secret.
    """

    def __init__(self, function: str, *, reveal: bool) -> None:
        self._function = function
        self._reveal = reveal
        self._cache: dict[type[BaseModel], list[tuple[_Member, _Entries]]] = {}
        self._bytes = 0
        """Of the elements so far."""

    def element(self, record: BaseModel) -> bytes:
        """Encodes the record as an element of a list.

        Raises:
            ProviderError: when all elements together are more than the engine takes.
        """
        element = framed(FIRST, self._value(record))
        self._bytes += len(element)
        if self._bytes > MAX_RESULT_BYTES:
            raise self._too_large()
        return element

    def struct(self, record: BaseModel) -> Pieces:
        """Encodes the record as a Struct.

        Raises:
            ProviderError: when it is more than the engine takes.
        """
        pieces = self._struct(record)
        if sum(map(len, pieces)) > MAX_RESULT_BYTES:
            raise self._too_large()
        return pieces

    def _struct(self, record: BaseModel) -> Pieces:
        pieces: Pieces = []
        for member, entries in self._members(type(record)):
            value = getattr(record, member.name)
            if value is None:
                continue
            if member.hashable:
                pieces.append(entries.get(value) or self._entry(member, entries, value, value))
            elif member.texts:
                texts = tuple(value)
                pieces.append(entries.get(texts) or self._entry(member, entries, texts, value))
            elif member.encoded:
                pieces += listed(member.key, value)
            elif not member.secret:
                pieces.append(entry(member.key, self._value(value)))
            elif self._reveal:
                marked = SECRET_MARK + entry(SECRET_VALUE, self._value(value))
                pieces.append(entry(member.key, framed(STRUCT, marked)))
        return pieces

    def _too_large(self) -> ProviderError:
        return ProviderError(
            f"the result of {self._function} has more than the "
            f"{MAX_MESSAGE_BYTES // MEBIBYTE} MiB that Pulumi takes at once. Ask for less"
        )

    def _members(self, model: type[BaseModel]) -> list[tuple[_Member, _Entries]]:
        """Returns the members of a model, each with the entries that were made of its values."""
        if model not in self._cache:
            self._cache[model] = [(member, {}) for member in _members(model)]
        return self._cache[model]

    def _entry(self, member: _Member, entries: _Entries, name: Hashable, value: object) -> bytes:
        """Encodes a value that may come again."""
        encoded = entry(member.key, self._value(value))
        if len(entries) < MAX_CACHED_VALUES and len(encoded) <= MAX_CACHED_BYTES:
            entries[name] = encoded
        return encoded

    def _value(self, value: object) -> bytes:  # noqa: PLR0911  # one a kind of value
        if isinstance(value, str):
            return framed(STRING, value.encode())
        if isinstance(value, bool):
            return TRUE if value else FALSE
        if isinstance(value, (int, float)):
            return NUMBER + pack("<d", value)
        if isinstance(value, BaseModel):
            return framed(STRUCT, b"".join(self._struct(value)))
        if isinstance(value, list):
            return framed(LIST, b"".join(framed(FIRST, self._value(item)) for item in value))
        if isinstance(value, dict):
            # A key that is the signature would turn the object into something else.
            members = ((key(name), v) for name, v in value.items() if name != SIGNATURE)
            return framed(STRUCT, b"".join(entry(name, self._value(v)) for name, v in members))
        return NULL


_Entries = dict["Hashable", bytes]


class _Member:
    """A property of a model, and what encoding it needs to know."""

    def __init__(self, declared: Property) -> None:
        self.name = declared.name
        self.key = key(declared.name)
        self.secret = declared.secret
        self.encoded = declared.encoded
        self.hashable = _is_hashable(declared.annotation)
        self.texts = split_marks(declared.annotation)[0] == list[str]


@cache
def _members(model: type[BaseModel]) -> tuple[_Member, ...]:
    return tuple(_Member(declared) for declared in properties(model))


def _is_hashable(annotation: object) -> bool:
    kind = split_marks(annotation)[0]
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return all(_is_hashable(declared.annotation) for declared in properties(kind))
    return kind in {str, bool, int, float}
