"""Quotes text from elsewhere in messages: without secrets, on one line, and harmless to a terminal.

Only text that others wrote passes through here, once. The provider's own sentences do not: a short
secret would garble them.
"""

from __future__ import annotations

import html
import re
import sys
from base64 import b64encode
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import category, normalize
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MIN_RUN_CHARACTERS = 12
"""Characters of a secret in a row that would say too much of it."""

MIN_ENCODED_CHARACTERS = 8
"""Characters below which an encoded secret is too short to be told from other text."""

MAX_QUOTED_CHARACTERS = 300
"""Characters of a text that a message quotes; the rest becomes `...`."""

MAX_READ_CHARACTERS = 4000
"""Characters of a text that are searched for secrets; no later one can be quoted."""

MAX_ESCAPES = 3
"""How often escapes may be nested in each other and still be seen through."""

ESCAPE = re.compile(
    r"[%=](?P<byte>[0-9a-f]{2})|=\r?\n"
    r"|\\+(?:u(?P<unit>[0-9a-f]{4})|u\{(?P<point>[0-9a-f]{1,6})\}|x(?P<hex>[0-9a-f]{2})|(?P<letter>[^\\]))"
    r"|&#?\w+;?",
    re.IGNORECASE,
)
"""A character in a URL, in quoted-printable text, in JSON or a program's source, or in HTML."""


class Redactor:
    """Hides secrets in text from elsewhere, however they are spelled there.

    It finds any 12 characters in a row of a secret: in upper or lower case, escaped, in hexadecimal
    or base64 form, wrapped over lines or spaced out. A secret with fewer characters is found as a
    whole.

        redactor = Redactor()
        redactor.add("apiKey", "pit_0123456789abcdef")
        redactor.quote("no such key: PIT_0123456789ABCDEF")  # no such key: [apiKey]
    """

    def __init__(self) -> None:
        self._forms: dict[str, str] = {}
        """A run of characters that must not be shown, and the name to show instead."""

    def add(self, name: str, secret: str) -> None:
        """Hides one more secret from now on; `[name]` takes its place."""
        for form in _forms(secret):
            length = min(MIN_RUN_CHARACTERS, len(form))
            for start in range(len(form) - length + 1):
                self._forms.setdefault(form[start : start + length], name)

    def redact(self, text: str) -> str:
        """Returns the text with each secret replaced by its name in brackets."""
        parts, end = [], 0
        for start, stop, name in self._hidden(text):
            parts += [text[end:start], f"[{name}]"]
            end = stop
        return "".join([*parts, text[end:]])

    def quote(self, text: str) -> str:
        """Returns the text as a message may show it: redacted, on one line, not too long."""
        return sanitize(self.redact(text[:MAX_READ_CHARACTERS]))

    def _hidden(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yields what to replace, in order: from, to, and the secret's name."""
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
        for length in {len(form) for form in self._forms}:
            for start in range(len(folded.text) - length + 1):
                name = self._forms.get(folded.text[start : start + length])
                if name is not None:
                    yield folded.starts[start], folded.ends[start + length - 1], name


def sanitize(text: str) -> str:
    """Returns the text on one line and at most 300 characters long.

    Control characters are escaped. `<{%` would be the beginning of a colour for Pulumi's terminal.
    """
    cut = text if len(text) <= MAX_QUOTED_CHARACTERS else f"{text[:MAX_QUOTED_CHARACTERS]}..."
    printable = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in cut)
    return printable.replace("<{%", "<{ %")


class Reading(NamedTuple):
    """One way to read a text; each character with the place that it has in the text."""

    text: str
    starts: list[int]
    ends: list[int]


def _reading(pieces: Iterable[tuple[str, int, int]]) -> Reading:
    placed = [(c, start, end) for piece, start, end in pieces for c in piece]
    text = "".join(c for c, _, _ in placed)
    return Reading(text, [start for _, start, _ in placed], [end for _, _, end in placed])


def _readings(text: str) -> Iterator[Reading]:
    """Yields the text as it stands, then with its escapes resolved, and theirs."""
    reading = _reading((c, at, at + 1) for at, c in enumerate(text))
    for _ in range(MAX_ESCAPES + 1):
        yield reading
        resolved = _reading(_resolved(reading))
        if resolved.text == reading.text:
            return
        reading = resolved


def _resolved(reading: Reading) -> Iterator[tuple[str, int, int]]:
    """Yields the pieces of the text, each escape as the character that it stands for."""
    end = 0
    for match in ESCAPE.finditer(reading.text):
        for at in range(end, match.start()):
            yield reading.text[at], reading.starts[at], reading.ends[at]
        end = match.end()
        yield _character(match), reading.starts[match.start()], reading.ends[end - 1]
    for at in range(end, len(reading.text)):
        yield reading.text[at], reading.starts[at], reading.ends[at]


def _character(match: re.Match[str]) -> str:
    code = match["byte"] or match["unit"] or match["point"] or match["hex"]
    if code:
        return chr(min(int(code, 16), sys.maxunicode))
    if match["letter"]:
        return " " if match["letter"] in "bfnrt" else match["letter"]
    return html.unescape(match[0]).removeprefix("=")


def _fold(reading: Reading) -> Reading:
    """Leaves out spaces and invisible characters, and makes the others comparable."""
    places = zip(reading.text, reading.starts, reading.ends, strict=True)
    return _reading((_plain(c), start, end) for c, start, end in places)


def _plain(text: str) -> str:
    kept = (c for c in normalize("NFKC", text) if not c.isspace() and category(c)[0] not in "CM")
    return "".join(kept).casefold()


def _forms(secret: str) -> set[str]:
    """Returns the secret as it may be spelled: as it is, in hexadecimal and in base64 form."""
    data = secret.encode(errors="surrogatepass")
    encoded = {data.hex(), *(form for offset in range(3) for form in _base64(data, offset))}
    long = {form for form in map(_plain, encoded) if len(form) >= MIN_ENCODED_CHARACTERS}
    return {form for form in (_plain(secret), _plain(unquote(secret)), *long) if form}


def _base64(data: bytes, offset: int) -> Iterator[str]:
    """Yields both alphabets' form of the data behind `offset` other bytes, without the edges."""
    coded = b64encode(b"\0" * offset + data).decode()
    whole = coded[-(-offset * 4 // 3) : (offset + len(data)) * 4 // 3]
    yield whole
    yield whole.translate(str.maketrans("+/", "-_"))
