"""Types of text arguments, with their checks. Text that fails a check is a bad argument."""

from __future__ import annotations

import re
from typing import Annotated
from unicodedata import normalize

from pydantic import AfterValidator

from pulumi_resource_primeintellect.api.field_types import GpuTypeName, Status, known_status
from pulumi_resource_primeintellect.api.timestamps import Instant, instant
from pulumi_resource_primeintellect.functions.patterns import compiled

JOINERS = "\u200c\u200d"
"""Invisible, but part of emoji and of words in some languages."""

MAX_ID_CHARACTERS = 200
"""Characters of a sandbox's ID, which becomes part of a URL."""

MAX_FOLDED_CHARACTERS = 1000
"""Characters of a name to compare with similar ones."""

OFFSET = re.compile(r"([Zz]|[+-]\d\d:\d\d)$")
"""The required offset of a time. Without one, a local time would be read as UTC."""


def parse_time(text: str) -> Instant:
    """Returns the time in the text.

    Raises:
        ValueError: when the text is not a time with an offset.
    """
    found = instant(text)
    if found is None or OFFSET.search(text) is None:
        raise ValueError("must be an RFC 3339 time with its offset, such as 2026-01-31T09:00:00Z")
    return found


def fold(text: str) -> str:
    """Normalizes a text: texts that differ only in case, spaces or Unicode form become equal.

    Only its beginning, because normalizing a long text can take minutes.
    """
    return "".join(normalize("NFKC", text[:MAX_FOLDED_CHARACTERS]).casefold().split())


def _not_empty(text: str) -> str:
    if not text:
        raise ValueError("must not be empty")
    return text


def _visible(text: str) -> str:
    """Rejects invisible characters, such as the line break at the end of a file."""
    if not all(c.isprintable() or c in JOINERS for c in text):
        raise ValueError("must not contain line breaks, tabs or other invisible characters")
    return text


def _exact(text: str) -> str:
    _visible(text)
    if text.strip() != text:
        raise ValueError("must not have spaces around it")
    return text


def _word(text: str) -> str:
    """Rejects several values in one text, such as `us,eu`, which many command lines accept."""
    if "," in text:
        raise ValueError("must be one value, without a comma; a list takes each value separately")
    return _exact(_not_empty(text))


def _sandbox_id(text: str) -> str:
    if not text or len(text) > MAX_ID_CHARACTERS:
        raise ValueError(f"must have 1 to {MAX_ID_CHARACTERS} characters")
    if text in {".", ".."} or any(c in "/\\" or not c.isprintable() for c in text):
        raise ValueError("must be an ID, without slashes and control characters")
    return _word(text)


def _pattern(text: str) -> str:
    compiled(_not_empty(text))
    return text


def _timestamp(text: str) -> str:
    parse_time(text)
    return text


VisibleText = Annotated[str, AfterValidator(_not_empty), AfterValidator(_visible)]
ExactText = Annotated[str, AfterValidator(_not_empty), AfterValidator(_exact)]
"""A text that never has spaces around it, unlike names and labels."""

Word = Annotated[str, AfterValidator(_word)]
"""A text that never has a comma either, such as a region."""

GpuTypeWord = Annotated[GpuTypeName, AfterValidator(_word)]
StatusName = Annotated[Status, AfterValidator(_word), AfterValidator(known_status)]
Id = Word
SandboxId = Annotated[str, AfterValidator(_sandbox_id)]
IdOrEmpty = Annotated[str, AfterValidator(_exact)]
Pattern = Annotated[str, AfterValidator(_pattern)]
Timestamp = Annotated[str, AfterValidator(_timestamp)]
