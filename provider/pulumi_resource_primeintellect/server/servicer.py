"""The resource provider service, as far as a provider with functions alone needs it.

Source: https://github.com/pulumi/pulumi/blob/master/proto/pulumi/provider.proto
"""

from __future__ import annotations

import asyncio
import os
from functools import wraps
from pkgutil import get_data
from traceback import extract_tb
from typing import TYPE_CHECKING, TypeVar

import grpc
from google.protobuf.empty_pb2 import Empty

from pulumi_resource_primeintellect import __version__
from pulumi_resource_primeintellect.errors import ArgumentError, ProviderError
from pulumi_resource_primeintellect.infer.wire import FIRST, header
from pulumi_resource_primeintellect.server.log import PATIENCE, EngineLog
from pulumi_resource_primeintellect.server.protocol import plugin_pb2, provider_pb2

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from pathlib import Path

    from google.protobuf.message import Message

    from pulumi_resource_primeintellect.provider import Provider

    Q = TypeVar("Q", bound=Message)
    S = TypeVar("S")
    Context = grpc.aio.ServicerContext[object, object]
    Method = Callable[["Servicer", Q, Context], Awaitable[S]]

ISSUES = "https://github.com/pulumi-primeintellect/pulumi-primeintellect/issues"
SERVICE = "pulumirpc.ResourceProvider"
MEBIBYTE = 1024 * 1024
LARGEST_MESSAGE = 400 * MEBIBYTE
ROOM = 1024
"""Bytes of an answer that are left to what is around the result."""

LONGEST = 4000
"""Characters of an error: gRPC clients need not take more than 8 KiB of it and what is beside."""


REQUESTS: dict[str, type[Message]] = {}
"""The methods of the service, each with the message that it takes."""


def answering(takes: type[Q]) -> Callable[[Method[Q, S]], Method[Q, S]]:
    """Makes a method one of the service, and turns whatever it raises into one message."""

    def guard(method: Method[Q, S]) -> Method[Q, S]:
        REQUESTS[method.__name__] = takes
        return guarded(method)

    return guard


def guarded(method: Method[Q, S]) -> Method[Q, S]:
    """The exception boundary."""

    @wraps(method)
    async def answer(self: Servicer, request: Q, context: Context) -> S:
        try:
            return await method(self, request, context)
        except ArgumentError as error:
            code, message = grpc.StatusCode.INVALID_ARGUMENT, str(error)
        except ProviderError as error:
            code, message = grpc.StatusCode.FAILED_PRECONDITION, str(error)
        except Exception as error:  # noqa: BLE001  # a bug: its text may hold secrets, so no text
            place = extract_tb(error.__traceback__)[-1]
            file = place.filename.rpartition(os.sep)[2]
            code, message = (
                grpc.StatusCode.INTERNAL,
                (
                    f"a bug in the primeintellect provider {__version__} "
                    f"({type(error).__name__} at {file}:{place.lineno}). "
                    f"Please report it at {ISSUES}"
                ),
            )
        shown = self.hide(message)
        await context.abort(code, shown[:LONGEST] + "..." if len(shown) > LONGEST else shown)
        raise AssertionError  # abort raises

    return answer


