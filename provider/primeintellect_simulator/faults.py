"""Faults a test scripts for the requests to come."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

DeliveryMode: TypeAlias = Literal["whole", "cut", "stalled", "dropped"]


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What happens to one request instead of, or on top of, the ordinary answer.

    Attributes:
        status: Answer with this status, ``headers`` and ``body``; None gives the ordinary answer.
        headers: The scripted answer's headers.
        body: The scripted answer's body.
        echo_authorization: Append the request's ``Authorization`` header to the scripted body.
        delay_seconds: Seconds that pass before the answer.
        delivery: How much of the answer arrives. ``whole``: all of it. ``cut``: half of the body,
            then the connection closes. ``stalled``: half of the body, then nothing, until the
            client hangs up. ``dropped``: nothing at all, the connection closes.
        path: A regular expression found in the path of the requests meant; empty means any.
    """

    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    echo_authorization: bool = False
    delay_seconds: float = 0.0
    delivery: DeliveryMode = "whole"
    path: str = ""


NO_FAULT = Fault()


class Script:
    """A queue of faults, each consumed by the first request it is meant for; thread-safe."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._lock = Lock()

    def extend(self, *faults: Fault) -> None:
        """Put faults at the end of the queue."""
        with self._lock:
            self._faults.extend(faults)

    def take(self, path: str) -> Fault:
        """Take the first fault meant for the path, or no fault."""
        with self._lock:
            for index, fault in enumerate(self._faults):
                if re.search(fault.path, path):
                    return self._faults.pop(index)
        return NO_FAULT
