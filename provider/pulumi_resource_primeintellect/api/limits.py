"""Decides when a request may be sent: rate limits, and pauses after a 429. No I/O.

The API counts the requests to each path in windows of 60 seconds. A 429 for one sandbox holds up
only that path. After a 429 for a list, or for several paths at once, all requests wait.
"""

from __future__ import annotations

import asyncio
from collections import deque
from itertools import islice

from pulumi_resource_primeintellect.api.requests import RATE_WINDOW_SECONDS, SANDBOXES_PATH, Request
from pulumi_resource_primeintellect.errors import StatusError

WINDOW_SECONDS = RATE_WINDOW_SECONDS + 1.0
"""A little longer than the API's window, because requests arrive later than they are sent."""

PAUSE_SECONDS = (5.0, 10.0, 20.0, 30.0)
"""Pauses after successive refusals; the last one repeats. Together they exceed a window."""

PROBE_SECONDS = 1.0
"""Time between requests after a pause, until the API serves one of them."""

MAX_PAUSE_SECONDS = 86400.0
"""The longest pause: one absurd response must not stop all requests."""


class SlidingWindow:
    """Allows at most `limit` requests to start in any period of `seconds`.

    A leaky bucket, as libraries offer it, would allow twice the limit in one window, or only half
    of it in the long run.
    """

    def __init__(self, limit: int, seconds: float) -> None:
        self._seconds = seconds
        self._begun: deque[float] = deque(maxlen=limit)

    def free_at(self, now: float) -> float:
        """Returns when the next request may start."""
        is_full = len(self._begun) == self._begun.maxlen
        return max(now, self._begun[0] + self._seconds) if is_full else now

    def add(self, now: float) -> None:
        """Counts a request that starts now."""
        self._begun.append(now)

    def is_empty(self, now: float) -> bool:
        """Returns whether no request counts any more."""
        return not self._begun or self._begun[-1] + self._seconds <= now


class Pause:
    """Holds requests up after refusals, longer each time, until the API serves one."""

    def __init__(self) -> None:
        self.end = 0.0
        self.problem = ""
        """The problem that the last refusal reported."""
        self.refusals = 0
        """The number of successive refusals."""
        self._next = 0.0

    def free_at(self, now: float) -> float:
        """Returns when the next request may start. After a pause, they start one at a time."""
        return max(now, self.end, self._next if self.refusals else now)

    def begin(self, now: float) -> None:
        """Records a request that starts now."""
        self._next = now + PROBE_SECONDS

    def refuse(self, error: StatusError, sent_at: float, now: float) -> None:
        """Starts a pause, or extends it.

        Requests that were sent together and refused together count as one refusal. The pause is at
        least as long as `Retry-After`, unless that is zero.
        """
        if sent_at >= self.end or not self.refusals:
            self.refusals += 1
        usual = PAUSE_SECONDS[min(self.refusals, len(PAUSE_SECONDS)) - 1]
        asked = error.retry_after or usual
        seconds = asked if self.refusals == 1 else max(asked, usual)
        self.end = max(self.end, now + min(seconds, MAX_PAUSE_SECONDS))
        self.problem = error.problem

    def serve(self, sent_at: float) -> None:
        """Forgets the refusals if the served request was sent after the pause."""
        if sent_at >= self.end:
            self.refusals = 0


class PathLimit:
    """The limit of one path. Requests take its `lock` in order of arrival."""

    def __init__(self, limit: int) -> None:
        self.window = SlidingWindow(limit, WINDOW_SECONDS)
        self.pause = Pause()
        self.lock = asyncio.Lock()

    def is_idle(self, now: float) -> bool:
        """Returns whether it holds no state, so that it can be forgotten."""
        return not self.lock.locked() and self.pause.end <= now and self.window.is_empty(now)


class RateLimiter:
    """The limits of all paths, and the pause that holds up every path."""

    def __init__(self) -> None:
        self._paths: dict[str, PathLimit] = {}
        """The limits by path, the most recently used one last."""
        self._all_paths = Pause()

    def __len__(self) -> int:
        """Returns the number of remembered paths."""
        return len(self._paths)

    def limit_of(self, request: Request, now: float) -> PathLimit:
        """Returns the limit of the path, and forgets paths that have been idle for a window."""
        limit = self._paths.pop(request.path, None) or PathLimit(request.limit)
        for path in [*islice(self._paths, 2)]:  # the longest unused ones
            if self._paths[path].is_idle(now):
                del self._paths[path]
        self._paths[request.path] = limit
        return limit

    def reserve(self, limit: PathLimit, now: float) -> float:
        """Returns when a request to the path may be sent. If that is now, counts it as sent."""
        free_at = max(
            limit.window.free_at(now), limit.pause.free_at(now), self._all_paths.free_at(now)
        )
        if free_at <= now:
            limit.window.add(now)
            limit.pause.begin(now)
            self._all_paths.begin(now)
        return free_at

    def refuse(self, request: Request, error: StatusError, sent_at: float, now: float) -> None:
        """Records a 429."""
        limit = self.limit_of(request, now)
        limit.pause.refuse(error, sent_at, now)
        if self._all_paths.refusals or request.path == SANDBOXES_PATH or self._is_general(now):
            self._all_paths.refuse(error, sent_at, now)

    def _is_general(self, now: float) -> bool:
        """Returns whether pauses hold up several paths."""
        return sum(limit.pause.end > now for limit in self._paths.values()) > 1

    def seconds_left(self, request: Request, now: float) -> float:
        """Returns the seconds until no pause holds the request up."""
        return max(self.limit_of(request, now).pause.end, self._all_paths.end) - now

    def serve(self, limit: PathLimit, sent_at: float) -> None:
        """Records an answer of the API, such as a sandbox or a 404."""
        limit.pause.serve(sent_at)
        self._all_paths.serve(sent_at)

    def problem(self, limit: PathLimit, now: float) -> str:
        """Returns the problem behind the current pause; empty if there is no pause."""
        last = max(limit.pause, self._all_paths, key=lambda pause: pause.end)
        return last.problem if last.end > now else ""
