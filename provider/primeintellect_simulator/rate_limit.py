"""Counts requests with a given clock, and refuses those above a limit."""

from __future__ import annotations

import math
from collections import defaultdict, deque
from datetime import timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING

from primeintellect_simulator.errors import too_many_requests

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from datetime import datetime

    from primeintellect_simulator.limits import Limits


class RateLimit:
    """Counts requests in windows of time, separately for each key.

    Args:
        max_requests: Requests served in a window, or None for all.
        limits: The kind of window, and the headers of a 429.
        clock: Returns seconds that never decrease.
        now: Returns the time of day, for dates in headers.
    """

    def __init__(
        self,
        max_requests: int | None,
        *,
        limits: Limits,
        clock: Callable[[], float],
        now: Callable[[], datetime],
    ) -> None:
        self._max_requests = max_requests
        self._limits = limits
        self._clock = clock
        self._now = now
        self._served: defaultdict[Hashable, deque[float]] = defaultdict(deque)

    def check(self, key: Hashable) -> None:
        """Counts one request; one that is refused does not count.

        Raises:
            ErrorResponse: 429, whose headers state when a request would be served again.
        """
        if self._max_requests is None:
            return
        time = self._clock()
        served = self._served[key]
        while served and self._window_end(served[0]) <= time:
            served.popleft()
        if len(served) >= self._max_requests:
            wait_seconds = math.ceil(self._window_end(served[0]) - time)
            raise too_many_requests(self._retry_after(wait_seconds))
        served.append(time)

    def _window_end(self, served_at: float) -> float:
        """Returns when a served request no longer counts."""
        length = self._limits.window_seconds
        if self._limits.window == "fixed":
            return (served_at // length + 1) * length
        return served_at + length

    def _retry_after(self, wait_seconds: int) -> dict[str, str]:
        if self._limits.retry_after == "seconds":
            return {"retry-after": str(wait_seconds)}
        if self._limits.retry_after == "date":
            now = self._now()
            later = now + timedelta(seconds=wait_seconds)
            return {
                "date": format_datetime(now, usegmt=True),
                "retry-after": format_datetime(later, usegmt=True),
            }
        return {}
