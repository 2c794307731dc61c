"""How requests are made: again, in time, at the API's pace, and once for all who want the same."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from anyio import CancelScope
from pulumi_python_provider import ProviderError
from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception,
    stop_after_attempt,
)

from pulumi_resource_primeintellect.api.answers import body_of
from pulumi_resource_primeintellect.api.requests import WINDOW
from pulumi_resource_primeintellect.api.retry import (
    TOO_MANY_REQUESTS,
    Pace,
    pause,
    worth_another_try,
)
from pulumi_resource_primeintellect.api.transport import Transport
from pulumi_resource_primeintellect.errors import ApiError, DeadlineError, StatusError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from pulumi_python_provider import Log, Redactor

    from pulumi_resource_primeintellect.api.requests import Request
    from pulumi_resource_primeintellect.settings import PrimeSettings

T = TypeVar("T")

MARGIN = 1.0
"""Seconds added to the API's window, since requests arrive later than they are sent."""

NOTICEABLE = 1.0
"""Seconds of waiting from which the user is told."""

DEFAULT_PAUSE = 1.0
"""Seconds that all requests wait after a 429 that does not say how long."""

LONGEST_PAUSE = 86400.0
"""Seconds that they wait at most: one absurd answer must not stop requests for ever."""

LATER = "Set invokeTimeout higher, or try again later."


NOTHING_YET = "no answer yet"


@dataclass
class Effort:
    """How long a request may take, and what came of it so far. Knows nothing of its answer.

    Only its `scope` may end it: a cancelled task would leave its connection in use for ever, if it
    was just handing it back.
    """

    deadline: float
    scope: CancelScope = field(default_factory=CancelScope)
    tries: int = 0
    problem: str = NOTHING_YET


@dataclass
class Flight(Generic[T]):
    """A request that is being made, for as many callers as want its answer."""

    effort: Effort
    task: asyncio.Task[T]
    waiting: int = 0


@dataclass
class Lane:
    """The requests to one path: in turn, each passes the gate when the pace allows it."""

    pace: Pace
    gate: asyncio.Lock = field(default_factory=asyncio.Lock)


