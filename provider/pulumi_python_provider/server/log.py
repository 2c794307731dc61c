"""What users read in their terminal beside results, through the engine's log service."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

import grpc

from pulumi_python_provider.server.protocol import engine_pb2, engine_pb2_grpc

if TYPE_CHECKING:
    from collections.abc import Awaitable

DELIVERY_SECONDS = 5.0
"""Time that the engine has to take a message; a result waits for those that belong to it."""

MAX_WARNINGS = 100
"""Different warnings that an engine gets; then one says that there are more."""

MORE_WARNINGS = f"more than {MAX_WARNINGS} different warnings: the others are not shown"


class EngineLog:
    """Sends messages to the engine; without one, and where it does not respond, drops them."""

    def __init__(self, *, verbose: bool) -> None:
        self.verbose = verbose
        self.progress = True
        self._address = ""
        self._channel: grpc.aio.Channel | None = None
        self._engine: engine_pb2_grpc.EngineAsyncStub | None = None
        self._slow: engine_pb2_grpc.EngineAsyncStub | None = None
        self._warned: set[str] = set()
        self._sending: set[asyncio.Future[object]] = set()

    def connect(self, address: str) -> bool:
        """Takes the engine at `HOST:PORT`, and says whether it is another one than before."""
        if address == self._address:
            return False
        # A proxy for the provider's own requests must not get hold of the connection to the engine.
        before, self._channel = (
            self._channel,
            grpc.aio.insecure_channel(address, [("grpc.enable_http_proxy", 0)]),
        )
        self._engine = engine_pb2_grpc.EngineStub(self._channel)  # type: ignore[assignment]  # types-grpcio knows only the synchronous one
        self._address = address
        if before is not None:
            self._start(before.close(DELIVERY_SECONDS))
        return True

    def start_over(self) -> None:
        """Begins another operation, which shows warnings again."""
        self._warned.clear()

    def warning(self, message: str) -> None:
        """Shows a warning, unless this engine has shown it before."""
        if message in self._warned:
            return
        shown = message if len(self._warned) < MAX_WARNINGS else MORE_WARNINGS
        if shown not in self._warned:
            self._warned.add(shown)
            self._send(engine_pb2.WARNING, shown)

    def status(self, message: str) -> None:
        """Shows progress in the stack's own row, where the engine has one."""
        if self.progress:
            self._send(engine_pb2.INFO, message, ephemeral=True)

    def debug(self, message: str) -> None:
        """Writes to the engine's own log, where somebody reads it."""
        if self.verbose:
            self._send(engine_pb2.DEBUG, message)

    def _send(
        self, severity: engine_pb2.LogSeverity.ValueType, message: str, *, ephemeral: bool = False
    ) -> None:
        if self._engine is not None:
            request = engine_pb2.LogRequest(severity=severity, message=message, ephemeral=ephemeral)
            self._start(self._deliver(self._engine, request))

    async def _deliver(
        self, engine: engine_pb2_grpc.EngineAsyncStub, request: engine_pb2.LogRequest
    ) -> None:
        try:
            await engine.Log(request, timeout=DELIVERY_SECONDS)
        except grpc.aio.AioRpcError as error:
            if error.code() is grpc.StatusCode.DEADLINE_EXCEEDED:
                self._slow = engine

    def _start(self, work: Awaitable[object]) -> None:
        sending: asyncio.Future[object] = asyncio.ensure_future(work)
        self._sending.add(sending)
        sending.add_done_callback(self._finish)

    def _finish(self, sending: asyncio.Future[object]) -> None:
        self._sending.discard(sending)
        with suppress(asyncio.CancelledError):
            sending.exception()  # retrieved, so that asyncio does not print it

    async def flush(self, *, patient: bool) -> None:
        """Waits, where it is `patient`, until everything was delivered or given up.

        An engine that did not take a message in time still gets others, but nothing waits for it.
        """
        if patient and self._sending and self._slow is not self._engine:
            await asyncio.wait(self._sending)
