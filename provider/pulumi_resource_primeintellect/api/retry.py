"""When a failed request is sent again. No I/O."""

from __future__ import annotations

import random
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from pulumi_resource_primeintellect.errors import StatusError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TypeGuard

    from pulumi_resource_primeintellect.errors import ApiError

TOO_MANY_REQUESTS = 429
TRANSIENT_STATUSES = frozenset({408, 425, TOO_MANY_REQUESTS, 500, 502, 503, 504, *range(520, 531)})
"""Statuses after which the same request may succeed; from 520 on they are Cloudflare's."""

MIN_BACKOFF_SECONDS = 0.5
MAX_BACKOFF_SECONDS = 30.0

MAX_RETRY_AFTER_SECONDS = 1e9
"""Thirty years: what is longer counts as this long."""


def is_rate_limit(error: ApiError) -> TypeGuard[StatusError]:
    """Returns whether the API refused the request for its number."""
    return isinstance(error, StatusError) and error.status == TOO_MANY_REQUESTS


def pause(error: ApiError, retry: int) -> float:
    """Returns the seconds before the first, second, ... retry: what was asked for, or a backoff.

    Zero seconds and past dates count as nothing asked, or all tries would follow immediately.
    """
    asked = error.retry_after if isinstance(error, StatusError) else None
    return asked or backoff(retry)


def backoff(retry: int) -> float:
    """Returns a random time: before the first retry up to 0.5 s, then 1 s, 2 s, ... and 30 s."""
    longest = min(MAX_BACKOFF_SECONDS, MIN_BACKOFF_SECONDS * 2.0 ** (retry - 1))
    return random.uniform(0, longest)  # noqa: S311  # nobody gains from guessing it


def read_retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Returns the seconds to wait, from either form of the header (RFC 9110, 10.2.3).

    A date is compared with the response's own `Date`, so that differing clocks do not matter.
    """
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return min(float(value), MAX_RETRY_AFTER_SECONDS)
    end = parse_date(value)
    if end is None:
        return None
    begin = parse_date(headers.get("date", "")) or now
    return min(max(0.0, (end - begin).total_seconds()), MAX_RETRY_AFTER_SECONDS)


def parse_date(value: str) -> datetime | None:
    """Returns the time of a header; None where it is no date (RFC 9110, 5.6.7)."""
    try:
        parsed = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=timezone.utc)
