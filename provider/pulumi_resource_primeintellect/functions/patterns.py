"""Regular expressions from users, matched in time linear in the text: no pattern can hang us."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pydantic_core import SchemaError, SchemaValidator, core_schema

if TYPE_CHECKING:
    from collections.abc import Callable


def compiled(pattern: str) -> Callable[[str | None], bool]:
    """A test whether a text has a match anywhere; no text has none.

    The syntax is that of Rust's `regex`, which pydantic carries: there are no look-arounds and no
    backreferences.

    Raises:
        ValueError: naming the first wrong place of the pattern, counted from 0.
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
    """Where the carets below the quoted pattern point; its lines are numbered if it has several."""
    found = re.search(r"\n(    |(\d+): ).*\n( +)\^", text)
    if found is None:
        return ""
    before = pattern.split("\n")[: int(found[2] or 1) - 1]
    return f" at position {sum(len(line) + 1 for line in before) + len(found[3]) - len(found[1])}"
