"""Reads a text in every way that a person or a program could: unescaped, joined, normalised.

Each character keeps its position in the original text, so that a secret found there can be cut out.
"""

from __future__ import annotations

import html
import re
import sys
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import category, normalize

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

MAX_ESCAPES = 3
"""Levels of nested escapes that are resolved."""

ESCAPE = re.compile(
    r"[%=](?P<bytes>[0-9a-f]{2}(?:[%=][89ab][0-9a-f]){,3})|(?P<wrap>=\r?\n)"
    r"|%u(?P<old>[0-9a-f]{4})"
    r"|(?<!\\)\\+(?:(?-i:U)(?P<wide>00[0-9a-f]{6})|u(?P<unit>[0-9a-f]{4})"
    r"|u\{(?P<point>[0-9a-f]{1,6})\}|x(?P<hex>[0-9a-f]{2})"
    r"|(?P<octal>[0-3][0-7]{2})|(?P<letter>[^\\]))"
    r"|&#?\w+;?",
    re.IGNORECASE,
)
"""An escape in a URL, in quoted-printable text, in JSON or a program's source, or in HTML."""


class Reading(NamedTuple):
    """One way to read a text, with each character's position in the original text."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]


def _reading(pieces: Iterable[tuple[str, int, int]]) -> Reading:
    placed = [(c, start, end) for piece, start, end in pieces for c in piece]
    text = "".join(c for c, _, _ in placed)
    return Reading(text, [start for _, start, _ in placed], [end for _, _, end in placed])


def readings(text: str) -> Iterator[Reading]:
    """Yields the text unchanged and without spaces, each also with its nested escapes resolved.

    Spaces and invisible characters can also occur inside escapes.
    """
    whole = Reading(text, range(len(text)), range(1, len(text) + 1))
    yield from _unescaped(whole, _unchanged)
    if not _is_plain(text):
        yield from _unescaped(whole, _visible)


def _unescaped(reading: Reading, clean: Callable[[Reading], Reading]) -> Iterator[Reading]:
    reading = clean(reading)
    yield reading
    for _ in range(MAX_ESCAPES):
        if ESCAPE.search(reading.text) is None:
            return
        reading = clean(_reading(_resolved(reading)))
        yield reading


def _unchanged(reading: Reading) -> Reading:
    return reading


def _visible(reading: Reading) -> Reading:
    """Removes spaces and invisible characters."""
    places = zip(reading.text, reading.starts, reading.ends, strict=True)
    return _reading(place for place in places if _is_visible(place[0]))


def _resolved(reading: Reading) -> Iterator[tuple[str, int, int]]:
    """Yields the pieces of the text, each escape as the character that it represents."""
    end = 0
    for match in ESCAPE.finditer(reading.text):
        for at in range(end, match.start()):
            yield reading.text[at], reading.starts[at], reading.ends[at]
        end = match.end()
        yield _character(match), reading.starts[match.start()], reading.ends[end - 1]
    for at in range(end, len(reading.text)):
        yield reading.text[at], reading.starts[at], reading.ends[at]


def _character(match: re.Match[str]) -> str:
    if match["bytes"]:
        data = bytes.fromhex(match["bytes"].replace("%", " ").replace("=", " "))
        try:
            return data.decode()
        except UnicodeDecodeError:
            return data.decode("latin-1")
    code = next(filter(None, match.group("old", "wide", "unit", "point", "hex")), None)
    if code:
        return chr(min(int(code, 16), sys.maxunicode))
    if match["octal"]:
        return chr(int(match["octal"], 8))
    if match["letter"]:
        return " " if match["letter"] in "bfnrt" else match["letter"]
    return "" if match["wrap"] else html.unescape(match[0])


def fold(reading: Reading) -> Reading:
    """Removes spaces and invisible characters, and normalises the others for comparison."""
    if _is_plain(reading.text):
        return reading._replace(text=reading.text.lower())
    places = zip(reading.text, reading.starts, reading.ends, strict=True)
    return _reading((_folded(c), start, end) for c, start, end in places if _is_visible(c))


def compact(reading: Reading) -> Reading:
    """Removes everything except letters and digits."""
    places = zip(reading.text, reading.starts, reading.ends, strict=True)
    return _reading(place for place in places if place[0].isalnum())


def _is_plain(text: str) -> bool:
    return text.isascii() and text.isprintable() and " " not in text


@lru_cache(maxsize=4096)
def _is_visible(character: str) -> bool:
    return not character.isspace() and category(character)[0] not in "CM"


@lru_cache(maxsize=4096)
def _folded(character: str) -> str:
    # Without accents, which can be characters of their own; some expand to a whole phrase.
    return "".join(filter(_is_visible, normalize("NFKD", character).casefold()))[:4]
