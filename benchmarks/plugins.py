"""Starts and calls a plugin's process as the engine does."""

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
"""The timeout of a call."""

KEY = "a-key-that-opens-nothing"

CONFIGURING_PREFIXES = ("PRIME_", "PULUMI_", "SSL_CERT_")
"""Prefixes of environment variables that would configure a plugin."""

CPU_CLOCK = 2
"""The kernel's number for the clock of a process's CPU time, which is exact to the nanosecond.

It counts user and system time together. User time alone is only sampled: every 4 ms on the machine
that we measure on.
"""

OPTIONS = [
    ("grpc.enable_http_proxy", 0),
    ("grpc.use_local_subchannel_pool", 1),
    ("grpc.max_send_message_length", -1),
    ("grpc.max_receive_message_length", -1),
]


@dataclass(frozen=True)
class Ended:
    """The end of a process: the seconds after the signal, and the exit status."""

    seconds: float
    status: int


class Engine:
    """The engine's service, which accepts and ignores all log messages."""

    def __init__(self) -> None:
        self._server = grpc.server(ThreadPoolExecutor(max_workers=1))
        take: grpc.RpcMethodHandler[bytes, bytes]
        take = grpc.unary_unary_rpc_method_handler(lambda _request, _context: b"")
        service = grpc.method_handlers_generic_handler("pulumirpc.Engine", {"Log": take})
        self._server.add_generic_rpc_handlers((service,))
        self.address = f"127.0.0.1:{self._server.add_insecure_port('127.0.0.1:0')}"
        self._server.start()

    def close(self) -> None:
        """Stops the service."""
        self._server.stop(grace=None).wait()


class Plugin:
    """A plugin, inside a `with` block. Responses are bytes, which are not decoded.

    `within` is a command to run the plugin with, such as `perf`, and `stderr` the file for its
    stderr. Both are for measurements within the process.
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
        """Returns the seconds since the process was started."""
        return time.perf_counter() - self.began

    def method(self, name: str) -> grpc.UnaryUnaryMultiCallable[bytes, bytes]:
        """Returns one method of the service, from bytes to bytes."""
        call: grpc.UnaryUnaryMultiCallable[bytes, bytes]
        call = self._channel.unary_unary(f"/pulumirpc.ResourceProvider/{name}")
        return call

    def schema(self) -> bytes:
        """Returns the message with the schema."""
        return self.method("GetSchema")(b"", timeout=TIMEOUT_SECONDS)

    def configure(self, url: str) -> None:
        """Sends the handshake and the settings, as the engine does before it calls a function."""
        settings = struct({"apiKey": KEY, "baseUrl": url})
        try:
            self.method("Handshake")(b"", timeout=TIMEOUT_SECONDS)
        except grpc.RpcError as error:
            if error.code() is not grpc.StatusCode.UNIMPLEMENTED:  # the stock server's response
                raise
        check = provider_pb2.CheckRequest(news=settings)
        self.method("CheckConfig")(check.SerializeToString(), timeout=TIMEOUT_SECONDS)
        configure = provider_pb2.ConfigureRequest(
            args=settings, acceptSecrets=True, acceptResources=True
        )
        self.method("Configure")(configure.SerializeToString(), timeout=TIMEOUT_SECONDS)

    def invoke(self, function: str, **arguments: str | bool) -> bytes:
        """Calls a function and returns the response."""
        return self.method("Invoke")(invocation(function, **arguments), timeout=TIMEOUT_SECONDS)

    def invoke_all(self, requests: Sequence[bytes]) -> list[bytes]:
        """Makes all calls at once and returns the responses."""
        invoke = self.method("Invoke")
        calls = [invoke.future(request, timeout=TIMEOUT_SECONDS) for request in requests]
        return [call.result() for call in calls]

    def peak_memory(self) -> int:
        """Returns the peak memory of the process in bytes."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.partition("VmHWM:")[2].split()[0]) * 1024

    def cpu_time(self) -> float:
        """Returns the exact CPU time of the process so far, in seconds of user and system mode."""
        clock = ~self.process.pid << 3 | CPU_CLOCK
        return time.clock_gettime(clock)

    def interrupt(self) -> Ended:
        """Sends SIGINT and waits until the process ends."""
        began = time.perf_counter()
        self.process.send_signal(signal.SIGINT)
        status = self.process.wait()
        return Ended(time.perf_counter() - began, status)


def environment(home: Path, authorities: Path | None = None) -> dict[str, str]:
    """Returns this process's environment with `authorities`, but no other settings of plugins."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(CONFIGURING_PREFIXES) and not name.lower().endswith("_proxy")
    }
    trusted = {"SSL_CERT_FILE": str(authorities)} if authorities else {}
    return {**kept, **trusted, "HOME": str(home)}


def invocation(function: str, **arguments: str | bool) -> bytes:
    """Returns the request for a call of a function."""
    token = f"primeintellect:index:{function}"
    return provider_pb2.InvokeRequest(tok=token, args=struct(arguments)).SerializeToString()


def struct(values: Mapping[str, str | bool]) -> Struct:
    """Returns the values as a protobuf message."""
    made = Struct()
    made.update(dict(values))
    return made
