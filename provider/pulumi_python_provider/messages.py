"""Describes wrong values in messages."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple, get_args

from pydantic_core import core_schema

from pulumi_python_provider.errors import DeclarationError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pydantic import BaseModel, JsonValue
    from pydantic_core import ErrorDetails

    from pulumi_python_provider.redaction import Redactor

Quote = Callable[[str], str]

OBJECT_TYPES = {"dict_type", "model_type", "model_attributes_type"}
"""pydantic's error types for values that are not objects. Its own texts name Python classes."""

PYDANTICS_OWN = {*get_args(core_schema.ErrorType)} - {"value_error", "assertion_error"}
"""The types of errors whose texts come from pydantic, and show nothing of the value."""

MAX_SHOWN_CHARACTERS = 60
"""Characters of the longest wrong text that a message shows.

The start of a longer one would escape the engine, which hides whole secrets of the configuration.
"""

MAX_COMPARED_CHARACTERS = 100
"""The longest name to compare with known ones: comparing long names is slow."""


NOT_CONFIGURED = "the provider was called before it was configured"


class Location(NamedTuple):
    """An argument: its path, the model that declares it, and whether its value is secret."""

    path: str
    model: type[BaseModel]
    is_secret: bool


def argument_problem(
    location: Location, error: ErrorDetails, redactor: Redactor, owners: Sequence[str]
) -> str:
    """Describes what is wrong with an argument. Shows its value unless it is secret.

    `owners` are the functions that have an argument of this name.
    """
    must, path = requirement(error, redactor), f"`{location.path}`"
    if not error["loc"]:
        return must
    if error["type"] == "extra_forbidden":
        name = str(error["loc"][-1])
        if owners:
            has = "has" if len(owners) == 1 else "have"
            return f"unknown argument {path}, which only {' and '.join(owners)} {has}"
        return f"unknown argument {path}{suggestion(name, location.model.model_fields)}"
    if error["type"] == "missing":
        return f"{path} is required, but missing"
    is_scalar = not isinstance(error["input"], (list, dict))
    if location.is_secret or not (is_scalar or error["type"].endswith("_type")):
        return f"{path} {must}"
    return f"{path} {must}, but is {_shown(error['input'], redactor.quote)}"


def check_conflicts(
    model: type[BaseModel], conflicts: Iterable[str], redactor: Redactor
) -> list[str]:
    """Returns the conflicts that a model's author describes, without secrets.

    Raises:
        DeclarationError: when they are not a list of texts.
    """
    problems = None if isinstance(conflicts, str) or conflicts is None else [*conflicts]
    if problems is None or not all(isinstance(one, str) for one in problems):
        raise DeclarationError(f"{model.__name__}.conflicts must return or yield texts")
    return [redactor.clean(problem) for problem in problems]


def unknown_function(known: Iterable[str]) -> str:
    """Describes that a name is none of the known functions."""
    return f"there is no such function; there are {', '.join(known)}"


def requirement(error: ErrorDetails, redactor: Redactor | None = None) -> str:
    """Describes what the value must be, as the end of a sentence.

    The redactor cleans the sentences of a provider's author. It could only garble pydantic's own.
    """
    if redactor is not None and error["type"] not in PYDANTICS_OWN:
        return redactor.clean(requirement(error))
    if error["type"] in OBJECT_TYPES:
        return "must be an object"
    text = re.sub("^(Value error|Assertion failed), ", "", error["msg"])
    text = re.sub(r"^(\w+ should be) a valid (?=[aeiou])", r"\1 an ", text)
    text = re.sub(r"^(\w+ should be a) valid", r"\1", text)
    return re.sub(r"^(JSON )?\w+ should", "must", text) or "is not valid"


def suggestion(name: str, known: Iterable[str]) -> str:
    """Suggests the known name that was probably meant, as the end of a sentence."""
    if len(name) > MAX_COMPARED_CHARACTERS:
        return ""
    import difflib  # noqa: PLC0415  # slow to import, and rarely needed

    by_case = {candidate.lower(): candidate for candidate in known}
    close = difflib.get_close_matches(name.lower(), by_case, n=1)
    return f" (did you mean `{by_case[close[0]]}`?)" if close else ""


def _shown(value: JsonValue, quote: Quote) -> str:
    if value is None:
        return "null"
    if isinstance(value, str):
        quoted = quote(value)
        is_long = len(quoted) > MAX_SHOWN_CHARACTERS
        return f"a text of {len(value):,} characters" if is_long else f'the text "{quoted}"'
    if isinstance(value, bool):
        return f"the boolean {str(value).lower()}"
    if isinstance(value, (int, float)):
        return f"the number {shortened(json.dumps(value), quote)}"
    return "a list" if isinstance(value, list) else "an object"


def shortened(text: str, quote: Quote) -> str:
    """Quotes the start of a text from elsewhere."""
    quoted = quote(text)
    return quoted if len(quoted) <= MAX_SHOWN_CHARACTERS else f"{quoted[:MAX_SHOWN_CHARACTERS]}..."
