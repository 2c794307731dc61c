"""Finds arguments that exclude each other: together they would select nothing, without a word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulumi_resource_primeintellect.api.field_types import SandboxStatus

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pydantic import JsonValue

STATUS_ARGUMENTS = ("status", "statuses", "excludeStatuses")
LABEL_ARGUMENTS = ("labels", "labelsAny", "labelsNone")


def excluded_statuses(given: Mapping[str, JsonValue]) -> Iterator[str]:
    """Yields a problem for each argument that leaves no status that could be selected."""
    status, statuses, excluded = (_texts(given.get(name)) for name in STATUS_ARGUMENTS)
    if status and statuses and not status & statuses:
        yield "`statuses` excludes the `status`"
    for name, asked in (("status", status), ("statuses", statuses)):
        if asked and given.get("isActive") is True and asked == {SandboxStatus.TERMINATED}:
            yield f"`isActive` excludes the `{name}` {SandboxStatus.TERMINATED.value}"
        if asked and asked <= excluded:
            yield f"`excludeStatuses` excludes all that `{name}` asks for"


def excluded_labels(given: Mapping[str, JsonValue]) -> Iterator[str]:
    """Yields a problem for each argument that asks for nothing but labels that are excluded."""
    every, some, none = (_texts(given.get(name)) for name in LABEL_ARGUMENTS)
    if every & none:
        yield "`labelsNone` excludes what `labels` asks for"
    if some and some <= none:
        yield "`labelsNone` excludes all that `labelsAny` asks for"


def _texts(value: JsonValue) -> set[str]:
    """Returns the texts of an argument, whatever it is."""
    values = value if isinstance(value, list) else [value]
    return {one for one in values if isinstance(one, str)}
