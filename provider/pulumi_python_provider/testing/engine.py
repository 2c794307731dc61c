"""Plays the engine's part for a plugin under test."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import grpc
from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc


class Engine(engine_pb2_grpc.EngineServicer):
    """The engine's own service, as far as plugins call it.

    `log` has the messages that users would read, as `SEVERITY: MESSAGE`. Progress has the severity
    STATUS.
    """

    def __init__(self) -> None:
        self.log: list[str] = []
        self._server = grpc.server(ThreadPoolExecutor(max_workers=2))
        engine_pb2_grpc.add_EngineServicer_to_server(self, self._server)
        self.address = f"127.0.0.1:{self._server.add_insecure_port('127.0.0.1:0')}"
        self._server.start()

    def Log(self, request: engine_pb2.LogRequest, _: object) -> Empty:  # noqa: N802  # the protocol's name
        """Records a message."""
        severity = engine_pb2.LogSeverity.Name(request.severity)
        kind = "STATUS" if request.ephemeral and severity == "INFO" else severity
        self.log.append(f"{kind}{request.urn}: {request.message}")
        return Empty()

    @property
    def warnings(self) -> list[str]:
        """The warnings alone, sorted: messages that are sent together can arrive in any order."""
        begin = "WARNING: "
        return sorted(line.removeprefix(begin) for line in self.log if line.startswith(begin))

    def close(self) -> None:
        """Stops the service."""
        self._server.stop(grace=None).wait()
