"""The documented rate limits, over a clock that is passed in."""

from __future__ import annotations

import math
from collections import defaultdict, deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from primeintellect_simulator.refusals import too_many_requests

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How many requests are served in any window of time; None serves all.

    Attributes:
        max_list_requests: List requests per key.
        max_get_requests: Requests for one sandbox, per key and sandbox.
        window_seconds: The length of the window.
    """

    max_list_requests: int | None = 1000
    max_get_requests: int | None = 300
    window_seconds: float = 60.0


DOCUMENTED_LIMITS = Limits()
NO_LIMITS = Limits(max_list_requests=None, max_get_requests=None)


class RateLimit:
    """Counts requests over a sliding window, for each key apart.

    Args:
        max_requests: Requests served in a window, or None for all.
        window_seconds: The length of the window.
        clock: Seconds that only ever grow.
    """

    def __init__(
        self, max_requests: int | None, *, window_seconds: float, clock: Callable[[], float]
    ) -> None:
        self._max_requests = max_requests
        self._window_seconds = window_seconds
        self._clock = clock
        self._served: defaultdict[Hashable, deque[float]] = defaultdict(deque)

    def check(self, key: Hashable) -> None:
        """Count one request; one that is refused does not count.

        Raises:
            Refusal: 429, with the whole seconds until a request would be served again.
        """
        if self._max_requests is None:
            return
        now = self._clock()
        served = self._served[key]
        while served and served[0] + self._window_seconds <= now:
            served.popleft()
        if len(served) >= self._max_requests:
            raise too_many_requests(math.ceil(served[0] + self._window_seconds - now))
        served.append(now)
