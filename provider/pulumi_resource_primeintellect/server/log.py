"""What users read in their terminal beside answers, through the engine's log service."""

from __future__ import annotations

import asyncio

import grpc

from pulumi_resource_primeintellect.server.protocol import engine_pb2, engine_pb2_grpc


class EngineLog:
    """Sends messages to the engine; without one, and where it does not answer, they are dropped."""

    def __init__(self) -> None:
        self._engine: engine_pb2_grpc.EngineAsyncStub | None = None
        self._said: set[str] = set()
        self._under_way: set[asyncio.Task[object]] = set()

    def connect(self, address: str) -> None:
        """Names the engine, `HOST:PORT`."""
        # A proxy for the API must not get hold of the connection to the engine.
        channel = grpc.aio.insecure_channel(address, [("grpc.enable_http_proxy", 0)])
        self._engine = engine_pb2_grpc.EngineStub(channel)  # type: ignore[assignment]
        self._said.clear()

    def warn(self, message: str) -> None:
        """Shows a warning, unless this engine has shown it before."""
        if self._engine is None or message in self._said:
            return
        self._said.add(message)
        request = engine_pb2.LogRequest(severity=engine_pb2.WARNING, message=message)
        sending = asyncio.ensure_future(self._engine.Log(request))
        self._under_way.add(sending)

    async def flush(self) -> None:
        """Waits until everything was delivered."""
        await asyncio.gather(*self._under_way, return_exceptions=True)
        self._under_way.clear()
