"""Defines rate limits, and the `Retry-After` of a refused request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from primeintellect_simulator.checks import check_choice, check_number, check_whole, require

Window: TypeAlias = Literal["sliding", "fixed"]
WINDOWS: tuple[Window, ...] = get_args(Window)

RetryAfter: TypeAlias = Literal["seconds", "date", "absent"]
RETRY_AFTER_FORMS: tuple[RetryAfter, ...] = get_args(RetryAfter)


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Rate limits, counted separately for each key; None means no limit.

    Attributes:
        max_list_requests: List requests per key.
        max_get_requests: Requests for one sandbox, per key and sandbox.
        window_seconds: The length of the window.
        window: `sliding` counts the requests of the last seconds. `fixed` restarts counting
            whenever the clock reaches a multiple of the window's length.
        retry_after: The `Retry-After` of a 429: whole `seconds`, a `date` together with a
            `Date` header, or `absent`.

    Raises:
        ValueError: For a limit below one, a window without length, or an unknown choice; also for
            a `window` or `retry_after` without any limit.
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
