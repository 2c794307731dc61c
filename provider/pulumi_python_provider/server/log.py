"""Shows messages in the user's terminal, through the engine's log service."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from functools import partial
from threading import get_ident
from typing import TYPE_CHECKING

import grpc

from pulumi_python_provider.server.protocol import engine_pb2, engine_pb2_grpc

if TYPE_CHECKING:
    from collections.abc import Awaitable

DELIVERY_SECONDS = 5.0
"""Time that the engine has to accept a message. A result waits until its messages are sent."""

MAX_WARNINGS = 100
"""Different warnings that an engine gets; one more says that others are not shown."""

MORE_WARNINGS = f"more than {MAX_WARNINGS} different warnings: the others are not shown"


class EngineLog:
    """Sends messages to the engine; drops them if there is none, or if it does not respond."""

    def __init__(self, *, verbose: bool) -> None:
        self.verbose = verbose
        self.progress = True
        self._address = ""
        self._channel: grpc.aio.Channel | None = None
        self._engine: engine_pb2_grpc.EngineAsyncStub | None = None
        self._slow: engine_pb2_grpc.EngineAsyncStub | None = None
        self._warned: set[str] = set()
        self._status = ""
        self._sending: set[asyncio.Future[object]] = set()
        self._loop = asyncio.get_running_loop()
        self._thread = get_ident()

    def connect(self, address: str) -> bool:
        """Connects to the engine at `HOST:PORT`, and returns whether it is a different one."""
        if address == self._address:
            return False
        if self._channel is not None:
            self._start(self._channel.close(DELIVERY_SECONDS))
        # The connection to the engine must not use the proxy for the provider's own requests.
        self._channel = grpc.aio.insecure_channel(address, [("grpc.enable_http_proxy", 0)])
        self._engine = engine_pb2_grpc.EngineStub(self._channel)  # type: ignore[assignment]  # types-grpcio knows only the synchronous one
        self._address = address
        return True

    def start_over(self) -> None:
        """Starts another operation, which shows warnings again."""
        self._warned.clear()
        self._status = ""

    def warning(self, message: str) -> None:
        """Shows a warning, unless this engine has shown it before."""
        if message in self._warned:
            return
        shown = message if len(self._warned) < MAX_WARNINGS else MORE_WARNINGS
        if shown not in self._warned:
            self._warned.add(shown)
            self._send(engine_pb2.WARNING, shown)

    def status(self, message: str) -> None:
        """Shows progress in the stack's own row, if the engine displays one.

        Calls that wait for the same thing report it together, which is shown once.
        """
        if self.progress and message != self._status:
            self._status = message
            self._send(engine_pb2.INFO, message, ephemeral=True)

    def debug(self, message: str) -> None:
        """Writes to the engine's own log, if it wants details."""
        if self.verbose:
            self._send(engine_pb2.DEBUG, message)

    def _send(
        self, severity: engine_pb2.LogSeverity.ValueType, message: str, *, ephemeral: bool = False
    ) -> None:
        if get_ident() != self._thread:  # a function logs in `asyncio.to_thread`
            again = partial(self._send, severity, message, ephemeral=ephemeral)
            self._loop.call_soon_threadsafe(again)
        elif self._engine is not None:
            text = message.encode(errors="replace").decode()  # protobuf refuses lone surrogates
            request = engine_pb2.LogRequest(severity=severity, message=text, ephemeral=ephemeral)
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

    async def flush(self, *, wait: bool) -> None:
        """Waits until every message has been delivered or given up, if `wait` is set.

        If an engine was too slow to accept a message, it still gets others, but nothing waits.
        """
        if wait and self._sending and self._slow is not self._engine:
            await asyncio.wait(self._sending)
