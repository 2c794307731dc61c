"""Protobuf's wire format, as far as a `google.protobuf.Struct` needs it. Imports nothing of ours.

Formats: struct.proto and https://protobuf.dev/programming-guides/encoding/
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

MEBIBYTE = 1024 * 1024
MAX_MESSAGE_BYTES = 400 * MEBIBYTE
"""What the engine sends and takes in one message."""

FIRST, SECOND = b"\x0a", b"\x12"
"""Tags of messages: a Struct's entry, its key, a list's value; and an entry's value."""

NULL, FALSE, TRUE = b"\x08\x00", b"\x20\x00", b"\x20\x01"
"""Whole values."""

NUMBER, STRING, STRUCT, LIST = b"\x11", b"\x1a", b"\x2a", b"\x32"
"""Tags of the other kinds of values."""


@lru_cache(maxsize=4096)
def header(tag: bytes, length: int) -> bytes:
    """A tag and the length of what follows it, a varint."""
    digits = bytearray(tag)
    while length > 0x7F:  # noqa: PLR2004  # seven bits a byte, the eighth says that more follow
        digits.append(length & 0x7F | 0x80)
        length >>= 7
    digits.append(length)
    return bytes(digits)


def framed(tag: bytes, content: bytes) -> bytes:
    """The content behind its tag and length."""
    return header(tag, len(content)) + content


def key(name: str) -> bytes:
    """The key of a Struct's entry."""
    return framed(FIRST, name.encode())


def entry(name: bytes, value: bytes) -> bytes:
    """An entry of a Struct."""
    return framed(FIRST, name + header(SECOND, len(value)) + value)


def listed(name: bytes, elements: Sequence[bytes]) -> list[bytes]:
    """An entry whose value is a list, in pieces."""
    length = sum(map(len, elements))
    begin = header(LIST, length)
    begin = name + header(SECOND, len(begin) + length) + begin
    return [header(FIRST, len(begin) + length), begin, *elements]
