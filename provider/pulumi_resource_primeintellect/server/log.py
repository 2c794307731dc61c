"""What users read in their terminal beside answers, through the engine's log service."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

import grpc

from pulumi_resource_primeintellect.server.protocol import engine_pb2, engine_pb2_grpc

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

PATIENCE = 5.0
"""Seconds that the engine has to take a message; an answer waits for those that belong to it."""

MOST_WARNINGS = 100
"""Different warnings that an engine gets; then one says that there are more."""

MORE = f"more than {MOST_WARNINGS} different warnings: the others are not shown"


class EngineLog:
    """Sends messages to the engine; without one, and where it does not answer, they are dropped."""

    def __init__(self, *, verbose: bool, hide: Callable[[str], str]) -> None:
        self.verbose = verbose
        self.progress = True
        self._hide = hide
        self._channel: grpc.aio.Channel | None = None
        self._engine: engine_pb2_grpc.EngineAsyncStub | None = None
        self._slow: engine_pb2_grpc.EngineAsyncStub | None = None
        self._said: set[str] = set()
        self._under_way: set[asyncio.Future[object]] = set()

    def connect(self, address: str) -> None:
        """Names the engine, `HOST:PORT`."""
        # A proxy for the API must not get hold of the connection to the engine.
        before, self._channel = (
            self._channel,
            grpc.aio.insecure_channel(address, [("grpc.enable_http_proxy", 0)]),
        )
        self._engine = engine_pb2_grpc.EngineStub(self._channel)  # type: ignore[assignment]
        if before is not None:
            self._start(before.close(PATIENCE))
        self._said.clear()

    def warn(self, message: str) -> None:
        """Shows a warning, unless this engine has shown it before."""
        shown = message if len(self._said) < MOST_WARNINGS else MORE
        if shown not in self._said:
            self._said.add(shown)
            self._send(engine_pb2.WARNING, shown)

    def status(self, message: str) -> None:
        """Shows how far it is, in the stack's own row, where the engine has one."""
        if self.progress:
            self._send(engine_pb2.INFO, message, ephemeral=True)

    def debug(self, message: str) -> None:
        """Tells the engine's log."""
        self._send(engine_pb2.DEBUG, message)

    def _send(
        self, severity: engine_pb2.LogSeverity.ValueType, message: str, *, ephemeral: bool = False
    ) -> None:
        if self._engine is not None:
            request = engine_pb2.LogRequest(
                severity=severity, message=self._hide(message), ephemeral=ephemeral
            )
            self._start(self._deliver(self._engine, request))

    async def _deliver(
        self, engine: engine_pb2_grpc.EngineAsyncStub, request: engine_pb2.LogRequest
    ) -> None:
        try:
            await engine.Log(request, timeout=PATIENCE)
        except grpc.aio.AioRpcError as error:
            if error.code() is grpc.StatusCode.DEADLINE_EXCEEDED:
                self._slow = engine

    def _start(self, work: Awaitable[object]) -> None:
        sending: asyncio.Future[object] = asyncio.ensure_future(work)
        self._under_way.add(sending)
        sending.add_done_callback(self._delivered)

    def _delivered(self, sending: asyncio.Future[object]) -> None:
        self._under_way.discard(sending)
        with suppress(asyncio.CancelledError):
            sending.exception()  # looked at, so that asyncio does not print it

    async def flush(self, *, patient: bool) -> None:
        """Waits, where it is `patient`, until everything was delivered or given up.

        An engine that did not take a message in time still gets others, but nothing waits for it.
        """
        if patient and self._under_way and self._slow is not self._engine:
            await asyncio.wait(self._under_way)
