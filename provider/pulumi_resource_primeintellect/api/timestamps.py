"""Reads the API's timestamps, to compare them. Results have them unchanged."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, NewType

if TYPE_CHECKING:
    from collections.abc import Iterable

TIMESTAMP = re.compile(
    r"(?P<day>[1-9]\d{3}-\d\d-\d\d)[Tt ](?P<time>\d\d:\d\d)"
    r"(?::(?P<second>\d\d)(?:[.,](?P<fraction>\d+))?)?"
    r"(?:[Zz]|(?P<hours>[+-]\d\d)(?::?(?P<minutes>[0-5]\d))?)?",
    re.ASCII,
)
"""RFC 3339, and other forms of ISO 8601: no seconds, no offset, a short offset.

Not years before 1000: in Go, no time at all is in the year 1.
"""

USUAL_TIMESTAMP = re.compile(r"[1-9]\d{3}-\d\d-\d\dT\d\d:\d\d:[0-5]\d(?:\.\d*[1-9])?Z", re.ASCII)
"""An instant and a `Z`. Reading this form separately takes a third of the time."""

SECONDS_SINCE_1970 = re.compile(r"\d{9,11}", re.ASCII)
"""From 1973 to 5138: eight digits are a date without dashes, thirteen are milliseconds."""

LEAP_SECOND = "60"

Instant = NewType("Instant", str)
"""A time in UTC as a text that sorts as times do, such as `2026-01-05T12:00:00.25`.

A fraction of a second has every digit that was sent, but no zeros at its end.
"""

SECOND = slice(len("2026-01-05T12:00:00"))
FRACTION = slice(SECOND.stop, None)


def instant(text: str | None) -> Instant | None:
    """Returns the time, or None if the text is not a timestamp. Without an offset, it is in UTC."""
    if not text:
        return None
    try:
        if USUAL_TIMESTAMP.fullmatch(text):
            datetime.fromisoformat(text[SECOND])  # raises for a day that does not exist
            return Instant(text[:-1])
        if match := TIMESTAMP.fullmatch(text):
            return _instant(match)
        if SECONDS_SINCE_1970.fullmatch(text):
            return instant_of(datetime.fromtimestamp(int(text), timezone.utc))
    except (ValueError, OverflowError):
        pass
    return None


def latest(texts: Iterable[str | None]) -> Instant | None:
    """Returns the latest time of timestamps. Usual ones are compared as texts, and not read."""
    sent = [*filter(None, texts)]
    if all(map(USUAL_TIMESTAMP.fullmatch, sent)):
        last = max((text[:-1] for text in sent), default="")
        if found := instant(f"{last}Z"):
            return found
    return max(filter(None, map(instant, sent)), default=None)


def _instant(match: re.Match[str]) -> Instant:
    day, time, second, fraction, hours, minutes = match.groups()
    is_leap = second == LEAP_SECOND
    clock = f"{time}:{'59' if is_leap else second or '00'}{hours or '+00'}:{minutes or '00'}"
    when = datetime.fromisoformat(f"{day}T{clock}") + timedelta(seconds=is_leap)
    digits = (fraction or "").rstrip("0")
    return Instant(f"{instant_of(when)}.{digits}" if digits else instant_of(when))


def instant_of(when: datetime) -> Instant:
    """Returns the instant of a time, to the second."""
    return Instant(when.astimezone(timezone.utc).isoformat()[SECOND])


def from_seconds(seconds: int) -> str | None:
    """Returns the timestamp for seconds since 1970, or None outside the accepted range."""
    when = instant(str(seconds))
    return None if when is None else f"{when}Z"


def later(start: str | None, minutes: int) -> str | None:
    """Returns the timestamp in UTC, minutes after `start`, or None if either is out of range."""
    begun = instant(start)
    if begun is None:
        return None
    try:
        end = datetime.fromisoformat(begun[SECOND]) + timedelta(minutes=minutes)
    except OverflowError:
        return None
    return f"{end.isoformat()}{begun[FRACTION]}Z"
