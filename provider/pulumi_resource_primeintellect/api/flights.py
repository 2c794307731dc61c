"""The requests in flight. Callers that want the same response share one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from anyio import CancelScope

T = TypeVar("T")


class RequestState:
    """The deadline of a request, its progress, and the number of callers that wait for it.

    Holds no response and no exception, because these would keep each other in memory. Only `scope`
    may cancel the request: a cancelled task could leave its connection in use for ever.
    """

    def __init__(self, deadline: float) -> None:
        self.deadline = deadline
        self.scope = CancelScope()
        self.tries = 0
        self.problem = "no response yet"
        self.callers = 0


class Flights:
    """The requests in flight, by key."""

    def __init__(self) -> None:
        self._flights: dict[str, tuple[RequestState, asyncio.Task[Any]]] = {}

    @contextmanager
    def share(
        self, key: str, deadline: float, run: Callable[[RequestState], Awaitable[T]]
    ) -> Iterator[tuple[RequestState, asyncio.Task[T]]]:
        """Joins the request in flight for this key, or starts one with `run`.

        The latest deadline of any caller counts. The request ends when the last caller leaves.
        """
        if key not in self._flights:
            state = RequestState(deadline)
            task = asyncio.create_task(_run(state, run))
            task.add_done_callback(_retrieve_exception)
            self._flights[key] = state, task
        state, task = self._flights[key]
        state.deadline = max(state.deadline, deadline)
        state.callers += 1
        try:
            yield state, task
        finally:
            state.callers -= 1
            if not state.callers:
                self._flights.pop(key, None)
                state.scope.cancel()

    def cancel(self) -> None:
        """Cancels all requests in flight."""
        for state, _ in self._flights.values():
            state.scope.cancel()


async def _run(state: RequestState, run: Callable[[RequestState], Awaitable[T]]) -> T:
    with state.scope:
        return await run(state)
    raise asyncio.CancelledError  # the scope swallows the cancellation


def _retrieve_exception(done: asyncio.Task[T]) -> None:
    """Retrieves the exception; otherwise asyncio prints one that no caller waits for."""
    if not done.cancelled():
        done.exception()
