"""Takes sandboxes through statuses while a client reads them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from primeintellect_simulator.checks import check_number, check_whole, require
from primeintellect_simulator.timestamps import timestamp

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from primeintellect_simulator.schema import JSON, Sandbox

_NOT_STARTED = ("PENDING", "PROVISIONING")
_ENDED = ("ERROR", "TERMINATED", "TIMEOUT")


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A status that a sandbox has for some time: by default, for one request.

    Attributes:
        status: Any text.
        requests: How many requests see the status: those for the sandbox, and all list requests.
        seconds: How long the stage lasts on the simulator's clock, instead of `requests`.
        error_type: The value of `errorType`.
        error_message: The value of `errorMessage`.
        fields: Further fields to send.

    Raises:
        ValueError: For both lengths, an invalid length, or an `id` among the fields.
    """

    status: str
    requests: int | None = None
    seconds: float | None = None
    error_type: str | None = None
    error_message: str | None = None
    fields: Mapping[str, JSON] = field(default_factory=dict)

    def __post_init__(self) -> None:
        require(self.requests is None or self.seconds is None, "a stage has requests or seconds")
        if self.requests is not None:
            check_whole("requests", self.requests, minimum=1)
        if self.seconds is not None:
            check_number("seconds", self.seconds, above=0)
        require("id" not in self.fields, "a stage cannot change the id")

    @property
    def lasts(self) -> bool:
        """Whether the stage has a length."""
        return self.requests is not None or self.seconds is not None

    def applied_to(self, sandbox: Sandbox, now: str) -> Sandbox:
        """Returns the sandbox as it is from now on."""
        started = None if self.status in _NOT_STARTED else sandbox.get("startedAt") or now
        has_ended = self.status in _ENDED
        return {
            **sandbox,
            "status": self.status,
            "updatedAt": now,
            "startedAt": started,
            "terminatedAt": now if has_ended else None,
            "exitCode": sandbox.get("exitCode") if has_ended else None,
            "errorType": self.error_type,
            "errorMessage": self.error_message,
            **self.fields,
        }


class Lifecycle:
    """The stages of one sandbox, one after the other; the last one stays.

    Args:
        stages: The stages in order.
        began: The start of the first stage, in seconds on the simulator's clock.

    Raises:
        ValueError: Without stages, or for a last stage with a length.
    """

    def __init__(self, stages: Sequence[Stage], *, began: float) -> None:
        require(stages, "a lifecycle needs stages")
        require(not stages[-1].lasts, "the last stage stays: it has neither requests nor seconds")
        self._stages = list(stages)
        self._began = began
        self._requests = 0
        self._applied: Stage | None = None

    def advance(self, sandbox: Sandbox, *, time: float, now: datetime) -> Sandbox:
        """Counts a request, and returns the sandbox as that request sees it."""
        while len(self._stages) > 1 and self._is_over(self._stages[0], time):
            del self._stages[0]
        self._requests += 1
        if self._applied is self._stages[0]:
            return sandbox
        self._applied = self._stages[0]
        return self._applied.applied_to(sandbox, timestamp(now))

    def _is_over(self, stage: Stage, time: float) -> bool:
        if stage.seconds is not None:
            is_over = time >= self._began + stage.seconds
            self._began += stage.seconds if is_over else 0
        else:
            is_over = self._requests >= (stage.requests or 1)
            self._began = time if is_over else self._began
        if is_over:
            self._requests = 0
        return is_over
