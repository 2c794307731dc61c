"""Finds arguments that exclude each other. Together they would silently select nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pydantic import JsonValue

from pulumi_resource_primeintellect.api.field_types import SandboxStatus, known_status

STATUS_ARGUMENTS = ("status", "statuses", "excludeStatuses")
LABEL_ARGUMENTS = ("labels", "labelsAny", "labelsNone")
SINGLE_AND_SEVERAL = (
    ("status", "statuses"),
    ("name", "names"),
    ("teamId", "teamIds"),
    ("userId", "userIds"),
)
"""Pairs of arguments for one property: for a single value, and for any of several."""


def exclusions(given: Mapping[str, JsonValue]) -> Iterator[str]:
    """Yields a problem for each argument that contradicts another one."""
    yield from _excluded_values(given)
    yield from _excluded_statuses(given)
    yield from _excluded_labels(given)


def _excluded_values(given: Mapping[str, JsonValue]) -> Iterator[str]:
    """Yields a problem for each list that lacks the single value of the same property."""
    for one, several in SINGLE_AND_SEVERAL:
        asked, allowed = _texts(given, one), _texts(given, several)
        if asked and allowed and not asked & allowed:
            yield f"`{several}` excludes the `{one}`"


def _excluded_statuses(given: Mapping[str, JsonValue]) -> Iterator[str]:
    """Yields a problem for each argument whose statuses other arguments all exclude."""
    status, statuses, excluded = (_texts(given, name) for name in STATUS_ARGUMENTS)
    inactive = {SandboxStatus.TERMINATED.value} if given.get("isActive") is True else set[str]()
    for name, asked in (("status", status), ("statuses", statuses)):
        if asked and asked <= inactive:
            yield f"`isActive` excludes all that `{name}` asks for"
        elif asked and asked <= excluded:
            yield f"`excludeStatuses` excludes all that `{name}` asks for"
        elif asked and asked <= excluded | inactive:
            yield f"`isActive` and `excludeStatuses` exclude all that `{name}` asks for"


def _excluded_labels(given: Mapping[str, JsonValue]) -> Iterator[str]:
    """Yields a problem for each argument whose labels `labelsNone` excludes."""
    every, some, none = (_texts(given, name) for name in LABEL_ARGUMENTS)
    if every & none:
        yield "`labelsNone` excludes what `labels` asks for"
    if some and some <= none:
        yield "`labelsNone` excludes all that `labelsAny` asks for"


def _texts(given: Mapping[str, JsonValue], name: str) -> set[str]:
    """Returns the strings in the value of an argument, which can have any type."""
    value = given.get(name)
    texts = {one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)}
    return {*map(known_status, texts)} if name in STATUS_ARGUMENTS else texts
