"""How many requests are served in a window of time, and what a refused one is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from primeintellect_simulator.checks import check_choice, check_number, check_whole, require

Window: TypeAlias = Literal["sliding", "fixed"]
WINDOWS: tuple[Window, ...] = ("sliding", "fixed")

RetryAfter: TypeAlias = Literal["seconds", "date", "absent"]
RETRY_AFTER_FORMS: tuple[RetryAfter, ...] = ("seconds", "date", "absent")


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Rate limits, each for every key apart; None serves any number of requests.

    Attributes:
        max_list_requests: List requests per key.
        max_get_requests: Requests for one sandbox, per key and sandbox.
        window_seconds: The length of the window.
        window: ``sliding`` counts the requests of the last seconds. ``fixed`` counts anew whenever
            the clock reaches a multiple of the window's length.
        retry_after: What a 429 has in ``Retry-After``: whole ``seconds``, or a ``date`` beside a
            ``Date``; with ``absent``, it has none.

    Raises:
        ValueError: For a limit below one, a window without length, or an unknown choice; also for
            a ``retry_after`` that no request can ever meet.
    """

    max_list_requests: int | None = 1000
    max_get_requests: int | None = 300
    window_seconds: float = 60.0
    window: Window = "sliding"
    retry_after: RetryAfter = "seconds"

    def __post_init__(self) -> None:
        for name in ("max_list_requests", "max_get_requests"):
            if getattr(self, name) is not None:
                check_whole(name, getattr(self, name), minimum=1)
        check_number("window_seconds", self.window_seconds, above=0)
        check_choice("window", self.window, WINDOWS)
        check_choice("retry_after", self.retry_after, RETRY_AFTER_FORMS)
        unlimited = self.max_list_requests is None and self.max_get_requests is None
        plain = (self.window, self.retry_after) == ("sliding", "seconds")
        require(plain or not unlimited, "window and retry_after need a limit")


DOCUMENTED_LIMITS = Limits()
NO_LIMITS = Limits(max_list_requests=None, max_get_requests=None)
