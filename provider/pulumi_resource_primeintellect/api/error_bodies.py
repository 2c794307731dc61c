"""Finds the text in the body of an error that a message may quote. No I/O.

A body can hold a whole sandbox, with the values of its environment variables. So messages quote
only text that explains an error, and nothing that looks like data.
"""

from __future__ import annotations

import json
import re
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping
from html import unescape
from typing import NamedTuple
from unicodedata import normalize
from urllib.parse import unquote

from pydantic import JsonValue

from pulumi_resource_primeintellect.api.requests import SandboxQuery
from pulumi_resource_primeintellect.api.sanitizing import scalars

EXPLANATION_KEYS = ("errors", "detail", "error", "error_description", "message", "msg", "title")
"""Keys of explanations. The value is a text, an object with such a key, or a list of either."""

MAX_JUDGED_CHARACTERS = 2000
"""The part of a text that decides whether it is data. Messages quote half of that at most."""

MAX_NESTING = 4
MAX_PROBLEMS = 5
"""Problems that a message lists. More would not help."""

LOCATIONS = {"query", "path", "header", "body", "cookie"}
"""The first item of a location in FastAPI's errors."""

PLAIN_TYPES = {"", "text/plain"}
"""Media types of text for people. Any other type is for data."""

NESTED = re.compile(
    r"""[\[{][\s\0]*[\[{'"]|\([\s\0]*\([\s\0]*['"]|\([\s\0]*(['"])[^'"]*\1[\s\0]*,"""
    r"""|\bmap\[|\{\s*[\w.-]+\s*:"""
)
"""The start of an object or a list within a text, as JSON, Python or Go writes it."""

PARAMETERS = "|".join(
    name.replace("_", "_?") for name in (*SandboxQuery._fields, "page", "per_page", "sandbox_id")
)
QUOTED = r"""["'`\])}%]{,2}\s*"""
"""What can stand between a name and an assignment operator."""

VARIABLE = re.compile(
    rf"(?<![\w.-])(?!(?:{PARAMETERS}){QUOTED}=)[\w.-]+?"
    rf"{QUOTED}(?::?=>?|u003d|x3d|%(?:25)*3d)\s*[^\s=]"
    rf"|\b(?:name|key){QUOTED}:[\s\S]{{,100}}?\bvalue{QUOTED}:"
    r"|://[^/\s:@]*:[^/\s@]*@"
    r"|\b(?:authorization|cookie)\s*:",
    re.IGNORECASE,
)
"""An assignment, except to a parameter of the API; a variable with its value; credentials."""

ERROR_WORDS = (
    "BAD|CONFLICT|DEBUG|DENIED|ERROR|EXCEEDED|EXPIRED|FAILED|FAILURE|FATAL|FORBIDDEN|INVALID|"
    "LIMITED|MISSING|NOT|NOTICE|REQUIRED|TIMEOUT|UNAUTHORIZED|UNAVAILABLE|UNKNOWN|WARNING"
)
NAMED = re.compile(
    rf"(?<![\w.-])(?!(?:\w*_)?(?:{ERROR_WORDS})(?:_|\b))"
    rf"(?:[A-Z][A-Z0-9]*_[A-Z0-9_]*|[A-Z]{{5,}}[0-9]*)"
    rf"{QUOTED}(?::|->|\u2192|\||\t)\s*\S"
    r"""|(["'`])[\w.-]+\1\s*(?::|->)\s*["'`]"""
)
"""A value in another notation, after a name in quotation marks, or in capitals as of a variable.

An error code is also in capitals, but has one of the `ERROR_WORDS`.
"""

VARIABLES_FIELD = re.compile(r"env(ironment)?[\s_-]*var(iable)?s?", re.IGNORECASE)
"""The field with environment variables, however it is spelled."""

SECRET_FIELDS = re.compile(
    rf"{VARIABLES_FIELD.pattern}|\b(?:env|variables?)\b|secrets", re.IGNORECASE
)
"""Fields with secret values, in the location of an error."""

VARIABLE_NAME = re.compile(r"[A-Z_][A-Z0-9_]*|[A-Za-z0-9]+_\w*", re.ASCII)
"""The usual spelling of a variable. In a list of texts, its value could be the next item."""

INVISIBLE = re.compile(r"[\\\u200b-\u200f\u2060\ufeff]")
"""Escapes and invisible characters, which are left out before a text is searched."""

