"""Quotes text from elsewhere in messages: without secrets, on one line, and harmless to a terminal.

Only text from elsewhere is redacted, and only once. The provider's own sentences are not, because
a short secret would garble them.
"""

from __future__ import annotations

import html
import re
import sys
from base64 import b32encode, b64encode
from functools import lru_cache
from math import lcm
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import category, normalize

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

MIN_RUN_CHARACTERS = 10
"""Consecutive characters of a secret to hide.

12 would reveal too much. An escape sequence next to them can absorb one at each end: in `=0` before
`2...`, `=02` could be an escaped character.
"""

MIN_ENCODED_CHARACTERS = 8
"""Characters below which an encoded secret cannot be distinguished from other text."""

MAX_QUOTED_CHARACTERS = 300
"""Characters of a text that a message quotes; the rest becomes `...`."""

MAX_READ_CHARACTERS = 1000
"""Characters of a text that are searched for secrets; later ones are never quoted."""

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


class Redactor:
    """Hides secrets in text from elsewhere, however they are spelled there.

    It finds any 10 consecutive characters of a secret: in upper or lower case, escaped, in
    hexadecimal, base32 or base64 form, wrapped over lines, spaced out or with punctuation in
    between. It finds a shorter secret as a whole.

        redactor = Redactor()
        redactor.add("apiKey", "pit_0123456789abcdef")
        redactor.quote("no such key: PIT_0123456789ABCDEF")  # no such key: [apiKey]
    """

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        """The names to show instead of each run of characters that must not be shown."""

    def add(self, name: str, secret: str) -> None:
        """Adds a secret to hide; `[name]` replaces it."""
        for form in _forms(secret):
            length = min(MIN_RUN_CHARACTERS, len(form))
            for start in range(len(form) - length + 1):
                self._names.setdefault(form[start : start + length], name)

    def quote(self, text: str) -> str:
        """Makes text safe to show in a message: redacted, on one line, not too long."""
        return sanitize(self.redact(text))

    def redact(self, text: str) -> str:
        """Returns the start of the text, with each secret replaced by its name in brackets.

        That is the first 1000 characters, because searching takes time.
        """
        searched = text[:MAX_READ_CHARACTERS]
        parts, end = [], 0
        for start, stop, name in self._hidden(searched):
            parts += [searched[end:start], f"[{name}]"]
            end = stop
        more = "..." if len(text) > len(searched) else ""
        return "".join([*parts, searched[end:], more])

    def _hidden(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yields the parts to replace, in order: start, end, and the secret's name."""
        found = sorted(span for reading in _readings(text) for span in self._found(reading))
        begin = end = 0
        label = ""
        for start, stop, name in found:
            if start > end or not label:
                if label:
                    yield begin, end, label
                begin, end, label = start, stop, name
            end = max(end, stop)
        if label:
            yield begin, end, label

    def _found(self, reading: Reading) -> Iterator[tuple[int, int, str]]:
        folded = _fold(reading)
        lengths = {len(run) for run in self._names}
        for read in (folded, _compact(folded)):
            for length in lengths:
                for start in range(len(read.text) - length + 1):
                    name = self._names.get(read.text[start : start + length])
                    if name is not None:
                        yield read.starts[start], read.ends[start + length - 1], name


def sanitize(text: str) -> str:
    """Returns the text on one line and at most 300 characters long.

    Control characters are escaped. `<{%` is split, because it starts a colour in Pulumi's output.
    """
    cut = text if len(text) <= MAX_QUOTED_CHARACTERS else f"{text[:MAX_QUOTED_CHARACTERS]}..."
    printable = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in cut)
    return printable.replace("<{%", "<{ %")


class Reading(NamedTuple):
    """One way to read a text, with each character's position in the original text."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]


def _reading(pieces: Iterable[tuple[str, int, int]]) -> Reading:
    placed = [(c, start, end) for piece, start, end in pieces for c in piece]
    text = "".join(c for c, _, _ in placed)
    return Reading(text, [start for _, start, _ in placed], [end for _, _, end in placed])


def _readings(text: str) -> Iterator[Reading]:
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


def _fold(reading: Reading) -> Reading:
    """Removes spaces and invisible characters, and normalises the others for comparison."""
    if _is_plain(reading.text):
        return reading._replace(text=reading.text.lower())
    places = zip(reading.text, reading.starts, reading.ends, strict=True)
    return _reading((_folded(c), start, end) for c, start, end in places if _is_visible(c))


def _compact(reading: Reading) -> Reading:
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
    return normalize("NFKC", character).casefold()[:4]  # some expand to a whole phrase


def _forms(secret: str) -> set[str]:
    """Returns the forms in which the secret can appear: unchanged, unescaped, or encoded.

    Leaves out escaped and encoded forms that are so short that they could be any text.
    """
    data = secret.encode(errors="surrogatepass")
    plain, *others = (_fold(reading).text for reading in _readings(secret))
    others += [_fold(reading).text for reading in _readings(data.decode("latin-1"))]
    others += [data.hex(), *_encoded(data, b64encode, 6), *_encoded(data, b32encode, 5)]
    long = {form.lower() for form in others if len(form) >= MIN_ENCODED_CHARACTERS}
    compact = {"".join(filter(str.isalnum, form)) for form in {plain, *long}}
    return {plain, *long, *(form for form in compact if len(form) >= MIN_RUN_CHARACTERS)} - {""}


def _encoded(data: bytes, encode: Callable[[bytes], bytes], bits: int) -> Iterator[str]:
    """Yields the encoded forms of the data, at each alignment, in the standard and URL alphabets.

    Each character represents `bits` bits. Characters at the edges, which depend on the bytes around
    the data, are left out.
    """
    for offset in range(lcm(8, bits) // 8):
        coded = encode(b"\0" * offset + data).decode()
        whole = coded[-(-offset * 8 // bits) : (offset + len(data)) * 8 // bits]
        yield whole
        yield whole.translate(str.maketrans("+/", "-_"))
