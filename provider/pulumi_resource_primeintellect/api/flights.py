"""Requests under way, each shared by all callers that ask for the same."""

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
    """How long a request may take, and what has become of it so far.

    It holds no response and no exception: those would keep each other in memory. Only its `scope`
    may end the request: a cancelled task could leave its connection in use for ever.
    """

    deadline: float
    scope: CancelScope = field(default_factory=CancelScope)
    tries: int = 0
    problem: str = "no response yet"


@dataclass
class Flight(Generic[T]):
    """A request under way, and how many callers wait for its result."""

    state: RequestState
    task: asyncio.Task[T]
    callers: int = 0


class Flights:
    """All requests under way, by what they ask for."""

    def __init__(self) -> None:
        self._flights: dict[str, Flight[Any]] = {}

    @contextmanager
    def share(
        self, key: str, deadline: float, run: Callable[[RequestState], Awaitable[T]]
    ) -> Iterator[Flight[T]]:
        """Joins the request under way for this key, or starts it with `run`.

        Its deadline becomes that of the last caller. It ends when the last caller leaves.
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
        """Ends all requests under way, as cancelled ones."""
        for flight in self._flights.values():
            flight.state.scope.cancel()


async def _run(state: RequestState, run: Callable[[RequestState], Awaitable[T]]) -> T:
    with state.scope:
        return await run(state)
    raise asyncio.CancelledError


def _retrieve_exception(done: asyncio.Task[T]) -> None:
    """Retrieves an exception that nobody may wait for any more, or asyncio prints it."""
    if not done.cancelled():
        done.exception()
