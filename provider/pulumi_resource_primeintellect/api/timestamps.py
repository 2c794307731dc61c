"""When the API's timestamps are, to compare them; answers carry them as they came."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

RFC3339 = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(?:\.(\d+))?(?:[Zz]|([+-]\d\d:\d\d))?", re.ASCII
)

Instant = tuple[datetime, str]
"""Whole seconds in UTC and the digits after them, which may be more than a datetime holds."""


def instant(text: str | None) -> Instant | None:
    """When `text` is, read as UTC where it names no offset; None where it is no timestamp."""
    match = RFC3339.fullmatch(text) if text else None
    if match is None:
        return None
    day, time, fraction, offset = match.groups()
    try:
        seconds = datetime.fromisoformat(f"{day}T{time}{offset or '+00:00'}")
        return seconds.astimezone(timezone.utc), (fraction or "").rstrip("0")
    except (ValueError, OverflowError):
        return None


def later(start: str | None, minutes: int) -> str | None:
    """The timestamp so many minutes after `start`, in UTC; None where there is no telling."""
    begun = instant(start)
    if begun is None:
        return None
    seconds, fraction = begun
    try:
        end = seconds + timedelta(minutes=minutes)
    except OverflowError:
        return None
    return f"{end.replace(tzinfo=None).isoformat()}{'.' if fraction else ''}{fraction}Z"