class Servicer:
    """Serves one engine after the other; `done` is set once the only engine has cancelled.

    Without an `engine` address the plugin was started by hand, to be attached to: then a Cancel
    ends what is running, and the next engine finds the plugin ready.
    """

    def __init__(self, engine: str | None, *, verbose: bool) -> None:
        self.done = asyncio.Event()
        self._attachable = engine is None
        self._log = EngineLog(verbose=verbose, hide=self.hide)
        self._running: set[asyncio.Task[object]] = set()
        self._loaded: Provider | None = None
        if engine:
            self._log.connect(engine)

    @answering(provider_pb2.ProviderHandshakeRequest)
    async def Handshake(
        self, request: provider_pb2.ProviderHandshakeRequest, _: Context
    ) -> provider_pb2.ProviderHandshakeResponse:
        """Agrees on plain values: no secrets, resources or outputs are wrapped for us."""
        if self._attachable and request.engine_address:
            self._log.connect(request.engine_address)
        return provider_pb2.ProviderHandshakeResponse()

    @answering(plugin_pb2.PluginAttach)
    async def Attach(self, request: plugin_pb2.PluginAttach, _: Context) -> Empty:
        """Takes the engine that attaches."""
        self._log.connect(request.address)
        return Empty()

    @answering(Empty)
    async def GetPluginInfo(self, _request: Empty, _: Context) -> plugin_pb2.PluginInfo:
        """Tells the version."""
        return plugin_pb2.PluginInfo(version=__version__)

    @answering(provider_pb2.GetSchemaRequest)
    async def GetSchema(
        self, _request: provider_pb2.GetSchemaRequest, _: Context
    ) -> provider_pb2.GetSchemaResponse:
        """Answers the schema from its file: no model is imported for it."""
        schema = get_data("pulumi_resource_primeintellect", "schema.json") or b""
        return provider_pb2.GetSchemaResponse(schema=schema.decode())

    @answering(provider_pb2.GetMappingRequest)
    async def GetMapping(
        self, _request: provider_pb2.GetMappingRequest, _: Context
    ) -> provider_pb2.GetMappingResponse:
        """Maps nothing: there is no Terraform provider to convert from."""
        return provider_pb2.GetMappingResponse()

    @answering(provider_pb2.GetMappingsRequest)
    async def GetMappings(
        self, _request: provider_pb2.GetMappingsRequest, _: Context
    ) -> provider_pb2.GetMappingsResponse:
        """Maps nothing."""
        return provider_pb2.GetMappingsResponse()

    @answering(provider_pb2.CheckRequest)
    async def CheckConfig(
        self, request: provider_pb2.CheckRequest, _: Context
    ) -> provider_pb2.CheckResponse:
        """Checks what the program gave and hands back just that, for it is written to the state."""
        inputs, problems = self._provider().check(request.news)
        failures = [provider_pb2.CheckFailure(reason="; ".join(problems))] if problems else []
        return provider_pb2.CheckResponse(inputs=inputs, failures=failures)

    @answering(provider_pb2.DiffRequest)
    async def DiffConfig(
        self, request: provider_pb2.DiffRequest, _: Context
    ) -> provider_pb2.DiffResponse:
        """Names the settings that changed; none needs a new provider."""
        old = (request.old_inputs if request.HasField("old_inputs") else request.olds).fields
        new = request.news.fields
        changed = [name for name in sorted({*old, *new}) if old.get(name) != new.get(name)]
        some, none = provider_pb2.DiffResponse.DIFF_SOME, provider_pb2.DiffResponse.DIFF_NONE
        return provider_pb2.DiffResponse(changes=some if changed else none, diffs=changed)

    @answering(provider_pb2.ConfigureRequest)
    async def Configure(
        self, request: provider_pb2.ConfigureRequest, _: Context
    ) -> provider_pb2.ConfigureResponse:
        """Takes the configuration."""
        await self._provider().configure(request.args)
        return provider_pb2.ConfigureResponse(supportsPreview=True)

    @answering(provider_pb2.InvokeRequest)
    async def Invoke(self, request: provider_pb2.InvokeRequest, _: Context) -> bytes:
        """Calls a function; the answer is an InvokeResponse on the wire."""
        provider = self._provider()
        task = asyncio.ensure_future(provider.invoke(request.tok, request.args))
        self._running.add(task)
        try:
            result = await task
        except asyncio.CancelledError:
            raise ProviderError(f"{request.tok} was cancelled") from None
        finally:
            self._running.discard(task)
            await self._log.flush(0.0 if task.cancelled() else PATIENCE)
        return invoke_response(request.tok, result)

    @answering(Empty)
    async def Cancel(self, _request: Empty, _: Context) -> Empty:
        """Ends what is running, and the plugin with it unless it is to be attached to."""
        for task in self._running:
            task.cancel()
        if not self._attachable:
            self.done.set()
        return Empty()

    def hide(self, message: str) -> str:
        """The message without the key."""
        return message if self._loaded is None else self._loaded.hide(message)

    def _provider(self) -> Provider:
        """The provider, imported at the first need: the schema is served without it.

        In this thread: a second one would only take turns with it.
        """
        if self._loaded is None:
            from pulumi_resource_primeintellect.provider import Provider  # noqa: PLC0415

            self._loaded = Provider(os.environ, _home(), self._log)
        return self._loaded


def invoke_response(token: str, result: Sequence[bytes]) -> bytes:
    """An InvokeResponse on the wire, of a result in pieces.

    Raises:
        ProviderError: when it is more than the engine takes.
    """
    size = sum(map(len, result))
    if size > LARGEST_MESSAGE - ROOM:
        raise ProviderError(
            f"the result of {token} has {size // MEBIBYTE} MiB, more than Pulumi takes at once "
            f"({LARGEST_MESSAGE // MEBIBYTE} MiB). Ask for less: with conditions, `limit` or "
            "`includeSandboxes: false`"
        )
    return b"".join((header(FIRST, size), *result))


def on_the_wire(answer: Message | bytes) -> bytes:
    """An answer, encoded unless it is so already."""
    return answer if isinstance(answer, bytes) else answer.SerializeToString()


def handler(servicer: Servicer) -> grpc.GenericRpcHandler:
    """Serves the methods. The generated code would take no answer that is encoded already."""
    methods = {
        name: grpc.unary_unary_rpc_method_handler(
            getattr(servicer, name),
            request_deserializer=takes.FromString,
            response_serializer=on_the_wire,
        )
        for name, takes in REQUESTS.items()
    }
    return grpc.method_handlers_generic_handler(SERVICE, methods)


def _home() -> Path | None:
    from pathlib import Path  # noqa: PLC0415  # the schema is served without it

    try:
        return Path.home()
    except RuntimeError:
        return None


async def serve(engine: str | None, *, verbose: bool) -> None:
    """Serves until the engine cancels, after printing the port: the first line on stdout."""
    server = grpc.aio.server(
        options=[
            ("grpc.max_receive_message_length", LARGEST_MESSAGE),
            ("grpc.max_send_message_length", LARGEST_MESSAGE),
        ]
    )
    servicer = Servicer(engine, verbose=verbose)
    server.add_generic_rpc_handlers((handler(servicer),))
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    print(port, flush=True)  # noqa: T201  # this is the protocol
    await servicer.done.wait()
    await server.stop(grace=1)
