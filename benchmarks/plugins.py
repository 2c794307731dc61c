"""A plugin's process, started and called as the engine does."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import grpc
from google.protobuf.struct_pb2 import Struct
from pulumi.runtime.proto import provider_pb2

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from typing_extensions import Self

    from benchmarks.contenders import Contender

TIMEOUT_SECONDS = 300
"""Seconds that a call may take."""

KEY = "a-key-that-opens-nothing"

FOREIGN = ("PRIME_", "PULUMI_", "SSL_CERT_")
"""How variables begin that would configure a plugin."""

CPU_CLOCK = 2
"""The kernel's number of the clock that counts a process's time on the CPU by the nanosecond.

It counts user and system time together. User time alone is sampled, every 4 ms where we measure.
"""

OPTIONS = [
    ("grpc.enable_http_proxy", 0),
    ("grpc.use_local_subchannel_pool", 1),
    ("grpc.max_send_message_length", -1),
    ("grpc.max_receive_message_length", -1),
]


@dataclass(frozen=True)
class Ended:
    """How a process ended: seconds after the signal, with which status."""

    seconds: float
    status: int


class Engine:
    """The engine's own service, which takes every log message."""

    def __init__(self) -> None:
        self._server = grpc.server(ThreadPoolExecutor(max_workers=1))
        take: grpc.RpcMethodHandler[bytes, bytes]
        take = grpc.unary_unary_rpc_method_handler(lambda _request, _context: b"")
        service = grpc.method_handlers_generic_handler("pulumirpc.Engine", {"Log": take})
        self._server.add_generic_rpc_handlers((service,))
        self.address = f"127.0.0.1:{self._server.add_insecure_port('127.0.0.1:0')}"
        self._server.start()

    def close(self) -> None:
        """Ends the service."""
        self._server.stop(grace=None).wait()


class Plugin:
    """A plugin, for as long as the `with` block lasts. Answers are bytes: nothing is decoded.

    `within` is a command that starts it, and `stderr` the file for what it says; both are for those
    who look into the process.
    """

    def __init__(
        self,
        contender: Contender,
        authorities: Path | None = None,
        *,
        within: Sequence[str] = (),
        stderr: int = subprocess.DEVNULL,
    ) -> None:
        self._engine = Engine()
        self._home = TemporaryDirectory()
        self.began = time.perf_counter()
        self.process = subprocess.Popen(
            [*within, contender.command, self._engine.address],
            env=environment(Path(self._home.name), authorities),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=stderr,
            start_new_session=bool(within),
        )
        assert self.process.stdout is not None
        self._channel = grpc.insecure_channel(
            f"127.0.0.1:{int(self.process.stdout.readline())}", OPTIONS
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._channel.close()
        self.process.kill()
        self.process.communicate()
        self._engine.close()
        self._home.cleanup()

    def age(self) -> float:
        """Seconds since the process was started."""
        return time.perf_counter() - self.began

    def method(self, name: str) -> grpc.UnaryUnaryMultiCallable[bytes, bytes]:
        """One method of the service, from bytes to bytes."""
        call: grpc.UnaryUnaryMultiCallable[bytes, bytes]
        call = self._channel.unary_unary(f"/pulumirpc.ResourceProvider/{name}")
        return call

    def schema(self) -> bytes:
        """The schema's message."""
        return self.method("GetSchema")(b"", timeout=TIMEOUT_SECONDS)

    def configure(self, url: str) -> None:
        """Greets and configures, as the engine does before it calls a function."""
        settings = struct({"apiKey": KEY, "baseUrl": url})
        try:
            self.method("Handshake")(b"", timeout=TIMEOUT_SECONDS)
        except grpc.RpcError as error:
            if error.code() is not grpc.StatusCode.UNIMPLEMENTED:  # the stock server's answer
                raise
        check = provider_pb2.CheckRequest(news=settings)
        self.method("CheckConfig")(check.SerializeToString(), timeout=TIMEOUT_SECONDS)
        configure = provider_pb2.ConfigureRequest(
            args=settings, acceptSecrets=True, acceptResources=True
        )
        self.method("Configure")(configure.SerializeToString(), timeout=TIMEOUT_SECONDS)

    def invoke(self, function: str, **arguments: str | bool) -> bytes:
        """The answer to one call of a function."""
        return self.method("Invoke")(invocation(function, **arguments), timeout=TIMEOUT_SECONDS)

    def invoke_all(self, requests: Sequence[bytes]) -> list[bytes]:
        """The answers to calls that are made at once."""
        invoke = self.method("Invoke")
        calls = [invoke.future(request, timeout=TIMEOUT_SECONDS) for request in requests]
        return [call.result() for call in calls]

    def peak_memory(self) -> int:
        """The most bytes of memory that the process has had."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.partition("VmHWM:")[2].split()[0]) * 1024

    def cpu_time(self) -> float:
        """Seconds that the process has worked so far, in user and system mode, exactly."""
        clock = ~self.process.pid << 3 | CPU_CLOCK
        return time.clock_gettime(clock)

    def interrupt(self) -> Ended:
        """Sends SIGINT and waits for the end."""
        began = time.perf_counter()
        self.process.send_signal(signal.SIGINT)
        status = self.process.wait()
        return Ended(time.perf_counter() - began, status)


def environment(home: Path, authorities: Path | None = None) -> dict[str, str]:
    """This process's environment, less what would configure a plugin, and whom to trust."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(FOREIGN) and not name.lower().endswith("_proxy")
    }
    trusted = {"SSL_CERT_FILE": str(authorities)} if authorities else {}
    return {**kept, **trusted, "HOME": str(home)}


def invocation(function: str, **arguments: str | bool) -> bytes:
    """The request that calls a function."""
    token = f"primeintellect:index:{function}"
    return provider_pb2.InvokeRequest(tok=token, args=struct(arguments)).SerializeToString()


def struct(values: Mapping[str, str | bool]) -> Struct:
    """The values as they travel."""
    made = Struct()
    made.update(dict(values))
    return made
