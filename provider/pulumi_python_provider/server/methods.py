"""Serves the protocol's methods that need the provider: those from the first configuration on.

They accept and return messages as bytes. Importing this module takes most of start-up.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

from google.protobuf.message import DecodeError

from pulumi_python_provider.errors import ArgumentError, ProviderError
from pulumi_python_provider.files import find_home
from pulumi_python_provider.given import Place
from pulumi_python_provider.inference.wire import FIRST, MEBIBYTE, header
from pulumi_python_provider.resolver import Resolver
from pulumi_python_provider.server.libc import release_memory
from pulumi_python_provider.server.log import EngineLog
from pulumi_python_provider.server.protocol import plugin_pb2, provider_pb2
from pulumi_python_provider.session import Session

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pulumi_python_provider.inference.encoding import Pieces
    from pulumi_python_provider.provider import Provider
    from pulumi_python_provider.settings import Settings

CANCEL_SECONDS = 1.0
"""Time that calls have to report that they were cancelled."""

LARGE_BYTES = 16 * MEBIBYTE
"""Size of a response above which it pays to return the memory that creating it took."""

DEFAULT_PROVIDER = re.compile(r"default(_[0-9]+_[0-9]+_[0-9]+.*|_.*/.*)?")
"""What the engine names a default provider: with the plugin's version and URL, if there are any."""


class Methods:
    """Serves one engine, or several in turn if they attach."""

    def __init__(self, provider: Provider[Settings], engine: str | None, *, verbose: bool) -> None:
        self._log = EngineLog(verbose=verbose)
        self._session = Session(
            provider, Resolver(os.environ, find_home(), provider.files), self._log
        )
        self._calls: set[asyncio.Task[object]] = set()
        self._cancelled: set[asyncio.Task[object]] = set()
        self._responses: set[asyncio.Task[object]] = set()
        if engine:
            self._connect(engine)

    async def handshake(self, request: bytes) -> bytes:
        """Connects to the engine that attaches, if the request has its address."""
        with parsing():
            parsed = provider_pb2.ProviderHandshakeRequest.FromString(request)
        if parsed.engine_address:
            self._connect(parsed.engine_address)
        return b""

    async def attach(self, request: bytes) -> bytes:
        """Connects to the engine that attaches."""
        with parsing():
            parsed = plugin_pb2.PluginAttach.FromString(request)
        self._connect(parsed.address)
        return b""

    async def check_config(self, request: bytes) -> bytes:
        """Checks the program's settings. Returns only those, because they go into the state."""
        with parsing():  # all of it: marking a value as a secret nests it deeper
            parsed = provider_pb2.CheckRequest.FromString(request)
            place = _place(parsed.name or parsed.urn.rpartition("::")[2])
            inputs, problems = self._session.check(parsed.news, place)
            failures = [provider_pb2.CheckFailure(reason="; ".join(problems))] if problems else []
            return provider_pb2.CheckResponse(inputs=inputs, failures=failures).SerializeToString()

    async def diff_config(self, request: bytes) -> bytes:
        """Says which settings changed and how; none needs a new provider.

        Without the kind of each change, the engine would not show that a secret has changed.
        """
        with parsing():
            parsed = provider_pb2.DiffRequest.FromString(request)
        old = (parsed.old_inputs if parsed.HasField("old_inputs") else parsed.olds).fields
        new = parsed.news.fields
        changed = [name for name in sorted({*old, *new}) if old.get(name) != new.get(name)]
        some, none = provider_pb2.DiffResponse.DIFF_SOME, provider_pb2.DiffResponse.DIFF_NONE
        return provider_pb2.DiffResponse(
            changes=some if changed else none,
            diffs=changed,
            detailedDiff={
                name: _difference(before=name in old, after=name in new) for name in changed
            },
            hasDetailedDiff=True,
        ).SerializeToString()

    async def configure(self, request: bytes, peer: str) -> bytes:
        """Configures the provider. `peer` is the engine's end of the connection."""
        with parsing():
            parsed = provider_pb2.ConfigureRequest.FromString(request)
        # A stack's providers have a name. `pulumi do` gives an empty one, and prints every status
        # on stdout, where its result goes.
        from_shell = parsed.HasField("name") and not parsed.name
        self._log.progress = not from_shell
        place = Place.FILE if from_shell else _place(parsed.name)
        await self._session.configure(parsed.args, peer, place)
        return provider_pb2.ConfigureResponse(supportsPreview=True).SerializeToString()

    async def invoke(self, request: bytes, peer: str) -> bytes:
        """Calls a function."""
        responding = cast("asyncio.Task[object]", asyncio.current_task())  # gRPC's task
        self._responses.add(responding)
        responding.add_done_callback(self._responses.discard)
        with parsing():
            parsed = provider_pb2.InvokeRequest.FromString(request)
        call = asyncio.ensure_future(self._session.invoke(parsed.tok, parsed.args, peer))
        self._calls.add(call)
        try:
            pieces = await call
        except asyncio.CancelledError:
            if call not in self._cancelled:
                raise  # a task of the function was cancelled
            raise ProviderError(f"{self.quote(parsed.tok)} was cancelled") from None
        finally:
            self._calls.discard(call)
            self._cancelled.discard(call)
            await self._log.flush(wait=not call.cancelled())
        del call  # it also holds the pieces
        return _joined(pieces)

    async def cancel(self) -> None:
        """Cancels the running calls, and waits until their responses are sent."""
        self._start_over()
        self._cancelled |= self._calls
        for call in self._calls:
            call.cancel()
        if self._responses:
            await asyncio.wait(self._responses, timeout=CANCEL_SECONDS)

    def quote(self, text: str) -> str:
        """Makes text from elsewhere safe to show in a message."""
        return self._session.redactor.quote(text)

    def _connect(self, engine: str) -> None:
        if self._log.connect(engine):
            self._start_over()

    def _start_over(self) -> None:
        """Prepares for another operation, with its own configuration."""
        self._session.release()
        self._log.start_over()


def _joined(pieces: Pieces) -> bytes:
    """Joins the pieces of a result into a response, and frees them.

    gRPC copies the response. Without the pieces, a response of 100 MB takes a fifth less memory.
    """
    pieces.insert(0, header(FIRST, sum(map(len, pieces))))
    response = b"".join(pieces)
    pieces.clear()
    if len(response) > LARGE_BYTES and sys.platform == "linux":
        release_memory()
    return response


@contextmanager
def parsing() -> Iterator[None]:
    """Rejects a request that is malformed, or nested deeper than protobuf reads.

    Raises:
        ArgumentError: instead of protobuf's own error.
    """
    try:
        yield
    except DecodeError:
        problem = "it is malformed, or its values are nested too deeply"
        raise ArgumentError("the engine's request cannot be read", [problem]) from None


def _difference(*, before: bool, after: bool) -> provider_pb2.PropertyDiff:
    """Returns how a setting changed that was given before, after, or both."""
    kinds = provider_pb2.PropertyDiff
    one_sided = kinds.ADD if after else kinds.DELETE
    return kinds(kind=kinds.UPDATE if before and after else one_sided, inputDiff=True)


def _place(name: str) -> Place:
    """Returns where the provider of a name has its settings. Older engines send no name."""
    is_default = not name or DEFAULT_PROVIDER.fullmatch(name)
    return Place.STACK if is_default else Place.ARGUMENT
