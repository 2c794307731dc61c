"""How messages speak of values: what is wrong with one, and how one is quoted."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic import BaseModel, JsonValue
    from pydantic_core import ErrorDetails

QUOTED = 300
"""Characters of someone else's text that a message quotes at most."""

SHOWN = 60
"""Characters of a wrong value that a sentence shows at most."""


def argument_problem(model: type[BaseModel], error: ErrorDetails) -> str:
    """A problem of a function's argument, with the value that was given."""
    if not error["loc"]:
        return demand(error)
    name = str(error["loc"][0])
    if error["type"] == "extra_forbidden":
        return f"unknown argument `{_shortened(name)}`{suggestion(name, model.model_fields)}"
    if error["type"] == "missing":
        return f"`{name}` is required, but missing"
    return f"`{_path(error)}` {demand(error)}, but is {_shown(error['input'])}"


def demand(error: ErrorDetails) -> str:
    """What is asked of the value, as the end of a sentence."""
    text = error["msg"].removeprefix("Value error, ")
    return text.replace("Input should be", "must be", 1).replace("Input should", "must", 1)


def quotable(text: str) -> str:
    """On one line, with control characters escaped and its end cut off when it is long."""
    line = " ".join(text.split())
    return _printable(line if len(line) <= QUOTED else line[:QUOTED] + "...")


def suggestion(name: str, known: Iterable[str]) -> str:
    """The known name that was probably meant, as the end of a sentence."""
    import difflib  # noqa: PLC0415  # slow, and rarely needed

    by_case = {candidate.lower(): candidate for candidate in known}
    close = difflib.get_close_matches(name.lower(), by_case, n=1)
    return f" (did you mean `{by_case[close[0]]}`?)" if close else ""


def _path(error: ErrorDetails) -> str:
    return "".join(
        f"[{part}]" if isinstance(part, int) else f".{part}" for part in error["loc"]
    ).removeprefix(".")


def _shown(value: JsonValue) -> str:
    if value is None:
        return "null"
    if isinstance(value, str):
        return f'the text "{_shortened(value)}"'
    if isinstance(value, bool):
        return f"the boolean {str(value).lower()}"
    if isinstance(value, (int, float)):
        return f"the number {_shortened(json.dumps(value))}"
    return "a list" if isinstance(value, list) else "an object"


def _shortened(text: str) -> str:
    return _printable(text if len(text) <= SHOWN else f"{text[:SHOWN]}...")


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
