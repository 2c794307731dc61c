"""When a failed request is sent again, and when which request may be sent at all. No I/O."""

from __future__ import annotations

from collections import deque
from math import inf
from typing import TYPE_CHECKING

from tenacity import wait_random_exponential

from pulumi_resource_primeintellect.errors import ApiError, StatusError

if TYPE_CHECKING:
    from tenacity import RetryCallState

TOO_MANY_REQUESTS = 429
BACKOFF = wait_random_exponential(multiplier=0.5, max=30)
"""Full jitter: a random time up to 0.5 s, 1 s, 2 s, ... and at most 30 s."""


def worth_another_try(error: BaseException) -> bool:
    """Whether the same request may succeed later."""
    return isinstance(error, ApiError) and error.transient


def pause(state: RetryCallState) -> float:
    """Seconds until the next try: what the API asked for, or else a backoff.

    "At once" and times that are over count as nothing asked, or all tries would be gone at once.
    """
    error = state.outcome.exception() if state.outcome else None
    asked = error.retry_after if isinstance(error, StatusError) else None
    return asked or BACKOFF(state)


class Pace:
    """Lets at most `limit` requests begin in any `period` seconds.

    The API counts in such windows. A leaky bucket, which libraries offer, would let twice the
    limit through in one of them or spend half of it in the long run.
    """

    def __init__(self, limit: int, period: float) -> None:
        self._period = period
        self._begins: deque[float] = deque(maxlen=limit)

    def reserve(self, now: float, latest: float = inf) -> float:
        """The time from which a place is free; it is taken, unless that is after `latest`."""
        full = len(self._begins) == self._begins.maxlen
        begin = max(now, self._begins[0] + self._period) if full else now
        if begin <= latest:
            self._begins.append(begin)
        return begin
