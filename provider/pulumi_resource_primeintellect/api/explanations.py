"""Hides secret values in the API's texts about the end of a sandbox."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import chain
from operator import itemgetter

from pydantic import JsonValue

from pulumi_resource_primeintellect.api.sandboxes import Sandbox
from pulumi_resource_primeintellect.api.sanitizing import scalars

Source = JsonValue | Mapping[str, str]
"""The value of a field with secrets, in whatever form the API sent it."""

EXPLANATION_FIELDS = ("errorType", "errorMessage", "terminationReason")
"""Fields with such texts."""

MIN_HIDDEN_CHARACTERS = 8
"""Shorter values, such as `true` or `info`, cannot be distinguished from other text."""

MAX_NAME_CHARACTERS = 100
"""The longest name that replaces a value. Longer ones could make a text too large."""

MAX_SEARCHED_CHARACTERS = 50_000_000
"""Characters of a text to search, summed over all values. That takes 0.02 s."""

VARIABLES = "environmentVars"
"""A field with secret values. Also the name that is shown for a value without a name."""

SECRETS = "secrets"
"""Another field that can have secret values, although it should only have their names."""


_texts = itemgetter(*EXPLANATION_FIELDS)


def hide_values(sandbox: Sandbox, *sources: Source) -> Sandbox:
    """Returns the sandbox with `[NAME]` in its explanations in place of secret values.

    `sources` are the values of the fields with secrets.
    """
    texts = _texts(sandbox.__dict__)
    if not any(texts):
        return sandbox
    values = dict(chain.from_iterable(secret_values(source) for source in sources if source))
    if not values:
        return sandbox
    changes = {
        field: hidden
        for field, text in zip(EXPLANATION_FIELDS, texts, strict=True)
        if text and (hidden := hide(text, values)) != text
    }
    return sandbox.model_copy(update=changes) if changes else sandbox


def hide(text: str, values: Mapping[str, str]) -> str:
    """Returns the text with `[NAME]` in place of each value; `values` has the names."""
    if len(text) * len(values) > MAX_SEARCHED_CHARACTERS:
        return f"[{VARIABLES}]"
    places = [
        (start, start + len(value), name)
        for value, name in values.items()
        if len(value) >= MIN_HIDDEN_CHARACTERS
        for start in _places(text, value)
    ]
    pieces, shown = [], 0
    for start, end, name in sorted(places, key=lambda place: (place[0], -place[1])):
        if start >= shown:
            pieces += [text[shown:start], f"[{name}]"]
        shown = max(shown, end)  # one value can contain another, or overlap with it
    return "".join([*pieces, text[shown:]])


def _places(text: str, value: str) -> Iterator[int]:
    start = text.find(value)
    while start >= 0:
        yield start
        start = text.find(value, start + len(value))


def secret_values(source: Source) -> Iterator[tuple[str, str]]:
    """Yields each secret text in the value of a field, and its name.

    The value is an object of named texts, or in other forms a list of `NAME=value`, for example.
    """
    named = source.items() if isinstance(source, Mapping) else map(_split, scalars(source))
    for name, value in named:
        shown = name if len(name) <= MAX_NAME_CHARACTERS else VARIABLES
        for text in _parts(value):
            yield text, shown


def _split(scalar: str | float) -> tuple[str, str]:
    """Splits `NAME=value`. Another text is a value without a name."""
    name, sign, value = str(scalar).partition("=")
    return (name, value) if sign else (VARIABLES, name)


def _parts(value: JsonValue) -> Iterator[str]:
    """Yields the texts in a value, their lines, and the texts in JSON."""
    for scalar in scalars(value):
        text = str(scalar)
        yield text.strip()
        yield from map(str.strip, text.splitlines())
        if text.startswith(("{", "[")):
            with suppress(ValueError, RecursionError):
                yield from map(str, scalars(json.loads(text)))
