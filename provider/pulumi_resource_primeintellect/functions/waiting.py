"""Waits until a sandbox has one of certain states."""

from __future__ import annotations

import random
from functools import partial
from typing import TYPE_CHECKING

from pulumi_python_provider import Arguments
from pydantic import Field

from pulumi_resource_primeintellect.api.field_types import SandboxStatus, Status
from pulumi_resource_primeintellect.errors import NoMatchError, WaitError
from pulumi_resource_primeintellect.functions.texts import Visible

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from pulumi_python_provider import Context
    from pydantic import JsonValue

    from pulumi_resource_primeintellect.api.client import Client
    from pulumi_resource_primeintellect.api.sandboxes import Sandbox

    LookUp = Callable[[str | None], Awaitable[Sandbox]]

FINAL_STATUSES = frozenset(
    status.value
    for status in (SandboxStatus.ERROR, SandboxStatus.TERMINATED, SandboxStatus.TIMEOUT)
)
DEFAULT_WAIT_SECONDS = 600
MAX_WAIT_SECONDS = 86_400
FIRST_PAUSE_SECONDS = 1.0
MAX_PAUSE_SECONDS = 10.0
PAUSE_GROWTH = 1.5
JITTER = 0.25
"""Part of a pause by which it may be shorter or longer."""


class WaitArguments(Arguments):
    """What to wait for, and how long."""

    waitForStatuses: list[Visible[Status]] | None = Field(
        None,
        min_length=1,
        description="Waits until the status of the sandbox is one of these, also in a preview. "
        "With a name or conditions, it waits until a sandbox meets them, too. Fails at once when "
        "the sandbox is ERROR, TERMINATED or TIMEOUT, unless that is one of them.",
    )
    waitTimeout: float | None = Field(
        None,
        ge=1,
        le=MAX_WAIT_SECONDS,
        description="Seconds to wait for `waitForStatuses`, from 1 to "
        f"{MAX_WAIT_SECONDS:,}. Defaults to {DEFAULT_WAIT_SECONDS}. The provider's "
        "`invokeTimeout` does not cut it short.",
    )

    @classmethod
    def conflicts(cls, given: Mapping[str, JsonValue]) -> list[str]:
        """Refuses a time to wait for nothing."""
        alone = "waitTimeout" in given and "waitForStatuses" not in given
        problem = "`waitTimeout` can only be used with `waitForStatuses`"
        return [*super().conflicts(given), *([problem] if alone else [])]


class Wait:
    """One wait, and what it has seen so far."""

    def __init__(self, arguments: WaitArguments, context: Context[Client]) -> None:
        self._statuses = arguments.waitForStatuses or []
        self._seconds = arguments.waitTimeout or DEFAULT_WAIT_SECONDS
        self._client, self._log, self._quote = context.client, context.log, context.quote
        self._seen: Sandbox | None = None
        self._state = "no sandbox was seen"
        self._since = self._client.clock()

    async def run(self, look_up: LookUp, sandbox_id: str | None, search: str) -> Sandbox:
        """Looks up a sandbox until it has one of the states; without its ID, by searching for it.

        Waits that have the same ID, or else the same `search`, share requests.

        Raises:
            WaitError: when it has another final state, or the time is over.
        """
        end, pause = self._since + self._seconds, 0.0
        while True:
            key = f"search {search}" if sandbox_id is None else f"sandbox {sandbox_id}"
            try:
                sandbox = await self._client.polls.share(
                    key if pause else f"{key} at once",
                    _with_jitter(pause),
                    partial(look_up, sandbox_id),
                    timeout=end - self._client.clock(),
                )
            except TimeoutError:
                raise self._too_late() from None
            except NoMatchError as error:
                self._see(None, str(error))
            else:
                self._see(sandbox, sandbox.status or "without a status")
                if sandbox.status in self._statuses:
                    return sandbox
                if sandbox.status in FINAL_STATUSES:
                    raise self._final(sandbox)
                sandbox_id = sandbox.id
            if self._client.clock() >= end:
                raise self._too_late()
            pause = min(max(FIRST_PAUSE_SECONDS, pause * PAUSE_GROWTH), MAX_PAUSE_SECONDS)

    def _see(self, sandbox: Sandbox | None, state: str) -> None:
        """Shows what was seen, and for how long it has been so."""
        if (sandbox is None) != (self._seen is None) or state != self._state:
            self._since = self._client.clock()
        self._seen, self._state = sandbox, state
        seconds = f"for {self._client.clock() - self._since:.0f} s"
        if sandbox is None:
            self._log.status(f"no sandbox meets the conditions {seconds}")
        else:
            self._log.status(f"{self._quote(sandbox.id)} is {self._quote(state)} {seconds}")

    def _too_late(self) -> WaitError:
        after = f"after {self._seconds:g} s of `waitTimeout`"
        if self._seen is None:
            return WaitError(f"no match {after}: {self._state}")
        return WaitError(
            f'sandbox "{self._quote(self._seen.id)}" is still {self._quote(self._state)} {after}, '
            f"not {self._wanted}"
        )

    def _final(self, sandbox: Sandbox) -> WaitError:
        told = [text for text in (sandbox.errorType, sandbox.errorMessage) if text]
        reason = f" ({self._quote(': '.join(told))})" if told else ""
        return WaitError(
            f'sandbox "{self._quote(sandbox.id)}" is {sandbox.status}{reason} and will not be '
            f"{self._wanted}"
        )

    @property
    def _wanted(self) -> str:
        return " or ".join(self._quote(status) for status in self._statuses)


def _with_jitter(pause: float) -> float:
    factor = random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311  # no secret
    return min(pause * factor, MAX_PAUSE_SECONDS)
