"""Writes Protobuf's wire format, as far as a `google.protobuf.Struct` needs it.

Imports no other module of the framework.

Formats: struct.proto and https://protobuf.dev/programming-guides/encoding/
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

MEBIBYTE = 1024 * 1024
MAX_MESSAGE_BYTES = 400 * MEBIBYTE
"""The largest message that the engine sends or accepts."""

FIRST, SECOND = b"\x0a", b"\x12"
"""Tags of messages: a Struct's entry, an entry's key and a list's value; an entry's value."""

NULL, FALSE, TRUE = b"\x08\x00", b"\x20\x00", b"\x20\x01"
"""Complete values."""

NUMBER, STRING, STRUCT, LIST = b"\x11", b"\x1a", b"\x2a", b"\x32"
"""Tags of the other kinds of values."""


MAX_CACHED_PREFIXES = 1024
"""Lengths with a cached prefix: those of most texts, and of most elements of a list."""


@lru_cache(maxsize=4096)
def header(tag: bytes, length: int) -> bytes:
    """Returns a tag and the length of the content that follows, as a varint."""
    digits = bytearray(tag)
    while length > 0x7F:  # noqa: PLR2004  # seven bits in each byte; the eighth means that more follow
        digits.append(length & 0x7F | 0x80)
        length >>= 7
    digits.append(length)
    return bytes(digits)


def nested(length: int, *tags: bytes) -> bytes:
    """Returns nested tags, outermost first, and the lengths that follow them around a content."""
    prefix = b""
    for tag in reversed(tags):
        prefix = header(tag, len(prefix) + length) + prefix
    return prefix


class Prefixes(dict[int, bytes]):
    """Caches the nested tags around a content by the content's length."""

    def __init__(self, *tags: bytes) -> None:
        super().__init__()
        self._tags = tags

    def __missing__(self, length: int) -> bytes:
        """Computes the prefix, and caches it while there is room."""
        prefix = nested(length, *self._tags)
        if len(self) < MAX_CACHED_PREFIXES:
            self[length] = prefix
        return prefix


def framed(tag: bytes, content: bytes) -> bytes:
    """Returns the content after its tag and length."""
    return header(tag, len(content)) + content


def key(name: str) -> bytes:
    """Returns the key of a Struct's entry."""
    return framed(FIRST, name.encode(errors="replace"))


def entry(name: bytes, value: bytes) -> bytes:
    """Returns an entry of a Struct."""
    return nested(len(value), FIRST, name + SECOND) + value


def listed(name: bytes, elements: Sequence[bytes]) -> list[bytes]:
    """Returns an entry whose value is a list, in pieces."""
    return [nested(sum(map(len, elements)), FIRST, name + SECOND, LIST), *elements]
