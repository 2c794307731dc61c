"""Reads the API's timestamps, to compare them; results carry them as they came."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from functools import lru_cache

TIMESTAMP = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)[Tt ](?P<time>\d\d:\d\d)"
    r"(?::(?P<second>\d\d)(?:[.,](?P<fraction>\d+))?)?"
    r"(?:[Zz]|(?P<hours>[+-]\d\d)(?::?(?P<minutes>[0-5]\d))?)?",
    re.ASCII,
)
"""RFC 3339, and what other ISO 8601 writers make: no seconds, no offset, a short offset."""

SECONDS_SINCE_1970 = re.compile(r"\d{9,11}", re.ASCII)
"""From 1973 to 5138: eight digits are a date without dashes, thirteen are milliseconds."""

MAX_CACHED_CHARACTERS = 40
"""Longer texts are not kept, since a cache would hold them for good."""

LEAP_SECOND = "60"

MAX_DATETIME_DIGITS = 6
"""Digits of a second's fraction that a datetime holds."""

Instant = tuple[datetime, str]
"""A time in UTC, and the digits of its fraction that a datetime does not hold."""


def instant(text: str | None) -> Instant | None:
    """Returns when `text` is, in UTC where it names no offset; None where it is no timestamp."""
    if not text:
        return None
    return _cached(text) if len(text) <= MAX_CACHED_CHARACTERS else _parsed(text)


def _parsed(text: str) -> Instant | None:
    try:
        match = TIMESTAMP.fullmatch(text)
        if match is not None:
            return _instant(match)
        if SECONDS_SINCE_1970.fullmatch(text):
            return datetime.fromtimestamp(int(text), timezone.utc), ""
    except (ValueError, OverflowError):
        pass
    return None


_cached = lru_cache(maxsize=16)(_parsed)
"""The times of one sandbox are compared and shown in a row."""


def _instant(match: re.Match[str]) -> Instant:
    day, time, second, fraction, hours, minutes = match.groups()
    is_leap = second == LEAP_SECOND
    fraction = (fraction or "").rstrip("0")
    clock = f"{time}:{'59' if is_leap else second or '00'}.{fraction[:MAX_DATETIME_DIGITS]:0<6}"
    when = datetime.fromisoformat(f"{day}T{clock}{hours or '+00'}:{minutes or '00'}")
    if is_leap:
        when += timedelta(seconds=1)
    return when.astimezone(timezone.utc) if hours else when, fraction[MAX_DATETIME_DIGITS:]


def comparable(text: str | None) -> str:
    """Returns the time as a text that sorts to the second as times do; empty where there is none.

    Most texts are of that form already, which costs no parsing.
    """
    if text is None:
        return ""
    if text[-1:] == "Z" and text[10:11] == "T" and len(text) >= len("2026-01-05T12:00:00Z"):
        return text
    when = instant(text)
    return "" if when is None else _text(when)


def from_seconds(seconds: int) -> str | None:
    """Returns the timestamp of so many seconds since 1970; None where no calendar has it."""
    when = instant(str(seconds))
    return None if when is None else _text(when)


def later(start: str | None, minutes: int) -> str | None:
    """Returns the timestamp so many minutes after `start`, in UTC; None where that is unknown."""
    begun = instant(start)
    if begun is None:
        return None
    when, digits = begun
    try:
        return _text((when + timedelta(minutes=minutes), digits))
    except OverflowError:
        return None


def _text(moment: Instant) -> str:
    when, digits = moment
    text = when.replace(tzinfo=None).isoformat(timespec="microseconds") + digits
    return f"{text.rstrip('0').removesuffix('.')}Z"