HTML = "an HTML page"
XML = "an XML document"


class Problem(NamedTuple):
    """A problem, and the parameter that it concerns; empty if it concerns none."""

    parameter: str
    text: str


class ErrorBody(NamedTuple):
    """The content of an error's body. `markup` names a kind of page that the API never sends."""

    problems: tuple[Problem, ...] = ()
    markup: str = ""


def read_error_body(body: bytes, headers: Mapping[str, str]) -> ErrorBody:
    """Returns the problems in the body, in the documented form or any other known one."""
    text = body.removeprefix(BOM_UTF8).decode(errors="replace").strip()
    kind = headers.get("content-type", "").lower()
    if text and (markup := _markup(text, kind)):
        return ErrorBody(markup=markup)
    try:
        content: JsonValue = json.loads(text)
    except (ValueError, RecursionError):
        is_plain = kind.partition(";")[0].strip() in PLAIN_TYPES
        quotable = text and is_plain and not is_data(text)
        return ErrorBody((Problem("", text),) if quotable else ())
    found = _explanations(content, MAX_NESTING) if isinstance(content, dict) else ()
    return ErrorBody(tuple(dict.fromkeys(found)))


def _explanations(content: JsonValue, levels: int) -> Iterator[Problem]:
    """Yields the problems in the value of one of the `EXPLANATION_KEYS`."""
    if isinstance(content, str) and content.strip():
        yield from _texts(content, levels)
    elif isinstance(content, list) and levels:
        if any(isinstance(item, str) and VARIABLE_NAME.fullmatch(item) for item in content):
            return
        for item in content:
            if not isinstance(item, list):  # which is rather a name and its value
                yield from _explanations(item, levels - 1)
    elif isinstance(content, dict) and levels and not _names_secrets(content):
        match content:
            case {"param": str(parameter), "details": str(text)}:
                yield from _named(parameter, text, levels)
            case {"loc": list(location), "msg": str(text)}:
                yield from _named(_parameter(location), text, levels)
            case _:
                for name in EXPLANATION_KEYS:
                    yield from _explanations(content.get(name), levels - 1)


def _named(parameter: str, text: str, levels: int) -> Iterator[Problem]:
    """Yields the problems of a parameter, without its name if that looks like data."""
    name = "" if is_data(parameter) else parameter
    for problem in _texts(text, levels):
        yield Problem(problem.parameter or name, problem.text)


def _names_secrets(content: dict[str, JsonValue]) -> bool:
    """Returns whether a problem, apart from those within it, names a field with secret values."""
    within = {name for name in EXPLANATION_KEYS if isinstance(content.get(name), (dict, list))}
    own = {name: value for name, value in content.items() if name not in within}
    texts = (one for one in scalars(own, keys=True) if isinstance(one, str))
    return any(SECRET_FIELDS.search(text) for text in texts)


def _texts(text: str, levels: int) -> Iterator[Problem]:
    """Yields the text, or the problems in it if the text itself is JSON."""
    if not is_data(text):
        yield Problem("", text.strip())
        return
    try:
        content: JsonValue = json.loads(text)
    except (ValueError, RecursionError):
        return
    if isinstance(content, dict):
        yield from _explanations(content, levels - 1)


def _parameter(location: list[JsonValue]) -> str:
    """Returns the parameter at FastAPI's location: `labels.0` for `["query", "labels", 0]`."""
    parts = [str(part) for part in location]
    return ".".join(parts[1:] if len(parts) > 1 and parts[0] in LOCATIONS else parts)


def _markup(text: str, kind: str) -> str:
    """Returns the kind of markup; empty if the text has none."""
    if "html" not in kind and ("xml" in kind or text.startswith("<?xml")):
        return XML
    return HTML if "html" in kind or text.startswith("<") or "</" in text else ""


def is_data(text: str) -> bool:
    """Returns whether the text looks like variables or JSON, even cut off or within other text."""
    judged = text[:MAX_JUDGED_CHARACTERS]
    plain = INVISIBLE.sub("", normalize("NFKC", unescape(unquote(judged))))
    begin = plain.lstrip("\ufffd\0)]}',; \r\n\t")
    patterns = (NESTED, VARIABLE, NAMED, VARIABLES_FIELD)
    return begin.startswith(("{", "[", '"')) or any(one.search(plain) for one in patterns)
