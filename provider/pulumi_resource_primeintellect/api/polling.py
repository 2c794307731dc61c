"""Asks again after a while, once for all callers that wait for the same."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

T = TypeVar("T")


@dataclass
class Poll(Generic[T]):
    """One request to come, and how many callers wait for its result."""

    task: asyncio.Task[T]
    callers: int = 0


class Polls:
    """The requests to come, by what they ask for."""

    def __init__(self, sleep: Callable[[float], Awaitable[None]]) -> None:
        self._sleep = sleep
        self._polls: dict[str, Poll[Any]] = {}

    async def share(
        self, key: str, delay: float, ask: Callable[[], Awaitable[T]], timeout: float
    ) -> T:
        """Returns what `ask` returns after the delay, or what others asked for before that.

        Raises:
            TimeoutError: when that takes longer than the timeout, in seconds.
        """
        poll: Poll[T] | None = self._polls.get(key)
        if poll is None:
            poll = self._polls[key] = Poll(asyncio.ensure_future(self._run(key, delay, ask)))
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

    async def _run(self, key: str, delay: float, ask: Callable[[], Awaitable[T]]) -> T:
        try:
            await self._sleep(delay)
        finally:
            del self._polls[key]  # whoever comes later waits for a later request
        return await ask()
