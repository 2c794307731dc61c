"""Polls: callers that wait for the same thing share one request."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Poll(Generic[T]):
    """A request that is due later, and the number of callers that wait for its result."""

    task: asyncio.Task[T]

    def __init__(self, due: float) -> None:
        self.due = due
        self.callers = 0


class Polls:
    """The requests that are due later, by key."""

    def __init__(
        self, clock: Callable[[], float], sleep: Callable[[float], Awaitable[None]]
    ) -> None:
        self._clock, self._sleep = clock, sleep
        self._polls: dict[Hashable, Poll[Any]] = {}

    async def share(
        self, key: Hashable, delay: float, ask: Callable[[], Awaitable[T]], timeout: float
    ) -> T:
        """Returns the result of `ask` after the delay, or of a request that is due in time.

        Raises:
            TimeoutError: when that takes longer than the timeout, in seconds.
        """
        poll: Poll[T] | None = self._polls.get(key)
        if poll is None or poll.due > self._clock() + timeout:
            poll = self._polls[key] = Poll(self._clock() + delay)
            poll.task = asyncio.ensure_future(self._run(key, poll, delay, ask))
        poll.callers += 1
        try:
            await asyncio.wait([poll.task], timeout=timeout)
            if not poll.task.done():
                raise TimeoutError
            return poll.task.result()
        finally:
            poll.callers -= 1
            if not poll.callers:
                poll.task.cancel()
                self._forget(key, poll)

    async def _run(
        self, key: Hashable, poll: Poll[T], delay: float, ask: Callable[[], Awaitable[T]]
    ) -> T:
        await self._sleep(delay)
        self._forget(key, poll)  # later callers need a later request
        return await ask()

    def _forget(self, key: Hashable, poll: Poll[T]) -> None:
        """Forgets the request, unless another one has replaced it."""
        if self._polls.get(key) is poll:
            del self._polls[key]
