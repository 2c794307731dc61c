"""Compiles users' regular expressions. Matching takes linear time, so none can hang a call."""

from __future__ import annotations

import re
from collections.abc import Callable

from pydantic_core import SchemaError, SchemaValidator, core_schema


def compiled(pattern: str) -> Callable[[str | None], bool]:
    """Returns a test for whether a text contains a match. None never matches.

    The syntax is that of Rust's `regex` crate, which pydantic includes: it has no look-arounds and
    no backreferences.

    Raises:
        ValueError: when the pattern is invalid. Names the position of the first error, from 0.
    """
    schema = core_schema.str_schema(pattern=pattern, regex_engine="rust-regex", strict=True)
    try:
        return SchemaValidator(schema).isinstance_python
    except SchemaError as error:
        text = str(error)
        problem = text.rpartition("error: ")[2] if "error: " in text else "too large when compiled"
        raise ValueError(
            f"must be a valid regular expression ({problem}{_place(pattern, text)})"
        ) from None


def _place(pattern: str, text: str) -> str:
    """Returns the position that the carets below the quoted pattern mark; empty if there are none.

    The error numbers the lines of a pattern that has several.
    """
    found = re.search(r"\n(    |(\d+): ).*\n( +)\^", text)
    if found is None:
        return ""
    before = pattern.split("\n")[: int(found[2] or 1) - 1]
    return f" at position {sum(len(line) + 1 for line in before) + len(found[3]) - len(found[1])}"
