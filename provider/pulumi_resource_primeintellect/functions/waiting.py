"""Waits until a sandbox has one of the wanted statuses."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable, Hashable, Iterator, Mapping
from functools import partial
from http import HTTPStatus
from itertools import chain
from typing import Annotated

from pulumi_python_provider import Arguments, Context, Redactor
from pulumi_python_provider.messages import Quote
from pydantic import AfterValidator, Field, JsonValue

from pulumi_resource_primeintellect.api.client import Client
from pulumi_resource_primeintellect.api.explanations import (
    EXPLANATION_FIELDS,
    SECRETS,
    VARIABLES,
    hide,
    secret_values,
)
from pulumi_resource_primeintellect.api.field_types import FINAL_STATUSES
from pulumi_resource_primeintellect.api.sandboxes import Sandbox
from pulumi_resource_primeintellect.errors import (
    ApiError,
    DeadlineError,
    NoMatchError,
    StatusError,
    UnreadableFieldError,
    WaitError,
)
from pulumi_resource_primeintellect.functions import properties
from pulumi_resource_primeintellect.functions.texts import StatusName

LookUp = Callable[[str | None], Awaitable[Sandbox]]

DEFAULT_WAIT_SECONDS = 600
MAX_WAIT_SECONDS = 86_400
FIRST_PAUSE_SECONDS = 1.0
MAX_PAUSE_SECONDS = 10.0
PAUSE_GROWTH = 1.5
LAST_LOOKUP_SECONDS = 5.0
"""Time for a lookup that begins at the end of the wait, or shortly before."""

JITTER = 0.25
"""The largest random change of a pause, as a fraction of it."""

MAX_SEARCHED_CHARACTERS = 10_000
"""Characters of environment variables to search for in an explanation. That takes 0.1 s."""


def _not_empty(statuses: list[str]) -> list[str]:
    if not statuses:
        raise ValueError("must have at least one status")
    return statuses


class WaitArguments(Arguments):
    """What to wait for, and how long."""

    waitForStatuses: Annotated[list[StatusName], AfterValidator(_not_empty)] | None = Field(
        None,
        description="Waits until the status of the sandbox is one of these, even in a preview. "
        "With a name or conditions, it also waits until a sandbox meets them, and then for that "
        "sandbox, even if it no longer meets them. Fails at once if "
        "the sandbox is ERROR, TERMINATED or TIMEOUT, unless you wait for that status.",
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
    def conflicts(cls, given: Mapping[str, JsonValue]) -> Iterator[str]:
        """Rejects a timeout without statuses to wait for."""
        yield from super().conflicts(given)
        if "waitTimeout" in given and "waitForStatuses" not in given:
            yield "`waitTimeout` can only be used with `waitForStatuses`"


class Wait:
    """One wait, with the state that the last lookup found."""

    def __init__(self, arguments: WaitArguments, context: Context[Client]) -> None:
        self._statuses = arguments.waitForStatuses or []
        self._seconds = arguments.waitTimeout or DEFAULT_WAIT_SECONDS
        self._client, self._log, self._quote = context.client, context.log, context.quote
        self._seen: Sandbox | None = None
        self._state: str | None = None
        """The last status of the sandbox, None if there is no sandbox yet."""
        self._problem = "no response yet"
        """The reason why the last lookup failed; empty if it succeeded."""
        self._since = self._client.clock()

    async def run(self, look_up: LookUp, sandbox_id: str | None, search: str) -> Sandbox:
        """Looks up a sandbox, by ID or by a search, until it has one of the wanted statuses.

        Waits that have the same ID, or else the same `search`, share requests. The last lookup
        starts when the time is over, so that its result is not outdated.

        Raises:
            WaitError: when the sandbox has another final status or is gone, or the time is over.
        """
        end, pause = self._since + self._seconds, 0.0
        while True:
            key = (search if sandbox_id is None else "", sandbox_id)
            try:
                sandbox = await self._look_up(partial(look_up, sandbox_id), key, pause, end)
            except TimeoutError:
                self._problem = self._problem or "no response"
                raise self._too_late(sandbox_id) from None
            except NoMatchError as error:
                self._see(None, str(error))
            except ApiError as error:
                self._pass_over(error)
            else:
                self._see(sandbox)
                if (status := properties.status(sandbox)) in self._statuses:
                    return sandbox
                if status in FINAL_STATUSES:
                    raise self._final(sandbox)
                sandbox_id = sandbox.id
            if self._client.clock() >= end:
                raise self._too_late(sandbox_id)
            pause = min(max(FIRST_PAUSE_SECONDS, pause * PAUSE_GROWTH), MAX_PAUSE_SECONDS)

    async def _look_up(
        self, look_up: Callable[[], Awaitable[Sandbox]], key: Hashable, pause: float, end: float
    ) -> Sandbox:
        """Looks up once, after the pause or at the end of the wait. Shares requests with others.

        Raises:
            TimeoutError: when there is no result in time.
        """
        left = end - self._client.clock()
        delay = min(_with_jitter(pause), left)
        return await self._client.polls.share(
            (key, pause > 0),  # the first lookup waits for no other one
            delay,
            look_up,
            timeout=max(left, delay + LAST_LOOKUP_SECONDS),
        )

    def _pass_over(self, error: ApiError) -> None:
        """Records a failure that can pass with time.

        Raises:
            ApiError: when it cannot pass.
            WaitError: when the sandbox is gone.
        """
        if self._seen and isinstance(error, StatusError) and error.is_gone:
            raise WaitError(
                f'sandbox "{self._id}" was {self._quote(self._state or "")} when last seen, and '
                "the API now answers that it does not exist"
            ) from None
        if not _can_pass(error):
            raise error
        self._problem = hide(error.problem, _secrets(self._seen) if self._seen else {})
        self._log.status(f"still waiting{self._after}: {self._problem}")

    def _see(self, sandbox: Sandbox | None, problem: str = "") -> None:
        """Records the result of a lookup, and shows the status and how long it has lasted."""
        state = None if sandbox is None else _read_status(sandbox, self._quote)
        if state != self._state:
            self._since = self._client.clock()
        self._seen, self._state, self._problem = sandbox, state, problem
        still = "still " if self._after else ""
        if state:
            self._log.status(f"{self._id} is {still}{self._quote(state)}{self._after}")
        else:
            self._log.status(f"{still}no sandbox meets the conditions{self._after}")

    @property
    def _after(self) -> str:
        """How long the state has lasted, as the end of a sentence; empty if it is new."""
        seconds = round(self._client.clock() - self._since)
        return f" after {seconds} s" if seconds else ""

    def _too_late(self, sandbox_id: str | None) -> WaitError:
        after = f"after {self._seconds:g} s of `waitTimeout`"
        if self._state is None:
            if sandbox_id is None:
                return WaitError(f"no match {after}: {self._problem}")
            name = f'sandbox "{self._quote(sandbox_id)}"'
            return WaitError(f"cannot tell the status of {name} {after}: {self._problem}")
        state = self._quote(self._state)
        if self._problem:
            return WaitError(
                f'sandbox "{self._id}" was {state} when last seen, not {self._wanted}; the last '
                f"problem {after}: {self._problem}"
            )
        return WaitError(f'sandbox "{self._id}" is still {state} {after}, not {self._wanted}')

    def _final(self, sandbox: Sandbox) -> WaitError:
        texts = _explanations(sandbox)
        reason = f" ({self._quote(': '.join(texts))})" if texts else ""
        return WaitError(
            f'sandbox "{self._id}" is {sandbox.status}{reason} and will not be {self._wanted}'
        )

    @property
    def _id(self) -> str:
        return self._quote(self._seen.id) if self._seen else ""

    @property
    def _wanted(self) -> str:
        return " or ".join(self._quote(status) for status in self._statuses)


def _can_pass(error: ApiError) -> bool:
    """Returns whether an error can pass with time, such as a conflict with the sandbox's status."""
    is_conflict = isinstance(error, StatusError) and error.status == HTTPStatus.CONFLICT
    return error.transient or is_conflict or isinstance(error, DeadlineError)


