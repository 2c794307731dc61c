"""What the body of an error says, as far as a message may quote it. No I/O.

A body can hold a whole sandbox, with the values of its environment variables. So only texts are
taken that are meant to explain an error, and nothing of what looks like data.
"""

from __future__ import annotations

import json
import re
from codecs import BOM_UTF8
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pydantic import JsonValue

EXPLANATIONS = ("errors", "detail", "error", "message")
"""Where errors are explained: by a text, an object that has one of these, or a list of either."""

MAX_NESTING = 4
MAX_PROBLEMS = 5
"""Problems that a message lists; more would not help."""

LOCATIONS = {"query", "path", "header", "body", "cookie"}
"""Kinds of parameters, with which FastAPI begins a location."""

PLAIN_TYPES = {"", "text/plain"}
"""Media types of a text for people; any other is that of data."""

NESTED = re.compile(r"[\[{][\s\0]*[\[{'\"]")
"""How an object or a list begins inside a text."""

VARIABLE = re.compile(
    r"\b[A-Z_][A-Z0-9_]+ ?=|(?i:key|token|secret|passw(?:or)?d|credentials?)[\w.-]* ?=(?!=)"
)
"""How an environment variable is set, or anything else whose name says that it is secret."""

HTML = "an HTML page"
XML = "an XML document"


class Problem(NamedTuple):
    """What is wrong, and the parameter that it is about, if it is about one."""

    parameter: str
    text: str


class ErrorBody(NamedTuple):
    """What an error's body says; `markup` names what the API itself never sends."""

    problems: tuple[Problem, ...] = ()
    markup: str = ""


def read_error_body(body: bytes, headers: Mapping[str, str]) -> ErrorBody:
    """Returns what the body says, in the documented form or in any that has been seen."""
    text = body.removeprefix(BOM_UTF8).decode(errors="replace").strip()
    kind = headers.get("content-type", "").lower()
    if text and (markup := _markup(text, kind)):
        return ErrorBody(markup=markup)
    try:
        content: JsonValue = json.loads(text)
    except (ValueError, RecursionError):
        is_plain = kind.partition(";")[0].strip() in PLAIN_TYPES
        quotable = text and is_plain and not _is_data(text)
        return ErrorBody((Problem("", text),) if quotable else ())
    found = _explanations(content, MAX_NESTING) if isinstance(content, dict) else ()
    return ErrorBody(tuple(dict.fromkeys(found)))


def _explanations(content: JsonValue, levels: int) -> Iterator[Problem]:
    """Yields what a value explains that is in one of the right places."""
    if isinstance(content, str) and content.strip():
        yield from _texts(content, levels)
    elif isinstance(content, list) and levels:
        for item in content:
            yield from _explanations(item, levels - 1)
    elif isinstance(content, dict) and levels:
        match content:
            case {"param": str(parameter), "details": str(text)}:
                yield from _named(parameter, text, levels)
            case {"loc": list(location), "msg": str(text)}:
                yield from _named(_parameter(location), text, levels)
            case _:
                for name in EXPLANATIONS:
                    yield from _explanations(content.get(name), levels - 1)


def _named(parameter: str, text: str, levels: int) -> Iterator[Problem]:
    """Yields what a text says of a parameter, of which neither may be data."""
    name = "" if _is_data(parameter) else parameter
    for problem in _texts(text, levels):
        yield Problem(problem.parameter or name, problem.text)


def _texts(text: str, levels: int) -> Iterator[Problem]:
    """Yields the text, or what it explains if it is JSON itself."""
    if not _is_data(text):
        yield Problem("", text.strip())
        return
    try:
        content: JsonValue = json.loads(text)
    except (ValueError, RecursionError):
        return
    if isinstance(content, dict):
        yield from _explanations(content, levels - 1)


def _parameter(location: list[JsonValue]) -> str:
    """Returns the parameter that FastAPI locates so: `["query", "labels", 0]` is `labels.0`."""
    parts = [str(part) for part in location]
    return ".".join(parts[1:] if len(parts) > 1 and parts[0] in LOCATIONS else parts)


def _markup(text: str, kind: str) -> str:
    """Names the kind of markup; empty where the text is none."""
    if "html" not in kind and ("xml" in kind or text.startswith("<?xml")):
        return XML
    return HTML if "html" in kind or text.startswith("<") or "</" in text else ""


def _is_data(text: str) -> bool:
    """Returns whether the text looks like variables, or like JSON, cut off or behind other text."""
    begin = text.lstrip("\ufeff\ufffd\0)]}',; \r\n\t")
    patterns = (NESTED, VARIABLE)
    return begin.startswith(("{", "[", '"')) or any(one.search(text) for one in patterns)
