"""Starts a plugin as the engine does, and calls it."""

from __future__ import annotations

import json
import os
import subprocess
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from functools import cached_property
from threading import Timer
from typing import TYPE_CHECKING, Any

import grpc
from google.protobuf.empty_pb2 import Empty
from google.protobuf.json_format import MessageToDict
from google.protobuf.struct_pb2 import Struct
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

from pulumi_python_provider.inference.functions import token
from pulumi_python_provider.inference.signatures import SECRET, SIGNATURE
from pulumi_python_provider.testing.engine import Engine

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from typing_extensions import Self

    InvokeFuture = grpc.Future[provider_pb2.InvokeResponse]

TIMEOUT_SECONDS = 120
"""Time that a call, or the end of a process, can take on the busiest machine."""


class PluginError(Exception):
    """The plugin refused a call; its text is `CODE: MESSAGE`.

    `code` is the name of a gRPC status: INVALID_ARGUMENT for wrong arguments, FAILED_PRECONDITION
    for other failures that the provider expects, INTERNAL for a bug, RESOURCE_EXHAUSTED where the
    machine lacks something, UNAVAILABLE or DEADLINE_EXCEEDED if the plugin does not answer.
    """

    def __init__(self, error: grpc.RpcError) -> None:
        self.code: str = error.code().name
        self.message: str = error.details() or ""
        super().__init__(f"{self.code}: {self.message}")


