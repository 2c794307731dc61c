"""Quotes text from elsewhere in messages: without secrets, on one line, and harmless to a terminal.

Only text from elsewhere is redacted, and only once. The provider's own sentences are not, because
a short secret would garble them.
"""

from __future__ import annotations

from base64 import b32encode, b64encode
from math import lcm
from typing import TYPE_CHECKING

from pulumi_python_provider.readings import compact, fold, readings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pulumi_python_provider.readings import Reading

MIN_RUN_CHARACTERS = 10
"""The fewest consecutive characters of a secret to hide.

At most 11 consecutive characters may be shown. An escape sequence beside them can absorb one at
each end: if `=0` comes before `2...`, `=02` could be an escaped character. So 10 are hidden.
"""

MIN_ENCODED_CHARACTERS = 8
"""Characters below which an encoded secret cannot be distinguished from other text."""

MAX_QUOTED_CHARACTERS = 300
"""Characters of a text that a message quotes; the rest becomes `...`."""

MAX_READ_CHARACTERS = 1000
"""Characters of a text that are searched for secrets; later ones are never quoted."""


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
        self._secrets: set[str] = set()

    def add(self, name: str, secret: str) -> None:
        """Adds a secret to hide; `[name]` replaces it, or the name that it was first added with."""
        if secret in self._secrets:
            return
        self._secrets.add(secret)
        for form in _forms(secret):
            length = min(MIN_RUN_CHARACTERS, len(form))
            for start in range(len(form) - length + 1):
                self._names.setdefault(form[start : start + length], name)

    def including(self, secrets: Iterable[tuple[str, str]]) -> Redactor:
        """Returns a redactor that also hides these secrets, each with its name."""
        other = Redactor()
        other._names.update(self._names)
        other._secrets.update(self._secrets)
        for name, secret in secrets:
            other.add(name, secret)
        return other

    def clean(self, sentence: str) -> str:
        """Returns a sentence of a provider's author, and quotes it if it is not fit to show.

        The sentence can contain a secret or another value, because validators can quote these.
        """
        is_fit = sentence == sanitize(sentence, len(sentence)) and not self.finds_secret(sentence)
        return sentence if is_fit else self.quote(sentence)

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

    def finds_secret(self, text: str) -> bool:
        """Returns whether the start of the text, as far as `redact` reads it, contains a secret."""
        return bool(self._hidden(text[:MAX_READ_CHARACTERS]))

    def _hidden(self, text: str) -> list[tuple[int, int, str]]:
        """Returns the parts to replace, in order: start, end, and the secret's name."""
        hidden: list[tuple[int, int, str]] = []
        for start, end, name in sorted(
            span for reading in readings(text) for span in self._found(reading)
        ):
            if hidden and start <= hidden[-1][1]:
                first, last, label = hidden[-1]
                hidden[-1] = first, max(last, end), label
            else:
                hidden.append((start, end, name))
        return hidden

    def _found(self, reading: Reading) -> Iterator[tuple[int, int, str]]:
        folded = fold(reading)
        lengths = {len(run) for run in self._names}
        for read in (folded, compact(folded)):
            for length in lengths:
                for start in range(len(read.text) - length + 1):
                    name = self._names.get(read.text[start : start + length])
                    if name is not None:
                        yield read.starts[start], read.ends[start + length - 1], name


def sanitize(text: str, max_characters: int = MAX_QUOTED_CHARACTERS) -> str:
    """Returns the text on one line and not too long.

    Control characters are escaped. `<{%` is split, because it starts a colour in Pulumi's output.
    """
    cut = text if len(text) <= max_characters else f"{text[:max_characters]}..."
    printable = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in cut)
    return printable.replace("<{%", "<{ %")


def _forms(secret: str) -> set[str]:
    """Returns the forms in which the secret can appear: unchanged, unescaped, or encoded.

    Leaves out unescaped and encoded forms that are short enough to occur by chance.
    """
    data = secret.encode(errors="surrogatepass")
    plain, *others = (fold(reading).text for reading in readings(secret))
    others += [fold(reading).text for reading in readings(data.decode("latin-1"))]
    others += [data.hex(), *_encoded(data, b64encode, 6), *_encoded(data, b32encode, 5)]
    long = {form.lower() for form in others if len(form) >= MIN_ENCODED_CHARACTERS}
    joined = {"".join(filter(str.isalnum, form)) for form in {plain, *long}}
    return {plain, *long, *(form for form in joined if len(form) >= MIN_RUN_CHARACTERS)} - {""}


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
