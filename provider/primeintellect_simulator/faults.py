"""Faults that a test scripts for later requests."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

from primeintellect_simulator.checks import check_choice, check_number, require

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

DeliveryMode: TypeAlias = Literal["whole", "cut", "stalled", "dropped"]
DELIVERY_MODES: tuple[DeliveryMode, ...] = get_args(DeliveryMode)

_BODILESS_STATUSES = (204, 205, 304)


@dataclass(frozen=True, kw_only=True)
class Fault:
    """A fault in one request, instead of or in addition to the ordinary response.

    Attributes:
        status: Respond with this status, `headers` and `body`; None sends the ordinary
            response with the `headers` added.
        headers: The response's headers.
        body: The body to send with the `status`; None sends the ordinary response's body.
        echo_authorization: Append the request's `Authorization` header to the body.
        replay: Send the previous request's response again, if there was one.
        delay_seconds: Seconds that pass before the response.
        delivery: How much of the response arrives. `whole`: all of it. `cut`: half of the body,
            then the connection closes. `stalled`: half of the body, then nothing until the
            client disconnects. `dropped`: nothing, the connection closes.
        path: A regular expression to search in a request's path; empty matches any.

    Raises:
        ValueError: For values out of range, and for switches that contradict each other.
    """

    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = b""
    echo_authorization: bool = False
    replay: bool = False
    delay_seconds: float = 0.0
    delivery: DeliveryMode = "whole"
    path: str = ""

    def __post_init__(self) -> None:
        require(
            self.status is None or self.status in range(200, 1000),
            f"status must be from 200 to 999: {self.status}",
        )
        check_number("delay_seconds", self.delay_seconds)
        check_choice("delivery", self.delivery, DELIVERY_MODES)
        has_body = bool(self.body) or self.echo_authorization
        require(self.status is not None or not has_body, "a body needs a status")
        require(
            self.body is not None or self.status not in _BODILESS_STATUSES,
            f"a response with status {self.status} has no body",
        )
        require(not (self.replay and self.status), "replay sends the status that was sent before")
        try:
            re.compile(self.path)
        except re.error as error:
            raise ValueError(f"path must be a regular expression: {self.path!r}: {error}") from None


NO_FAULT = Fault()


def no_fault(_path: str) -> Fault:
    """Returns no fault, whatever the path."""
    return NO_FAULT


class Script:
    """A queue of faults, each consumed by the first request that it matches. Thread-safe.

    Args:
        choose: Chooses the fault of a request by its path, if none in the queue matches.
    """

    def __init__(self, choose: Callable[[str], Fault] = no_fault) -> None:
        self._choose = choose
        self._faults: list[Fault] = []
        self._lock = Lock()

    def extend(self, *faults: Fault) -> None:
        """Adds faults to the end of the queue."""
        with self._lock:
            self._faults.extend(faults)

    def take(self, path: str) -> Fault:
        """Removes and returns the first fault that matches the path, or chooses one."""
        with self._lock:
            for index, fault in enumerate(self._faults):
                if re.search(fault.path, path):
                    return self._faults.pop(index)
        return self._choose(path)