def _read_status(sandbox: Sandbox, quote: Quote) -> str:
    try:
        return sandbox.status or "without a status"
    except UnreadableFieldError as error:
        raise WaitError(
            f'cannot wait for sandbox "{quote(sandbox.id)}": {error}. Leave out `waitForStatuses`.'
        ) from None


def _explanations(sandbox: Sandbox) -> list[str]:
    """Returns why the sandbox ended, without texts that have secret values."""
    secrets, redactor = _secrets(sandbox), Redactor()
    is_unknown = not sandbox.flaws.keys().isdisjoint({VARIABLES, SECRETS})
    if is_unknown or sum(map(len, secrets)) > MAX_SEARCHED_CHARACTERS:
        return []
    for value, name in secrets.items():
        redactor.add(name, value)
    texts = (getattr(sandbox.readable, field) for field in EXPLANATION_FIELDS)
    return [text for text in texts if text and not redactor.finds_secret(text)]


def _secrets(sandbox: Sandbox) -> dict[str, str]:
    """Returns the secret values that the API sent, and the name of each."""
    return dict(chain.from_iterable(map(secret_values, sandbox.secret_sources)))


def _with_jitter(pause: float) -> float:
    factor = random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311  # no secret
    return min(pause * factor, MAX_PAUSE_SECONDS)
