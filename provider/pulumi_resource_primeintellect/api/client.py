"""HTTP towards the API; the only module that knows httpx."""

from __future__ import annotations

import asyncio
from datetime import datetime, timezone
from typing import TYPE_CHECKING

import httpx
from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception,
    stop_after_attempt,
    wait_random_exponential,
)

from pulumi_resource_primeintellect import __version__
from pulumi_resource_primeintellect.api.answers import Answer, Key, body_of
from pulumi_resource_primeintellect.errors import ApiError, RefusedError, UnreachableError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from pulumi_resource_primeintellect.api.requests import Request
    from pulumi_resource_primeintellect.config import Configuration

LONGEST_WAIT = 60.0
"""Seconds; an API that asks for a longer pause gets no second try."""

BACKOFF = wait_random_exponential(multiplier=0.5, max=20)


class Client:
    """Sends the provider's requests, all of them GETs.

    A request is sent again, `maxRetries` times at most, when no complete answer arrived (no
    connection, `requestTimeout` over, cut off) and on the statuses 408, 425, 429, 500, 502, 503,
    504 and 520-526. Between tries it waits as long as `Retry-After` says, or else a random time
    that grows exponentially. At most `maxConcurrency` requests are under way at once.
    """

    def __init__(
        self,
        configuration: Configuration,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        now: Callable[[], datetime] = lambda: datetime.now(timezone.utc),
    ) -> None:
        self.team_id = configuration.teamId
        self._timeout = configuration.requestTimeout
        self._slots = asyncio.Semaphore(configuration.maxConcurrency)
        self._key = Key(configuration.apiKey, configuration.origins["apiKey"])
        self._now = now
        self._retrying = AsyncRetrying(
            stop=stop_after_attempt(configuration.maxRetries + 1),
            retry=retry_if_exception(_worth_another_try),
            wait=_pause,
            sleep=sleep,
            reraise=True,
        )
        self._http = httpx.AsyncClient(
            base_url=configuration.baseUrl,
            headers={
                "accept": "application/json",
                "authorization": f"Bearer {configuration.apiKey}",
                "user-agent": f"pulumi-primeintellect/{__version__}",
            },
            limits=httpx.Limits(max_connections=configuration.maxConcurrency),
            timeout=None,  # noqa: S113  # `requestTimeout` bounds the whole, not its parts
        )

    async def get(self, request: Request) -> bytes:
        """The body of a successful answer.

        Raises:
            ApiError: when the last try has failed.
        """
        return await self._retrying.copy()(self._once, request)

    async def close(self) -> None:
        """Ends the connections."""
        await self._http.aclose()

    async def _once(self, request: Request) -> bytes:
        async with self._slots:
            answer = await self._exchange(request)
        return body_of(request, answer, self._key, self._now())

    async def _exchange(self, request: Request) -> Answer:
        try:
            response = await asyncio.wait_for(self._http.get(request.target), self._timeout)
        except asyncio.TimeoutError:
            cause = (
                f"no complete answer within {self._timeout:g} s. "
                "Check the network, or set requestTimeout higher"
            )
        except httpx.ProxyError as error:
            cause = f"the proxy failed ({error}). Check HTTP_PROXY, HTTPS_PROXY and NO_PROXY"
        except httpx.ConnectError as error:
            cause = f"no connection ({error}). Check the network and baseUrl"
        except httpx.HTTPError as error:
            cause = f"the answer broke off ({type(error).__name__}). Try again later"
        else:
            return Answer(
                response.status_code, response.reason_phrase, response.headers, response.content
            )
        raise UnreachableError(
            f"cannot {request.purpose} at {self._http.base_url}: {self._key.hide(cause)}."
        )


def _worth_another_try(error: BaseException) -> bool:
    if isinstance(error, RefusedError) and (error.retry_after or 0.0) > LONGEST_WAIT:
        return False
    return isinstance(error, ApiError) and error.transient


def _pause(state: RetryCallState) -> float:
    """Seconds until the next try."""
    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, RefusedError) and error.retry_after is not None:
        return error.retry_after
    return BACKOFF(state)
