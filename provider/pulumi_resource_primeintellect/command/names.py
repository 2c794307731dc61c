"""Converts the schema's camel-case names to other forms."""

from __future__ import annotations

import re

BOUNDARY = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def words(name: str) -> list[str]:
    """Returns the words of a name in lower case: `min`, `memory` and `gb` for `minMemoryGB`."""
    return BOUNDARY.sub(" ", name).lower().split()


def flag(name: str) -> str:
    """Returns the option of an argument or setting: `--min-memory-gb` for `minMemoryGB`."""
    return f"--{'-'.join(words(name))}"
