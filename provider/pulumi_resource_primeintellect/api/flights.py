"""The requests in flight. Callers that want the same response share one."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from anyio import CancelScope

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

T = TypeVar("T")


@dataclass
class RequestState:
    """The deadline of a request, and its progress.

    Holds no response and no exception, because these would keep each other in memory. Only `scope`
    may cancel the request: a cancelled task could leave its connection in use for ever.
    """

    deadline: float
    scope: CancelScope = field(default_factory=CancelScope)
    tries: int = 0
    problem: str = "no response yet"


@dataclass
class Flight(Generic[T]):
    """A request in flight, and the number of callers that wait for its result."""

    state: RequestState
    task: asyncio.Task[T]
    callers: int = 0


class Flights:
    """The requests in flight, by key."""

    def __init__(self) -> None:
        self._flights: dict[str, Flight[Any]] = {}

    @contextmanager
    def share(
        self, key: str, deadline: float, run: Callable[[RequestState], Awaitable[T]]
    ) -> Iterator[Flight[T]]:
        """Joins the request in flight for this key, or starts one with `run`.

        The latest deadline of any caller counts. The request ends when the last caller leaves.
        """
        flight: Flight[T] | None = self._flights.get(key)
        if flight is None:
            state = RequestState(deadline)
            task = asyncio.create_task(_run(state, run))
            task.add_done_callback(_retrieve_exception)
            flight = self._flights[key] = Flight(state, task)
        flight.state.deadline = max(flight.state.deadline, deadline)
        flight.callers += 1
        try:
            yield flight
        finally:
            flight.callers -= 1
            if not flight.callers:
                self._flights.pop(key, None)
                flight.state.scope.cancel()

    def cancel(self) -> None:
        """Cancels all requests in flight."""
        for flight in self._flights.values():
            flight.state.scope.cancel()


async def _run(state: RequestState, run: Callable[[RequestState], Awaitable[T]]) -> T:
    with state.scope:
        return await run(state)
    raise asyncio.CancelledError


def _retrieve_exception(done: asyncio.Task[T]) -> None:
    """Retrieves the exception; otherwise asyncio prints one that no caller waits for."""
    if not done.cancelled():
        done.exception()