class Client:
    """Sends the provider's requests, all of them GETs.

    A request is sent again when no complete answer arrived (no connection, `requestTimeout` over,
    cut off, not JSON) and on the statuses 408, 425, 429, 500, 502, 503, 504 and 520-526: at most
    `maxRetries` times, and never so late that `invokeTimeout` would end before the next try.
    Between tries it waits as long as `Retry-After` says, or else a random time that grows
    exponentially. After a 429 all other requests wait, too. Requests keep to the API's documented
    limits by themselves; at most `maxConcurrency` are under way at once, and callers that ask for
    the same at the same time share one.
    """

    def __init__(  # noqa: PLR0913  # clock, sleep and date are for tests
        self,
        settings: PrimeSettings,
        log: Log,
        redactor: Redactor,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        now: Callable[[], datetime] = lambda: datetime.now(timezone.utc),
    ) -> None:
        self.log = log
        self.redactor = redactor
        self.team_id = settings.teamId
        self._settings = settings
        self.clock, self._sleep, self._now = clock, sleep, now
        self._slots = asyncio.Semaphore(settings.maxConcurrency)
        self._lanes: dict[str, Lane] = {}
        self._resume = 0.0
        self._refusal = NOTHING_YET
        self._flights: dict[str, Flight[Any]] = {}
        self._closed = False
        self._transport = Transport(settings, redactor, log.debug if log.verbose else None)

    def call(self) -> Call:
        """Begins a call of a function: `invokeTimeout` counts from now."""
        return Call(self, self.clock() + self._settings.invokeTimeout)

    async def get(
        self, request: Request, decode: Callable[[Request, bytes], T], deadline: float
    ) -> T:
        """The decoded body of a successful answer.

        Raises:
            ApiError: when the last try has failed, or the deadline (on the clock) has come.
        """
        if self._closed:
            raise ProviderError(f"cannot {request.purpose}: the provider was reconfigured")
        flight: Flight[T] | None = self._flights.get(request.target)
        if flight is None:
            effort = Effort(deadline)
            task = asyncio.create_task(self._fly(effort, request, decode))
            task.add_done_callback(look_at)
            flight = self._flights[request.target] = Flight(effort, task)
        flight.effort.deadline = max(flight.effort.deadline, deadline)
        flight.waiting += 1
        try:
            await asyncio.wait([flight.task], timeout=deadline - self.clock())
            if flight.task.done():
                return flight.task.result()
            effort = flight.effort
            problem = f"no result within {self.allowed}, {effort.problem}"
            error = DeadlineError(request.purpose, problem, LATER)
            error.tries = effort.tries
            raise error
        finally:
            flight.waiting -= 1
            if not flight.waiting:
                self._flights.pop(request.target, None)
                flight.effort.scope.cancel()

    async def close(self) -> None:
        """Ends the requests under way, as cancelled ones, and the connections."""
        self._closed = True
        for flight in self._flights.values():
            flight.effort.scope.cancel()
        await self._transport.close()

    @property
    def allowed(self) -> str:
        """How long a call may take, in words."""
        return f"the {self._settings.invokeTimeout:g} s of invokeTimeout"

    async def _fly(
        self, effort: Effort, request: Request, decode: Callable[[Request, bytes], T]
    ) -> T:
        """Works until there is an answer or nobody wants it any more."""
        with effort.scope:
            return await self._persist(effort, request, decode)
        raise asyncio.CancelledError

    async def _persist(
        self, effort: Effort, request: Request, decode: Callable[[Request, bytes], T]
    ) -> T:
        """Tries until it has an answer, or it is not worth another try."""

        def too_late(state: RetryCallState) -> bool:
            return self.clock() + state.upcoming_sleep > effort.deadline

        def tell(state: RetryCallState) -> None:
            if state.upcoming_sleep > NOTICEABLE:
                self.log.status(f"trying again in {state.upcoming_sleep:.0f} s, {effort.problem}")

        most = stop_after_attempt(self._settings.maxRetries + 1)
        retrying = AsyncRetrying(
            stop=lambda state: most(state) or too_late(state),
            retry=retry_if_exception(worth_another_try),
            wait=pause,
            before_sleep=tell,
            sleep=self._sleep,
            reraise=True,
        )
        try:
            async for attempt in retrying:
                with attempt:
                    answer = await self._try(effort, request, decode)
        except ApiError as error:
            error.tries = effort.tries
            if error.transient and effort.tries <= self._settings.maxRetries:
                error.advice += f" Another try would come after {self.allowed}."
            raise
        return answer

    async def _try(
        self, effort: Effort, request: Request, decode: Callable[[Request, bytes], T]
    ) -> T:
        lane = self._lanes.setdefault(request.path, Lane(Pace(request.limit, WINDOW + MARGIN)))
        async with lane.gate:
            await self._begin(effort, request, lane.pace)
        try:
            effort.tries += 1
            answer = await self._transport.exchange(request)
            return decode(request, body_of(request, answer, self._transport.quoting, self._now()))
        except ApiError as error:
            effort.problem = f"last problem: {error.problem}"
            if isinstance(error, StatusError) and error.status == TOO_MANY_REQUESTS:
                seconds = min(error.retry_after or DEFAULT_PAUSE, LONGEST_PAUSE)
                self._resume = max(self._resume, self.clock() + seconds)
                self._refusal = f"before that, {error.problem}"
            raise
        finally:
            self._slots.release()

    async def _begin(self, effort: Effort, request: Request, pace: Pace) -> None:
        """Takes a slot when the API's limits and any pause that it has asked for are kept."""
        while True:
            await self._slots.acquire()
            now = self.clock()
            begin = pace.reserve(max(now, self._resume), now)
            if begin <= now:
                return
            self._slots.release()  # for others, whose limit it is not
            seconds = begin - now
            if begin > effort.deadline:
                refused = self._resume > now and not effort.tries
                cause = self._refusal if refused else effort.problem
                problem = (
                    f"the API's rate limit allows the next request in {seconds:.0f} s, after the "
                    f"end of {self.allowed}; {cause}"
                )
                raise DeadlineError(request.purpose, problem, LATER)
            if seconds > NOTICEABLE:
                self.log.status(f"keeping to the API's rate limit: continuing in {seconds:.0f} s")
            await self._sleep(seconds)


def look_at(done: asyncio.Future[T]) -> None:
    """Takes notice of an exception that nobody may wait for any more, or asyncio prints it."""
    if not done.cancelled():
        done.exception()


@dataclass(frozen=True)
class Call:
    """One call of a function: the client, and until when it may be used."""

    client: Client
    deadline: float

    @property
    def team_id(self) -> str | None:
        """The configured team."""
        return self.client.team_id

    @property
    def log(self) -> Log:
        """Where to tell the user how it goes."""
        return self.client.log

    def quote(self, text: str) -> str:
        """The text of others as a message may show it."""
        return self.client.redactor.quote(text)

    @property
    def time(self) -> float:
        """Now, on the clock of the deadline."""
        return self.client.clock()

    async def rest(self, request: Request) -> None:
        """Lets others go on, in the middle of work on an answer.

        Raises:
            DeadlineError: when the time for the call is over.
        """
        await asyncio.sleep(0)
        if self.time > self.deadline:
            problem = f"no result within {self.client.allowed}, for the selection takes long"
            advice = "Set invokeTimeout higher, or use a simpler pattern."
            raise DeadlineError(request.purpose, problem, advice)

    async def get(self, request: Request, decode: Callable[[Request, bytes], T]) -> T:
        """The decoded body of a successful answer; see `Client.get`."""
        return await self.client.get(request, decode, self.deadline)
