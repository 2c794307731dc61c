"""The engine's side of the plugin protocol: starts the plugin as the engine does, and calls it."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import grpc
from google.protobuf.empty_pb2 import Empty
from google.protobuf.json_format import MessageToDict
from google.protobuf.struct_pb2 import Struct
from primeintellect_simulator import DEMO_ACCOUNT
from pulumi.runtime.proto import (
    engine_pb2,
    engine_pb2_grpc,
    plugin_pb2,
    provider_pb2,
    provider_pb2_grpc,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from primeintellect_simulator import Simulator

    Call = grpc.Future[provider_pb2.InvokeResponse]
    from typing_extensions import Self

COMMAND = str(Path(sys.executable).with_name("pulumi-resource-primeintellect"))
MEASURED = (sys.executable, str(Path(__file__).with_name("measured.py")))
"""Starts a plugin that coverage measures until a signal ends it."""

PATIENCE = 120
"""Seconds that a call or the end of a process may take on the busiest machine."""

TERMINATED = 1 if sys.platform == "win32" else 0
"""Exit status of a plugin that was ended: on Windows nothing asks it to end by itself."""

UNMEASURED = {"COVERAGE_PROCESS_CONFIG": ""}
"""Environment of a plugin that a signal hits at work: measuring it could then wait for itself."""


class Refused(Exception):  # noqa: N818  # an answer, not a fault of the tests
    """The plugin answered with an error; as text `CODE: MESSAGE`."""

    def __init__(self, error: grpc.RpcError) -> None:
        super().__init__(f"{error.code().name}: {error.details()}")


class Engine(engine_pb2_grpc.EngineServicer):
    """The engine's own service, as far as plugins call it.

    `log` has what users would read, `SEVERITY: MESSAGE`; `STATUS: MESSAGE` where the next one takes
    its place.
    """

    def __init__(self) -> None:
        self.log: list[str] = []
        self._server = grpc.server(ThreadPoolExecutor(max_workers=2))
        engine_pb2_grpc.add_EngineServicer_to_server(self, self._server)
        self.address = f"127.0.0.1:{self._server.add_insecure_port('127.0.0.1:0')}"
        self._server.start()

    def Log(self, request: engine_pb2.LogRequest, _: object) -> Empty:  # noqa: N802
        """Takes a message."""
        severity = engine_pb2.LogSeverity.Name(request.severity)
        kind = "STATUS" if request.ephemeral and severity == "INFO" else severity
        self.log.append(f"{kind}{request.urn}: {request.message}")
        return Empty()

    @property
    def warnings(self) -> list[str]:
        """The warnings alone, sorted: messages that are sent together arrive in any order."""
        begin = "WARNING: "
        return sorted(line.removeprefix(begin) for line in self.log if line.startswith(begin))

    def close(self) -> None:
        """Ends the service."""
        self._server.stop(grace=None).wait()


class Plugin:
    """The plugin in a process of its own, for as long as the `with` block lasts.

    `flags` precede the engine's address on its command line; an `attachable` plugin gets no
    address. Its environment is this process's, less what would configure it, and `environment`;
    `folder` is where it starts.
    """

    def __init__(
        self,
        *flags: str,
        attachable: bool = False,
        environment: Mapping[str, str] | None = None,
        command: tuple[str, ...] | None = None,
        folder: Path | None = None,
    ) -> None:
        self._attachable = attachable
        self.engine = Engine()
        self._folder = TemporaryDirectory()
        self.home = Path(self._folder.name)
        variables = {
            **_clean(),
            "HOME": str(self.home),
            "USERPROFILE": str(self.home),  # the home of Windows
            "GRPC_VERBOSITY": "ERROR",  # or it tells on stderr when an engine goes away
            **(environment or {}),
        }
        if command is None:
            in_order = attachable and variables.get("COVERAGE_PROCESS_CONFIG")
            command = MEASURED if in_order else (COMMAND,)
        self.process = subprocess.Popen(
            [*command, *flags, *([] if attachable else [self.engine.address])],
            env=variables,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        self.port = int(self.process.stdout.readline())
        self._channel = grpc.insecure_channel(
            f"127.0.0.1:{self.port}",
            [
                ("grpc.enable_http_proxy", 0),
                ("grpc.max_send_message_length", -1),
                ("grpc.max_receive_message_length", -1),
            ],
        )
        self.stub = provider_pb2_grpc.ResourceProviderStub(self._channel)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, failed: object, *_: object) -> None:
        if self.process.returncode is None:
            self.cancel()
            if self._attachable:
                self.process.terminate()
            ended = self.ended()
            assert failed or ended == (TERMINATED if self._attachable else 0, "", ""), ended

    def ended(self) -> tuple[int, str, str]:
        """Waits for the process to end; its exit status and what it printed after the port."""
        self._channel.close()
        with self.process:
            try:
                printed = self.process.communicate(timeout=PATIENCE)
            finally:
                self.process.kill()
        self.engine.close()
        self._folder.cleanup()
        return (self.process.returncode, *printed)

    def handshake(self) -> provider_pb2.ProviderHandshakeResponse:
        """Introduces this engine."""
        request = provider_pb2.ProviderHandshakeRequest(engine_address=self.engine.address)
        answer: provider_pb2.ProviderHandshakeResponse
        answer = self.stub.Handshake(request, timeout=PATIENCE)
        return answer

    def attach(self, engine: Engine | None = None) -> None:
        """Attaches an engine, this one by default, whose log is then empty."""
        engine = engine or self.engine
        engine.log.clear()
        self.stub.Attach(plugin_pb2.PluginAttach(address=engine.address), timeout=PATIENCE)

    def schema(self) -> str:
        """The schema that is served."""
        request = provider_pb2.GetSchemaRequest()
        answer: provider_pb2.GetSchemaResponse = self.stub.GetSchema(request, timeout=PATIENCE)
        return answer.schema

    def check_config(self, **settings: object) -> tuple[dict[str, Any], list[str]]:
        """The inputs that come back, and the reasons of failures."""
        answer = self.stub.CheckConfig(
            provider_pb2.CheckRequest(news=struct(settings)), timeout=PATIENCE
        )
        return MessageToDict(answer.inputs), [failure.reason for failure in answer.failures]

    def configure(self, **settings: object) -> None:
        """Configures the provider with just these settings, for an operation of its own.

        Raises:
            Refused: when it cannot work with them.
        """
        if self._attachable:
            self.cancel()
        request = provider_pb2.ConfigureRequest(args=struct(settings))
        try:
            self.stub.Configure(request, timeout=PATIENCE)
        except grpc.RpcError as error:
            raise Refused(error) from None

    def use(self, simulator: Simulator, **settings: object) -> None:
        """Configures the provider for a simulator, and without retries unless `settings` say so."""
        self.configure(
            **{
                "apiKey": DEMO_ACCOUNT.key,
                "baseUrl": simulator.url,
                "maxRetries": 0,
                **settings,
            }
        )

    def invoke(self, function: str, **arguments: object) -> dict[str, Any]:
        """Calls a function.

        Raises:
            Refused: when it answers with an error.
        """
        return self.answer(self.begin(function, **arguments))

    def begin(self, function: str, **arguments: object) -> Call:
        """Calls a function without waiting for its answer."""
        token = f"primeintellect:index:{function}"
        request = provider_pb2.InvokeRequest(tok=token, args=struct(arguments))
        call: Call = self.stub.Invoke.future(request, timeout=PATIENCE)
        return call

    @staticmethod
    def answer(call: Call) -> dict[str, Any]:
        """Waits for the answer to a call.

        Raises:
            Refused: when it is an error.
        """
        try:
            return MessageToDict(getattr(call.result(), "return"))
        except grpc.RpcError as error:
            raise Refused(error) from None

    def cancel(self) -> None:
        """Tells the plugin to stop what it does."""
        self.stub.Cancel(Empty(), timeout=PATIENCE)


def _clean() -> dict[str, str]:
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PRIME_", "SSL_CERT_")) and not name.lower().endswith("_proxy")
    }


def struct(values: Mapping[str, object]) -> Struct:
    """The values as they travel."""
    made = Struct()
    made.update(dict(values))  # type: ignore[arg-type]  # the tests know what they send
    return made
