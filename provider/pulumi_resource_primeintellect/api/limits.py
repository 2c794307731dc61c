"""When a request may be sent: the API's documented limits, and pauses after refusals. No I/O.

The API counts requests to each path in windows of 60 seconds. A 429 for one sandbox is about that
path; after one for a list, or for several paths at a time, all requests wait.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING

from pulumi_resource_primeintellect.api.requests import RATE_WINDOW_SECONDS, SANDBOXES_PATH

if TYPE_CHECKING:
    from pulumi_resource_primeintellect.api.requests import Request
    from pulumi_resource_primeintellect.errors import StatusError

WINDOW_SECONDS = RATE_WINDOW_SECONDS + 1.0
"""A little longer than the API's window, since requests arrive later than they are sent."""

PAUSE_SECONDS = (5.0, 10.0, 20.0, 30.0)
"""Pauses after refusals in a row; the last one again and again. Their sum is more than a window."""

PROBE_SECONDS = 1.0
"""Time between requests after a pause, until one of them is served."""

MAX_PAUSE_SECONDS = 86400.0
"""One absurd response must not stop requests for ever."""


class SlidingWindow:
    """Lets at most `limit` requests begin in any `seconds`.

    A leaky bucket, which libraries offer, would let twice the limit through in one window, or spend
    half of it in the long run.
    """

    def __init__(self, limit: int, seconds: float) -> None:
        self._seconds = seconds
        self._begun: deque[float] = deque(maxlen=limit)

    def free_at(self, now: float) -> float:
        """Returns when the next request may begin."""
        is_full = len(self._begun) == self._begun.maxlen
        return max(now, self._begun[0] + self._seconds) if is_full else now

    def add(self, now: float) -> None:
        """Counts a request that begins now."""
        self._begun.append(now)

    def is_empty(self, now: float) -> bool:
        """Returns whether no request of the window before now counts any more."""
        return not self._begun or self._begun[-1] + self._seconds <= now


class Pause:
    """Holds requests up after refusals, longer each time, until one of them is served."""

    def __init__(self) -> None:
        self.end = 0.0
        self.problem = ""
        """What the last refusal said."""
        self.refusals = 0
        """How many there were in a row."""
        self._next = 0.0

    def free_at(self, now: float) -> float:
        """Returns when the next request may begin; after a pause, they try one at a time."""
        return max(now, self.end, self._next if self.refusals else now)

    def begin(self, now: float) -> None:
        """Takes note of a request that begins now."""
        self._next = now + PROBE_SECONDS

    def refuse(self, error: StatusError, sent_at: float, now: float) -> None:
        """Begins a pause, or extends it.

        Requests that were sent together and refused together count as one refusal. What the API
        asks for is the least that is waited; zero seconds count as nothing asked.
        """
        if sent_at >= self.end:
            self.refusals += 1
        usual = PAUSE_SECONDS[min(self.refusals, len(PAUSE_SECONDS)) - 1]
        asked = error.retry_after or usual
        seconds = asked if self.refusals == 1 else max(asked, usual)
        self.end = max(self.end, now + min(seconds, MAX_PAUSE_SECONDS))
        self.problem = error.problem

    def serve(self, sent_at: float) -> None:
        """Ends the trying: a request that was sent after the pause was served."""
        if sent_at >= self.end:
            self.refusals = 0


class PathLimit:
    """What one path allows. Requests to it pass the `gate` in their order."""

    def __init__(self, limit: int) -> None:
        self.window = SlidingWindow(limit, WINDOW_SECONDS)
        self.pause = Pause()
        self.gate = asyncio.Lock()

    def is_idle(self, now: float) -> bool:
        """Returns whether a new one would be the same."""
        return not self.gate.locked() and self.pause.end <= now and self.window.is_empty(now)


class RateLimiter:
    """What all paths allow, each by itself and all together."""

    def __init__(self) -> None:
        self._paths: dict[str, PathLimit] = {}
        """The path that was used last comes last."""
        self._everything = Pause()

    def __len__(self) -> int:
        """Returns how many paths are remembered."""
        return len(self._paths)

    def limit_of(self, request: Request, now: float) -> PathLimit:
        """Returns what the path allows, and forgets paths that have been idle for a window."""
        limit = self._paths.pop(request.path, None) or PathLimit(request.limit)
        for path in [path for path, _ in zip(self._paths, range(2), strict=False)]:
            if self._paths[path].is_idle(now):
                del self._paths[path]
        self._paths[request.path] = limit
        return limit

    def reserve(self, limit: PathLimit, now: float) -> float:
        """Returns when a request to the path may be sent; if that is now, it counts as sent."""
        free_at = max(
            limit.window.free_at(now), limit.pause.free_at(now), self._everything.free_at(now)
        )
        if free_at <= now:
            limit.window.add(now)
            limit.pause.begin(now)
            self._everything.begin(now)
        return free_at

    def refuse(self, request: Request, error: StatusError, sent_at: float, now: float) -> None:
        """Takes note of a 429."""
        limit = self.limit_of(request, now)
        limit.pause.refuse(error, sent_at, now)
        if self._everything.refusals or request.path == SANDBOXES_PATH or self._is_general(now):
            self._everything.refuse(error, sent_at, now)

    def _is_general(self, now: float) -> bool:
        """Returns whether several paths are held up."""
        return sum(limit.pause.end > now for limit in self._paths.values()) > 1

    def pause(self, request: Request, now: float) -> float:
        """Returns the seconds until the end of pauses that hold the request up."""
        return max(self.limit_of(request, now).pause.end, self._everything.end) - now

    def serve(self, limit: PathLimit, sent_at: float) -> None:
        """Takes note of a response that is no 429."""
        limit.pause.serve(sent_at)
        self._everything.serve(sent_at)

    def problem(self, limit: PathLimit, now: float) -> str:
        """Returns what the refusal said whose pause is in force; empty if there is none."""
        last = max(limit.pause, self._everything, key=lambda pause: pause.end)
        return last.problem if last.end > now else ""
