"""The resource provider service, as far as a provider with functions alone needs it.

What the engine asks for before it configures the provider is served here, as bytes: importing
protobuf and the stubs would take a sixth of the time to the schema. `methods.py` has the rest.

Source: https://github.com/pulumi/pulumi/blob/master/proto/pulumi/provider.proto
"""

from __future__ import annotations

import asyncio
import gc
import os
import sys
from functools import partial
from itertools import accumulate
from typing import TYPE_CHECKING

import grpc

from pulumi_python_provider.errors import ArgumentError, ProviderError
from pulumi_python_provider.inference.wire import FIRST, MAX_MESSAGE_BYTES, framed
from pulumi_python_provider.loading import describe_shortage

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from pulumi_python_provider.loading import Source
    from pulumi_python_provider.server.methods import Methods

    GrpcContext = grpc.aio.ServicerContext[bytes, bytes]
    Method = Callable[[bytes, GrpcContext], Awaitable[bytes]]

SERVICE = "pulumirpc.ResourceProvider"

MAX_ERROR_BYTES = 4000
"""gRPC clients need not take more than 8 KiB of an error and what is beside it."""

PARENT_CHECK_SECONDS = 2.0
"""Time between two checks of the parent: an engine that was killed cannot cancel.

On Windows a process keeps its parent's number, so there it outlives the engine.
"""

EMPTY = b""
"""A message with nothing in it."""


