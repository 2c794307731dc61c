"""The API key, and how it is kept out of messages."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile
from urllib.parse import quote

TELLING = 12
"""Characters at the beginning of a key that would tell something of it."""


@dataclass(frozen=True)
class Key:
    """The API key, and in words where it came from. Only the words may be shown."""

    value: str
    origin: str

    def hide(self, text: str) -> str:
        """The text without the key, should someone have echoed it: escaped or cut off, too."""
        parts, rest = [], 0
        while match := self._beginning.search(text, rest):
            parts += [text[rest : match.start()], "[apiKey]"]
            rest = match.start() + max(_common(form, text, match.start()) for form in self._forms)
        return "".join([*parts, text[rest:]])

    @cached_property
    def _forms(self) -> frozenset[str]:
        """The key as it may be written."""
        from html import escape  # noqa: PLC0415  # slow, and only messages need it

        in_json = json.dumps(self.value)[1:-1]
        plain = {self.value, in_json, in_json.replace("/", "\\/")}
        escaped = {form.encode("unicode_escape").decode() for form in plain}
        return frozenset({*plain, *escaped, quote(self.value, safe=""), escape(self.value)})

    @cached_property
    def _beginning(self) -> re.Pattern[str]:
        return re.compile("|".join({re.escape(form[:TELLING]) for form in self._forms}))


def _common(form: str, text: str, start: int) -> int:
    """How many characters the text has in common with the form."""
    pairs = zip(form, text[start : start + len(form)], strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
