"""The resource provider service: the part that a provider without resources needs.

This module serves the methods that the engine calls before it configures the provider. They handle
bytes: importing protobuf and the stubs would take a sixth of the time to the schema. `methods.py`
has the other methods.

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

from pulumi_python_provider.errors import ProviderError
from pulumi_python_provider.inference.wire import FIRST, MAX_MESSAGE_BYTES, framed
from pulumi_python_provider.loading import first_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from typing import Any

    from pulumi_python_provider.loading import Source
    from pulumi_python_provider.server.methods import Methods

    GrpcContext = grpc.aio.ServicerContext[bytes, bytes]
    Method = Callable[[bytes, GrpcContext], Awaitable[bytes]]

SERVICE = "pulumirpc.ResourceProvider"

MAX_ERROR_BYTES = 4000
"""The longest error message: clients need not accept more than 8 KiB of it and its metadata."""

PARENT_CHECK_SECONDS = 2.0
"""Time between two checks of the parent, because an engine that was killed cannot cancel.

On Windows a process keeps its parent's ID, so there the plugin outlives the engine.
"""

EMPTY = b""
"""A message without fields."""


class Servicer:
    """Serves engines in turn; `done` is set once the only engine has cancelled.

    Without an `engine` address, a person started the plugin to attach to it: then Cancel ends the
    running calls, and the plugin is ready for the next engine.
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
        """Returns the object that serves the other methods, and imports it on first use.

        The import runs in this thread: a second one would only take turns with it.
        """
        if self._loaded is None:
            if self._engine and sys.platform == "linux":
                from pulumi_python_provider.server.libc import die_with_parent  # noqa: PLC0415  # see above

                die_with_parent(self.parent)
            from pulumi_python_provider.server.methods import Methods  # noqa: PLC0415  # see above

            self._loaded = Methods(self._source.provider, self._engine, verbose=self._verbose)
            gc.freeze()  # imported modules stay
            gc.enable()  # `tune_startup` turned it off
        return self._loaded

    async def serve(self, name: str, request: bytes, context: GrpcContext) -> bytes:
        """Serves a method, and turns any exception into one message: the exception boundary."""
        try:
            return await self.methods[name](request, context)
        except BaseException as error:  # noqa: BLE001  # exits, and panics of pydantic-core
            first = first_of(error)
            status, message = self._source.describe(first)
            forget_frames(first)
            del first
        await context.abort(grpc.StatusCode[status], cut(message))
        raise AssertionError  # abort raises

    async def handshake(self, request: bytes, _context: GrpcContext) -> bytes:
        """Accepts no wrapped values, so the engine sends plain secrets, resources and outputs."""
        return EMPTY if self._engine else await self.load().handshake(request)

    async def get_plugin_info(self, _request: bytes, _context: GrpcContext) -> bytes:
        """Returns the version."""
        return framed(FIRST, self._source.version.encode())

    async def get_schema(self, _request: bytes, _context: GrpcContext) -> bytes:
        """Returns the schema."""
        return framed(FIRST, self._source.schema())

    async def get_no_mapping(self, _request: bytes, _context: GrpcContext) -> bytes:
        """Returns no mapping: there is no Terraform provider to convert from."""
        return EMPTY

    async def cancel(self, _request: bytes, _context: GrpcContext) -> bytes:
        """Cancels the running calls, and ends the plugin unless a person started it.

        The engine closes the connection after this response, so the calls' responses go first.
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

    The frames' variables hold tasks and responses, which would otherwise stay in memory until the
    garbage collector runs. A bug keeps its frames, because callers that share its error still need
    its location.
    """
    chained: BaseException | None = error if isinstance(error, ProviderError) else None
    while chained is not None:
        chained.__traceback__, chained = None, chained.__context__


def cut(message: str) -> str:
    """Shortens a message to the length that gRPC can carry."""
    message = message.encode(errors="replace").decode()
    lengths = accumulate(map(encoded_bytes, message[:MAX_ERROR_BYTES]))
    end = sum(length <= MAX_ERROR_BYTES for length in lengths)
    return message if end == len(message) else message[:end] + "..."


def encoded_bytes(character: str) -> int:
    """Counts the bytes of a character in an error: gRPC writes `%XX` for special bytes."""
    plain = " " <= character <= "~" and character != "%"
    return 1 if plain else 3 * len(character.encode())


def handler(servicer: Servicer) -> grpc.GenericRpcHandler:
    """Returns a handler for the methods, from bytes to bytes. gRPC refuses any other method."""
    methods: dict[str, grpc.RpcMethodHandler[bytes, bytes]] = {
        name: grpc.unary_unary_rpc_method_handler(partial(servicer.serve, name))
        for name in servicer.methods
    }
    return grpc.method_handlers_generic_handler(SERVICE, methods)


async def wait_for_end(done: asyncio.Event, parent: int | None) -> None:
    """Waits until the engine is done or, if the engine is the `parent`, has died."""
    waiting = asyncio.ensure_future(done.wait())
    pause = None if parent is None else PARENT_CHECK_SECONDS
    while not waiting.done() and parent in {None, os.getppid()}:
        await asyncio.wait({waiting}, timeout=pause)


async def serve(
    source: Source, engine: str | None, *, verbose: bool, print_line: Callable[[str], None]
) -> None:
    """Prints the port, as the protocol demands, and serves until the engine cancels or dies."""

    def report(_loop: object, context: Mapping[str, Any]) -> None:
        """Reports a failed task that nobody waits for, without texts that can have secrets."""
        error = context.get("exception")
        text = context["message"] if error is None else source.describe(first_of(error))[1]
        print(text, file=sys.stderr)  # noqa: T201  # for whoever started the plugin

    asyncio.get_running_loop().set_exception_handler(report)
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
