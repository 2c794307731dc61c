"""The resource provider service, as far as a provider with functions alone needs it.

What the engine asks for before it configures the provider is answered here, as bytes: to import
protobuf and the stubs would take a sixth of the time to the schema. `calls.py` has the rest.

Source: https://github.com/pulumi/pulumi/blob/master/proto/pulumi/provider.proto
"""

from __future__ import annotations

import asyncio
import gc
import os
from functools import partial
from itertools import accumulate
from pkgutil import get_data
from traceback import extract_tb
from typing import TYPE_CHECKING

import grpc

from pulumi_resource_primeintellect import NAMESPACE, __version__
from pulumi_resource_primeintellect.errors import ArgumentError, ProviderError
from pulumi_resource_primeintellect.infer.wire import FIRST, framed
from pulumi_resource_primeintellect.server import LARGEST_MESSAGE

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from pulumi_resource_primeintellect.server.calls import Calls

    Context = grpc.aio.ServicerContext[bytes, bytes]
    Method = Callable[[bytes], Awaitable[bytes]]

ISSUES = "https://github.com/pulumi-primeintellect/pulumi-primeintellect/issues"
SERVICE = "pulumirpc.ResourceProvider"
LONGEST = 4000
"""Bytes of an error: gRPC clients need not take more than 8 KiB of it and what is beside."""

LOOK = 2.0
"""Seconds from one look at the parent to the next: an engine that was killed cannot cancel.

On Windows a process keeps its parent's number, so there it outlives the engine.
"""

EMPTY = b""
"""A message with nothing in it."""


EARLY = ("Handshake", "GetPluginInfo", "GetSchema", "GetMapping", "GetMappings", "Cancel")
"""The methods that the servicer answers by itself."""

LATE = ("Attach", "CheckConfig", "DiffConfig", "Configure", "Invoke")
"""The methods that `Calls` answers."""


def outcome(error: Exception) -> tuple[grpc.StatusCode, str]:
    """What the user is told of an error."""
    if isinstance(error, ArgumentError):
        return grpc.StatusCode.INVALID_ARGUMENT, str(error)
    if isinstance(error, ProviderError):
        return grpc.StatusCode.FAILED_PRECONDITION, str(error)
    # A bug: its text may hold secrets, so no text.
    place = extract_tb(error.__traceback__)[-1]
    file = place.filename.rpartition(os.sep)[2]
    return grpc.StatusCode.INTERNAL, (
        f"a bug in the {NAMESPACE} provider {__version__} ({type(error).__name__} at "
        f"{file}:{place.lineno}). Please report it at {ISSUES}"
    )


def shortened(message: str) -> str:
    """As much of the beginning as gRPC can carry."""
    lengths = accumulate(map(encoded_length, message[:LONGEST]))
    end = sum(length <= LONGEST for length in lengths)
    return message if end == len(message) else message[:end] + "..."


def encoded_length(character: str) -> int:
    """Bytes of a character in an error, where gRPC writes `%XX` for a byte that is not plain."""
    plain = " " <= character <= "~" and character != "%"
    return 1 if plain else 3 * len(character.encode())


class Servicer:
    """Serves one engine after the other; `done` is set once the only engine has cancelled.

    Without an `engine` address the plugin was started by hand, to be attached to: then a Cancel
    ends what is running, and the next engine finds the plugin ready.
    """

    def __init__(self, engine: str | None, *, verbose: bool) -> None:
        self.done = asyncio.Event()
        self._engine = engine
        self._verbose = verbose
        self._calls: Calls | None = None

    @property
    def calls(self) -> Calls:
        """What answers the other methods, imported at the first need.

        In this thread: a second one would only take turns with it.
        """
        if self._calls is None:
            from pulumi_resource_primeintellect.server.calls import Calls  # noqa: PLC0415

            self._calls = Calls(self._engine, verbose=self._verbose)
            gc.freeze()  # what is imported stays
            gc.enable()  # see `hasten`, which turned it off
        return self._calls

    async def answer(self, name: str, request: bytes, context: Context) -> bytes:
        """Answers a method; whatever it raises becomes one message. The exception boundary."""
        try:
            method: Method = getattr(self.calls if name in LATE else self, name)
            return await method(request)
        except Exception as error:  # noqa: BLE001  # bugs, too
            code, message = outcome(error)
        shown = message if self._calls is None else self._calls.hide(message)
        await context.abort(code, shortened(shown))
        raise AssertionError  # abort raises

    async def Handshake(self, request: bytes) -> bytes:
        """Agrees on plain values: no secrets, resources or outputs are wrapped for us."""
        return EMPTY if self._engine else await self.calls.Handshake(request)

    async def GetPluginInfo(self, _request: bytes) -> bytes:
        """Tells the version."""
        return framed(FIRST, __version__.encode())

    async def GetSchema(self, _request: bytes) -> bytes:
        """Answers the schema from its file: no model is imported for it."""
        return framed(FIRST, get_data("pulumi_resource_primeintellect", "schema.json") or EMPTY)

    async def GetMapping(self, _request: bytes) -> bytes:
        """Maps nothing: there is no Terraform provider to convert from."""
        return EMPTY

    async def GetMappings(self, _request: bytes) -> bytes:
        """Maps nothing."""
        return EMPTY

    async def Cancel(self, _request: bytes) -> bytes:
        """Ends what is running, and the plugin with it unless it is to be attached to.

        The engine closes the connection once this is answered, so the other answers come first.
        """
        try:
            if self._calls is not None:
                await self._calls.cancel()
        finally:
            if self._engine is not None:
                self.done.set()
        return EMPTY


def handler(servicer: Servicer) -> grpc.GenericRpcHandler:
    """Serves the methods, from bytes to bytes. To the others gRPC answers that there are none."""
    methods: dict[str, grpc.RpcMethodHandler[bytes, bytes]] = {
        name: grpc.unary_unary_rpc_method_handler(partial(servicer.answer, name))
        for name in (*EARLY, *LATE)
    }
    return grpc.method_handlers_generic_handler(SERVICE, methods)


async def ended(done: asyncio.Event, parent: int | None) -> None:
    """Waits until the engine is done or, where the `parent` is the engine's, has died."""
    waiting = asyncio.ensure_future(done.wait())
    pause = None if parent is None else LOOK
    while not waiting.done() and parent in {None, os.getppid()}:
        await asyncio.wait({waiting}, timeout=pause)


async def serve(engine: str | None, *, verbose: bool, tell: Callable[[str], None]) -> None:
    """Serves until the engine cancels or dies, after it has told the port: the protocol."""
    parent = os.getppid() if engine else None
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
    tell(str(port))
    await ended(servicer.done, parent)
    await server.stop(grace=1)
