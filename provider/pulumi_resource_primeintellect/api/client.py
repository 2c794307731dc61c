"""Makes requests: shares them, keeps to rate limits and deadlines, and retries."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timezone
from typing import NamedTuple, TypeVar

from pulumi_python_provider import Log, ProviderError, Redactor

from pulumi_resource_primeintellect.api.flights import Flights, RequestState
from pulumi_resource_primeintellect.api.limits import PathLimit, RateLimiter
from pulumi_resource_primeintellect.api.polling import Polls
from pulumi_resource_primeintellect.api.requests import Request
from pulumi_resource_primeintellect.api.responses import Response, check_status
from pulumi_resource_primeintellect.api.retry import backoff, is_rate_limit
from pulumi_resource_primeintellect.api.transport import Transport
from pulumi_resource_primeintellect.errors import ApiError, DeadlineError, StatusError
from pulumi_resource_primeintellect.settings import PrimeSettings

T = TypeVar("T")

NOTICEABLE_SECONDS = 1.0
"""The user sees progress during longer waits."""

RAISE_TIMEOUT = "Set invokeTimeout higher, or try again later."


class Client:
    """Sends the provider's requests, all of them GETs.

    The provider sends a request again if no complete response arrives: no connection, a timeout, an
    incomplete body, or invalid JSON. It also does so after the statuses 408, 425, 429, 500, 502,
    503, 504 and 520-530. It sends a request again at most `maxRetries` times, and only if
    `invokeTimeout` leaves time for that. Before each retry, it waits for the time in `Retry-After`,
    or else for a random time that grows exponentially.
    A 429 counts against `invokeTimeout`, but not against `maxRetries`, unless that is 0. Without
    `Retry-After`, the provider tries again after 5, 10, 20 and then every 30 seconds. Meanwhile,
    other requests for the same sandbox wait. After a 429 for a list, or for several sandboxes, all
    requests wait.
    The provider keeps to the API's documented rate limits. It sends at most `maxConcurrency`
    requests at the same time. Simultaneous calls that need the same response share one request.
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
        self.clock, self._sleep, self._now = clock, sleep, now
        self._settings = settings
        self._slots = asyncio.Semaphore(settings.maxConcurrency)
        self._limiter = RateLimiter()
        self._flights = Flights()
        self.polls = Polls(clock, sleep)
        self._transport = Transport(settings, redactor, log)
        self._closed = False

    def call(self) -> Call:
        """Starts a call of a function. `invokeTimeout` counts from now."""
        return Call(self, self.clock() + self._settings.invokeTimeout)

    async def get(self, request: Request, decode: Callable[[Response], T], deadline: float) -> T:
        """Returns the result of `decode` for a good response.

        `decode` may raise an `ApiError`, which counts as a failed try. Callers that share a request
        share the result of the first caller's `decode`.

        Raises:
            ApiError: when the last try fails, or at the deadline (a time of `clock`).
        """
        if self._closed:
            raise ProviderError(f"cannot {request.purpose}: the provider was reconfigured")

        async def run(state: RequestState) -> T:
            return await self._retry(state, request, decode)

        with self._flights.share(request.target, deadline, run) as (state, task):
            await asyncio.wait([task], timeout=deadline - self.clock())
            if task.done():
                return task.result()
        problem = f"no result within {self.allowed}, {state.problem}"
        error = DeadlineError(request.purpose, problem, RAISE_TIMEOUT)
        error.tries = state.tries
        raise error

    async def close(self) -> None:
        """Cancels the requests in flight, and closes the connections."""
        self._closed = True
        self._flights.cancel()
        await self._transport.close()

    @property
    def allowed(self) -> str:
        """The time for a call, as text for messages."""
        return f"the {self._settings.invokeTimeout:g} s of invokeTimeout"

    async def _retry(
        self, state: RequestState, request: Request, decode: Callable[[Response], T]
    ) -> T:
        """Tries until a try succeeds, or another one would not help or would come too late."""
        retries = 0
        while True:
            try:
                return await self._try(state, request, decode)
            except ApiError as error:
                error.tries = state.tries
                state.problem = f"last problem: {error.problem}"
                if not (error.transient and self._settings.maxRetries):
                    raise
                if is_rate_limit(error):
                    seconds = max(
                        self._limiter.seconds_left(request, self.clock()), error.retry_after or 0
                    )
                elif retries == self._settings.maxRetries:
                    raise
                else:
                    retries += 1
                    seconds = backoff(error, retries)
                if self.clock() + seconds > state.deadline:
                    error.advice += f" Another try would come after {self.allowed}."
                    raise
            if seconds > NOTICEABLE_SECONDS:
                self.log.status(f"trying again in {seconds:.0f} s, {state.problem}")
            await self._sleep(seconds)

    async def _try(
        self, state: RequestState, request: Request, decode: Callable[[Response], T]
    ) -> T:
        """Sends the request once."""
        limit = self._limiter.limit_of(request, self.clock())
        async with limit.lock:
            sent_at = await self._acquire(state, request, limit)
        try:
            state.tries += 1
            response = await self._transport.exchange(request)
            try:
                check_status(self._transport.context, request, response, self._now())
            except StatusError as error:
                if is_rate_limit(error):
                    self._limiter.refuse(request, error, sent_at, self.clock())
                elif not error.transient:  # a 404 also counts as served
                    self._limiter.serve(limit, sent_at)
                raise
            self._limiter.serve(limit, sent_at)
            return decode(response)
        finally:
            self._slots.release()

    async def _acquire(self, state: RequestState, request: Request, limit: PathLimit) -> float:
        """Waits for a slot and for the rate limit, and returns the time."""
        while True:
            await self._slots.acquire()
            now = self.clock()
            free_at = self._limiter.reserve(limit, now)
            if free_at <= now:
                return now
            self._slots.release()  # for requests to other paths
            seconds = free_at - now
            if free_at > state.deadline:
                refusal = "" if state.tries else self._limiter.problem(limit, now)
                problem = (
                    f"the API's rate limit allows the next request in {seconds:.0f} s, after the "
                    f"end of {self.allowed}; "
                    f"{f'before that, {refusal}' if refusal else state.problem}"
                )
                raise DeadlineError(request.purpose, problem, RAISE_TIMEOUT)
            if seconds > NOTICEABLE_SECONDS:
                self.log.status(f"keeping to the API's rate limit: continuing in {seconds:.0f} s")
            await self._sleep(seconds)


class Call(NamedTuple):
    """One call of a function: the client and the deadline."""

    client: Client
    deadline: float

    @property
    def team_id(self) -> str | None:
        """The configured team."""
        return self.client.team_id

    @property
    def log(self) -> Log:
        """Warnings and progress for the user."""
        return self.client.log

    def quote(self, text: str) -> str:
        """Returns text from elsewhere for a message, without secrets."""
        return self.client.redactor.quote(text)

    @property
    def clock(self) -> Callable[[], float]:
        """The clock of the deadline."""
        return self.client.clock

    async def checkpoint(self, request: Request) -> None:
        """Lets other tasks run during long work on a response.

        Raises:
            DeadlineError: when the time for the call is over.
        """
        await asyncio.sleep(0)
        if self.clock() > self.deadline:
            problem = (
                f"no result within {self.client.allowed}, because selecting sandboxes took too long"
            )
            advice = "Set invokeTimeout higher, or use a simpler pattern."
            raise DeadlineError(request.purpose, problem, advice)

    async def get(self, request: Request, decode: Callable[[Response], T]) -> T:
        """Returns the result of `decode` for a good response; see `Client.get`."""
        return await self.client.get(request, decode, self.deadline)
