"""Reads the API's timestamps, to compare them. Results have them unchanged."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from typing import NamedTuple, NewType

TIMESTAMP = re.compile(
    r"(?P<day>[1-9]\d{3}-\d\d-\d\d)[Tt ](?P<time>\d\d:\d\d)"
    r"(?::(?P<second>\d\d)(?:[.,](?P<fraction>\d+))?)?"
    r"(?:[Zz]|(?P<hours>[+-]\d\d)(?::?(?P<minutes>[0-5]\d))?)?",
    re.ASCII,
)
"""RFC 3339, and other forms of ISO 8601: no seconds, no offset, a short offset.

Years before 1000 do not count: Go writes a missing time as the year 1.
"""

USUAL_TIMESTAMP = re.compile(
    r"[1-9]\d{3}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d*[1-9])?Z", re.ASCII
)
"""An instant and a `Z`. Reading this form separately takes a third of the time."""

SECONDS_SINCE_1970 = re.compile(r"\d{9,11}", re.ASCII)
"""From 1973 to 5138: eight digits are a date without dashes, thirteen are milliseconds."""

LEAP_SECOND = "60"

Instant = NewType("Instant", str)
"""A time in UTC as a text that sorts as times do, such as `2026-01-05T12:00:00.25`.

A fraction of a second has every digit that was sent, but no zeros at its end.
"""

UNKNOWN_TIME = "9999-12-31T23:59:59"
"""Later than any instant that can matter."""

MAX_OFFSET_MINUTES = 12 * 60
"""How far a local time can be behind UTC."""

DAY = slice(len("2026-01-05"))
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


class Latest(NamedTuple):
    """The latest of some times.

    `known` is the latest of the known times. `possible` is the latest that an unknown time can be:
    one that is missing, unreadable or without an offset. Each is empty if there is no such time.
    """

    known: str = ""
    possible: str = ""


def latest(texts: Sequence[str | None]) -> Latest:
    """Returns the latest of timestamps. Usual ones are compared as texts, and not read."""
    if None not in texts and all(map(USUAL_TIMESTAMP.fullmatch, texts)):  # type: ignore[arg-type]  # none is None
        days = {text[DAY] for text in texts if text}
        if all(instant(f"{day}T00:00:00Z") for day in days):
            return Latest(max((text[:-1] for text in texts if text), default=""))
    known = possible = ""
    for text in texts:
        when = instant(text)
        if when is None or text is None:
            possible = UNKNOWN_TIME
        elif _has_offset(text):
            known = max(known, when)
        else:
            possible = max(possible, later(text, MAX_OFFSET_MINUTES) or UNKNOWN_TIME)
    return Latest(known, possible)


def _has_offset(text: str) -> bool:
    found = TIMESTAMP.fullmatch(text)
    return found is None or bool(found["hours"]) or text[-1] in "Zz"


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
