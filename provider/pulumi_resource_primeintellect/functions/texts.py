"""Kinds of text in arguments, each with its check. A text that fails is a bad argument."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, TypeVar

from pydantic import AfterValidator

from pulumi_resource_primeintellect.api.timestamps import instant
from pulumi_resource_primeintellect.functions.patterns import compiled

if TYPE_CHECKING:
    from pulumi_resource_primeintellect.api.timestamps import Instant

S = TypeVar("S", bound=str)

OFFSET = re.compile(r"([Zz]|[+-]\d\d:\d\d)$")
"""Without it, a time of one's own clock would be taken for UTC."""


def moment(text: str) -> Instant:
    """The time that the text stands for.

    Raises:
        ValueError: it stands for none.
    """
    found = instant(text)
    if found is None or OFFSET.search(text) is None:
        raise ValueError("must be an RFC 3339 time with its offset, such as 2026-01-31T09:00:00Z")
    return found


def _not_empty(text: str) -> str:
    if not text:
        raise ValueError("must not be empty")
    return text


def _pattern(text: str) -> str:
    compiled(text)
    return text


def _moment(text: str) -> str:
    moment(text)
    return text


NotEmpty = Annotated[S, AfterValidator(_not_empty)]
Pattern = Annotated[str, AfterValidator(_pattern)]
Moment = Annotated[str, AfterValidator(_moment)]
