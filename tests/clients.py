"""What tests in this process need to make a client: a clock that only they move, a log to read."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, TypeVar

from primeintellect_simulator import DEMO_ACCOUNT
from pulumi_python_provider import Redactor
from pulumi_python_provider.given import Given
from pulumi_python_provider.resolver import Resolver
from pulumi_python_provider.testing import MemoryLog
from pulumi_resource_primeintellect.api.client import Client
from pulumi_resource_primeintellect.prime_config import PRIME_FILES
from pulumi_resource_primeintellect.settings import PrimeSettings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
    from pathlib import Path

    from pulumi_resource_primeintellect.api.client import Call
    from pydantic import JsonValue

    T = TypeVar("T")

START = 1_000_000.0
NOW = datetime(2026, 1, 5, 12, 0, tzinfo=timezone.utc)


class Clock:
    """Stands still, but for what is slept."""

    def __init__(self) -> None:
        self.now = START
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Lets the time pass at once."""
        self.slept.append(seconds)
        end = self.now + seconds
        await asyncio.sleep(0)
        self.now = max(self.now, end)

    def date(self) -> datetime:
        """The same clock as a calendar shows it."""
        return NOW + timedelta(seconds=self.now - START)


def resolve(
    given: Mapping[str, JsonValue],
    environment: Mapping[str, str] | None = None,
    home: Path | None = None,
    *,
    redactor: Redactor | None = None,
    log: MemoryLog | None = None,
) -> PrimeSettings:
    """The settings in force, as the plugin finds them."""
    resolver = Resolver(environment or {}, home, PRIME_FILES)
    found = Given(given, "primeintellect")
    return resolver.resolve(PrimeSettings, found, redactor or Redactor(), log or MemoryLog())


class Local:
    """A client in this process: its clock is `clock`, and what it logs is in `log`."""

    def __init__(self, url: str, clock: Clock | None = None, **settings: JsonValue) -> None:
        self.clock = clock or Clock()
        self.log = MemoryLog()
        self.redactor = Redactor()
        self._settings = resolve(
            {"apiKey": DEMO_ACCOUNT.key, "baseUrl": url, **settings}, redactor=self.redactor
        )

    @asynccontextmanager
    async def client(self) -> AsyncIterator[Client]:
        """The client, until the block ends."""
        client = Client(
            self._settings,
            self.log,
            self.redactor,
            clock=self.clock,
            sleep=self.clock.sleep,
            now=self.clock.date,
        )
        try:
            yield client
        finally:
            await client.close()

    def run(self, work: Callable[[Call], Awaitable[T]]) -> T:
        """The result of one call."""

        async def call() -> T:
            async with self.client() as client:
                return await work(client.call())

        return asyncio.run(call())