class Servicer:
    """Serves one engine after the other; `done` is set once the only engine has cancelled.

    Without an `engine` address the plugin was started by hand, to be attached to: then a Cancel
    ends what is running, and the next engine finds the plugin ready.
    """

    def __init__(self, source: Source, engine: str | None, *, verbose: bool) -> None:
        self.done = asyncio.Event()
        self._source = source
        self._engine = engine
        self._verbose = verbose
        self._loaded: Methods | None = None
        self.parent = os.getppid()
        self.methods: dict[str, Method] = {
            "Handshake": self.handshake,
            "GetPluginInfo": self.get_plugin_info,
            "GetSchema": self.get_schema,
            "GetMapping": self.get_no_mapping,
            "GetMappings": self.get_no_mapping,
            "Cancel": self.cancel,
            "Attach": lambda request, _: self.load().attach(request),
            "CheckConfig": lambda request, _: self.load().check_config(request),
            "DiffConfig": lambda request, _: self.load().diff_config(request),
            "Configure": lambda request, context: self.load().configure(request, context.peer()),
            "Invoke": lambda request, context: self.load().invoke(request, context.peer()),
        }

    def load(self) -> Methods:
        """Returns what serves the other methods, and imports it at the first need.

        In this thread: a second one would only take turns with it.
        """
        if self._loaded is None:
            if self._engine and sys.platform == "linux":
                from pulumi_python_provider.server.libc import end_with  # noqa: PLC0415  # see above

                end_with(self.parent)
            from pulumi_python_provider.server.methods import Methods  # noqa: PLC0415  # see above

            self._loaded = Methods(self._source.provider, self._engine, verbose=self._verbose)
            gc.freeze()  # what is imported stays
            gc.enable()  # see `tune_startup`, which turned it off
        return self._loaded

    async def serve(self, name: str, request: bytes, context: GrpcContext) -> bytes:
        """Serves a method; whatever it raises becomes one message. The exception boundary."""
        try:
            return await self.methods[name](request, context)
        except (asyncio.CancelledError, KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # noqa: BLE001  # pydantic-core's panics are no Exception
            code, message = describe(error, self._source)
            forget_frames(error)
        await context.abort(code, cut(message))
        raise AssertionError  # abort raises

    async def handshake(self, request: bytes, _context: GrpcContext) -> bytes:
        """Agrees on plain values: no secrets, resources or outputs are wrapped for us."""
        return EMPTY if self._engine else await self.load().handshake(request)

    async def get_plugin_info(self, _request: bytes, _context: GrpcContext) -> bytes:
        """Returns the version."""
        return framed(FIRST, self._source.version.encode())

    async def get_schema(self, _request: bytes, _context: GrpcContext) -> bytes:
        """Returns the schema."""
        return framed(FIRST, self._source.schema())

    async def get_no_mapping(self, _request: bytes, _context: GrpcContext) -> bytes:
        """Maps nothing: there is no Terraform provider to convert from."""
        return EMPTY

    async def cancel(self, _request: bytes, _context: GrpcContext) -> bytes:
        """Ends what is running, and the plugin with it unless it is to be attached to.

        The engine closes the connection after this response, so the others are sent first.
        """
        try:
            if self._loaded is not None:
                await self._loaded.cancel()
        finally:
            if self._engine is not None:
                self.done.set()
        return EMPTY


def forget_frames(error: BaseException) -> None:
    """Breaks the reference cycles between an expected error and the frames that it passed.

    Their variables hold tasks and responses, which otherwise wait for the garbage collector. A bug
    keeps its frames, because callers that share its error still need its place.
    """
    chained: BaseException | None = error if isinstance(error, ProviderError) else None
    while chained is not None:
        chained.__traceback__, chained = None, chained.__context__


def describe(error: BaseException, source: Source) -> tuple[grpc.StatusCode, str]:
    """Returns an error's status, and what the user reads of it."""
    if isinstance(error, ArgumentError):
        code = grpc.StatusCode.INVALID_ARGUMENT
    elif isinstance(error, ProviderError):
        code = grpc.StatusCode.FAILED_PRECONDITION
    elif describe_shortage(error):
        code = grpc.StatusCode.RESOURCE_EXHAUSTED
    else:
        code = grpc.StatusCode.INTERNAL
    return code, source.describe(error)


def cut(message: str) -> str:
    """Returns as much of the beginning as gRPC can carry."""
    message = message.encode(errors="replace").decode()
    lengths = accumulate(map(encoded_bytes, message[:MAX_ERROR_BYTES]))
    end = sum(length <= MAX_ERROR_BYTES for length in lengths)
    return message if end == len(message) else message[:end] + "..."


def encoded_bytes(character: str) -> int:
    """Counts the bytes of a character in an error: gRPC writes `%XX` for any that is not plain."""
    plain = " " <= character <= "~" and character != "%"
    return 1 if plain else 3 * len(character.encode())


def handler(servicer: Servicer) -> grpc.GenericRpcHandler:
    """Serves the methods, from bytes to bytes. gRPC itself refuses any other."""
    methods: dict[str, grpc.RpcMethodHandler[bytes, bytes]] = {
        name: grpc.unary_unary_rpc_method_handler(partial(servicer.serve, name))
        for name in servicer.methods
    }
    return grpc.method_handlers_generic_handler(SERVICE, methods)


async def wait_for_end(done: asyncio.Event, parent: int | None) -> None:
    """Waits until the engine is done or, where the `parent` is the engine's, has died."""
    waiting = asyncio.ensure_future(done.wait())
    pause = None if parent is None else PARENT_CHECK_SECONDS
    while not waiting.done() and parent in {None, os.getppid()}:
        await asyncio.wait({waiting}, timeout=pause)


async def serve(
    source: Source, engine: str | None, *, verbose: bool, print_line: Callable[[str], None]
) -> None:
    """Serves until the engine cancels or dies, after it has printed the port: the protocol."""
    server = grpc.aio.server(
        options=[
            ("grpc.max_receive_message_length", MAX_MESSAGE_BYTES),
            ("grpc.max_send_message_length", MAX_MESSAGE_BYTES),
        ]
    )
    servicer = Servicer(source, engine, verbose=verbose)
    server.add_generic_rpc_handlers((handler(servicer),))
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    print_line(str(port))
    await wait_for_end(servicer.done, servicer.parent if engine else None)
    await server.stop(grace=1)
