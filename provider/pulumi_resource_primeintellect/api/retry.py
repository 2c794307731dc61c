"""Decides when to send a failed request again. No I/O."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TypeGuard

from pulumi_resource_primeintellect.errors import ApiError, StatusError

MIN_BACKOFF_SECONDS = 0.5
MAX_BACKOFF_SECONDS = 30.0

SECONDS = re.compile(r"\d+(\.\d+)?", re.ASCII)
"""A number of seconds. RFC 9110 has whole seconds only."""

MAX_RETRY_AFTER_SECONDS = 1e9
"""Thirty years, the longest wait that is taken seriously."""


def is_rate_limit(error: ApiError) -> TypeGuard[StatusError]:
    """Returns whether the API refused the request because of its rate limit."""
    return isinstance(error, StatusError) and error.status == HTTPStatus.TOO_MANY_REQUESTS


def backoff(error: ApiError, retry: int) -> float:
    """Returns the seconds to wait before a retry (counted from 1).

    That is `Retry-After`, except for zero seconds and past dates, with which all tries would follow
    at once. Otherwise it is random: at most 0.5 s for the first retry, then 1 s, 2 s, ... 30 s.
    """
    if isinstance(error, StatusError) and error.retry_after:
        return error.retry_after
    longest = min(MAX_BACKOFF_SECONDS, MIN_BACKOFF_SECONDS * 2.0 ** (retry - 1))
    return random.uniform(0, longest)  # noqa: S311  # needs no cryptography


def read_retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Returns the seconds to wait, from either form of the header (RFC 9110, 10.2.3).

    Compares a date with the response's own `Date`, so that a wrong clock does no harm.
    """
    value = headers.get("retry-after", "").strip()
    if SECONDS.fullmatch(value):
        return min(float(value), MAX_RETRY_AFTER_SECONDS)
    end = parse_date(value)
    if end is None:
        return None
    begin = parse_date(headers.get("date", "")) or now
    return min(max(0.0, (end - begin).total_seconds()), MAX_RETRY_AFTER_SECONDS)


def parse_date(value: str) -> datetime | None:
    """Returns the time in a header in UTC, or None if it is not a date (RFC 9110, 5.6.7)."""
    try:
        parsed = parsedate_to_datetime(value)
        aware = parsed if parsed.tzinfo else parsed.replace(tzinfo=timezone.utc)
        return aware.astimezone(timezone.utc)
    except (ValueError, OverflowError):
        return None