class Plugin:
    """A plugin's process, which runs as long as the `with` block.

    `command` starts it, and gets the engine's address as its last argument. An `attachable` plugin
    gets no address: it serves engines in turn, see `attach`. `environment` is its complete
    environment, by default this process's; `folder` is its working directory.

    Leaving the block cancels the plugin, and fails if it printed anything after its port or ended
    with an error.
    """

    def __init__(
        self,
        *command: str,
        attachable: bool = False,
        environment: Mapping[str, str] | None = None,
        folder: Path | None = None,
    ) -> None:
        self.engine = Engine()
        self._attachable = attachable
        inherited = os.environ if environment is None else environment
        self.process = subprocess.Popen(  # noqa: S603  # the caller's own program
            [*command, *([] if attachable else [self.engine.address])],
            # gRPC would report on stderr that an engine has gone away.
            env={"GRPC_VERBOSITY": "ERROR", **inherited},
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,  # or reading the port would take what follows it
        )
        self._waited = False
        line = self._first_line()
        # Reads what the plugin prints: it would block once a pipe is full.
        self._printed = ThreadPoolExecutor(1).submit(self.process.communicate)
        if not line.strip().isdecimal():
            status, _, problem = self._wait(seconds=2)
            raise RuntimeError(f"the plugin ended with status {status}: {line}{problem}")
        self.port = int(line)
        self._channel = grpc.insecure_channel(
            f"127.0.0.1:{self.port}",
            [
                ("grpc.enable_http_proxy", 0),
                ("grpc.max_send_message_length", -1),
                ("grpc.max_receive_message_length", -1),
            ],
        )
        self.stub = provider_pb2_grpc.ResourceProviderStub(self._channel)
        """Calls the protocol's methods directly."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, failed: object, *_: object) -> None:
        if self._waited:
            return
        with suppress(grpc.RpcError):  # a plugin that has died: see below
            self.cancel()
        if self._attachable:
            self.process.terminate()
        ended = self.wait()
        if not failed and ended != (0, "", ""):
            raise AssertionError(f"the plugin ended with (status, stdout, stderr) = {ended}")

    def wait(self) -> tuple[int, str, str]:
        """Waits for the process to end; returns its status and what it printed after its port."""
        self._channel.close()
        return self._wait()

    def _first_line(self) -> str:
        """Returns what the plugin prints first; ends a plugin that prints nothing in time."""
        timer = Timer(TIMEOUT_SECONDS, self.process.kill)
        timer.start()
        line: bytes = self.process.stdout.readline() if self.process.stdout else b""
        timer.cancel()
        return line.decode(errors="replace")

    def _wait(self, seconds: float = TIMEOUT_SECONDS) -> tuple[int, str, str]:
        self._waited = True
        _, running = wait([self._printed], seconds)
        if running:
            self.process.kill()
        stdout, stderr = (printed.decode(errors="replace") for printed in self._printed.result())
        self.engine.close()
        return self.process.returncode, stdout, stderr

    @cached_property
    def package(self) -> str:
        """The package's name in the schema."""
        return str(json.loads(self.schema())["name"])

    def schema(self) -> str:
        """Returns the package's schema as JSON text.

        Raises:
            PluginError: when the provider declares something that Pulumi cannot express.
        """
        with refusals():
            request = provider_pb2.GetSchemaRequest()
            response: provider_pb2.GetSchemaResponse
            response = self.stub.GetSchema(request, timeout=TIMEOUT_SECONDS)
            return response.schema

    def handshake(self) -> provider_pb2.ProviderHandshakeResponse:
        """Introduces the engine to a plugin that it has not started."""
        request = provider_pb2.ProviderHandshakeRequest(engine_address=self.engine.address)
        response: provider_pb2.ProviderHandshakeResponse
        response = self.stub.Handshake(request, timeout=TIMEOUT_SECONDS)
        return response

    def attach(self, engine: Engine | None = None) -> None:
        """Attaches an engine, `engine` of this plugin by default, and empties its log."""
        engine = engine or self.engine
        engine.log.clear()
        self.stub.Attach(plugin_pb2.PluginAttach(address=engine.address), timeout=TIMEOUT_SECONDS)

    def check_config(self, **settings: object) -> tuple[dict[str, Any], list[str]]:
        """Checks settings, and returns them as the state would have them, with their problems.

        Raises:
            PluginError: when the plugin cannot check them.
        """
        with refusals():
            response = self.stub.CheckConfig(
                provider_pb2.CheckRequest(news=struct(settings)), timeout=TIMEOUT_SECONDS
            )
        return MessageToDict(response.inputs), [failure.reason for failure in response.failures]

    def configure(self, **settings: object) -> None:
        """Configures the provider with exactly these settings.

        An engine configures a plugin once, and this is the same engine. But an `attachable` plugin
        is cancelled first, so that it can get different settings each time.

        Raises:
            PluginError: when the provider cannot use them.
        """
        if self._attachable:
            self.cancel()
        request = provider_pb2.ConfigureRequest(args=struct(settings))
        with refusals():
            self.stub.Configure(request, timeout=TIMEOUT_SECONDS)

    def invoke(self, function: str, /, **arguments: object) -> dict[str, Any]:
        """Calls a function by its name or token, and returns its result.

        Raises:
            PluginError: when it fails.
        """
        return self.result(self.begin(function, **arguments))

    def begin(self, function: str, /, **arguments: object) -> InvokeFuture:
        """Calls a function without waiting for its result."""
        request = self.request(function, **arguments)
        future: InvokeFuture = self.stub.Invoke.future(request, timeout=TIMEOUT_SECONDS)
        return future

    def request(self, function: str, /, **arguments: object) -> provider_pb2.InvokeRequest:
        """Returns the message that calls a function by its name or token."""
        name = function if ":" in function else token(self.package, function)
        return provider_pb2.InvokeRequest(tok=name, args=struct(arguments))

    @staticmethod
    def result(future: InvokeFuture) -> dict[str, Any]:
        """Waits for the result of a call.

        Raises:
            PluginError: when it fails.
        """
        with refusals():
            return MessageToDict(getattr(future.result(), "return"))

    def cancel(self) -> None:
        """Ends the running calls, and a plugin that is not `attachable`."""
        self.stub.Cancel(Empty(), timeout=TIMEOUT_SECONDS)


@contextmanager
def refusals() -> Iterator[None]:
    """Turns a refused call into an error of its own.

    Raises:
        PluginError: instead of gRPC's error.
    """
    try:
        yield
    except grpc.RpcError as error:
        raise PluginError(error) from None


def secret(value: object) -> dict[str, object]:
    """Returns a value as the engine and results have it if it is marked as secret."""
    return {SIGNATURE: SECRET, "value": value}


def struct(values: Mapping[str, object]) -> Struct:
    """Returns values in the protocol's form."""
    made = Struct()
    made.update(dict(values))  # type: ignore[arg-type]  # protobuf checks them
    return made
