"""The methods that need messages and the provider: those from the first configuration on.

They take requests and return answers as bytes. Importing this module takes most of start-up.
"""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import TYPE_CHECKING, cast

from pulumi_resource_primeintellect.errors import ProviderError
from pulumi_resource_primeintellect.infer.wire import FIRST, header
from pulumi_resource_primeintellect.provider import Provider
from pulumi_resource_primeintellect.server import LARGEST_MESSAGE, MEBIBYTE
from pulumi_resource_primeintellect.server.log import EngineLog
from pulumi_resource_primeintellect.server.protocol import plugin_pb2, provider_pb2

if TYPE_CHECKING:
    from collections.abc import Sequence

GRACE = 1.0
"""Seconds that calls have to answer that they were cancelled."""

ROOM = 1024
"""Bytes of an answer that are left to what is around the result."""


class Calls:
    """Answers an engine, or one after the other where they attach."""

    def __init__(self, engine: str | None, *, verbose: bool) -> None:
        self._log = EngineLog(verbose=verbose, hide=self.hide)
        self._provider = Provider(os.environ, _home(), self._log)
        self._running: set[asyncio.Task[object]] = set()
        self._unanswered: set[asyncio.Task[object]] = set()
        if engine:
            self._log.connect(engine)

    async def Handshake(self, request: bytes) -> bytes:
        """Takes the engine that attaches, if it is told already."""
        read = provider_pb2.ProviderHandshakeRequest.FromString(request)
        if read.engine_address:
            self._log.connect(read.engine_address)
        return b""

    async def Attach(self, request: bytes) -> bytes:
        """Takes the engine that attaches."""
        self._log.connect(plugin_pb2.PluginAttach.FromString(request).address)
        return b""

    async def CheckConfig(self, request: bytes) -> bytes:
        """Checks what the program gave and hands back just that, for it is written to the state."""
        read = provider_pb2.CheckRequest.FromString(request)
        inputs, problems = self._provider.check(read.news)
        failures = [provider_pb2.CheckFailure(reason="; ".join(problems))] if problems else []
        return provider_pb2.CheckResponse(inputs=inputs, failures=failures).SerializeToString()

    async def DiffConfig(self, request: bytes) -> bytes:
        """Names the settings that changed; none needs a new provider."""
        read = provider_pb2.DiffRequest.FromString(request)
        old = (read.old_inputs if read.HasField("old_inputs") else read.olds).fields
        new = read.news.fields
        changed = [name for name in sorted({*old, *new}) if old.get(name) != new.get(name)]
        some, none = provider_pb2.DiffResponse.DIFF_SOME, provider_pb2.DiffResponse.DIFF_NONE
        answer = provider_pb2.DiffResponse(changes=some if changed else none, diffs=changed)
        return answer.SerializeToString()

    async def Configure(self, request: bytes) -> bytes:
        """Takes the configuration."""
        read = provider_pb2.ConfigureRequest.FromString(request)
        # Providers of a stack have a name. `pulumi do` gives none, and prints every status on
        # stdout, where its answer goes.
        self._log.progress = bool(read.name) or not read.HasField("name")
        await self._provider.configure(read.args)
        return provider_pb2.ConfigureResponse(supportsPreview=True).SerializeToString()

    async def Invoke(self, request: bytes) -> bytes:
        """Calls a function."""
        answering = cast("asyncio.Task[object]", asyncio.current_task())  # gRPC's own
        self._unanswered.add(answering)
        answering.add_done_callback(self._unanswered.discard)
        read = provider_pb2.InvokeRequest.FromString(request)
        task = asyncio.ensure_future(self._provider.invoke(read.tok, read.args))
        self._running.add(task)
        try:
            result = await task
        except asyncio.CancelledError:
            raise ProviderError(f"{read.tok} was cancelled") from None
        finally:
            self._running.discard(task)
            await self._log.flush(patient=not task.cancelled())
        return invoke_response(read.tok, result)

    async def cancel(self) -> None:
        """Ends what is running, and waits until the answers are sent."""
        for task in self._running:
            task.cancel()
        if self._unanswered:
            await asyncio.wait(self._unanswered, timeout=GRACE)

    def hide(self, message: str) -> str:
        """The message without the key."""
        return self._provider.hide(message)


def invoke_response(token: str, result: Sequence[bytes]) -> bytes:
    """An InvokeResponse on the wire, of a result in pieces.

    Raises:
        ProviderError: when it is more than the engine takes.
    """
    size = sum(map(len, result))
    if size > LARGEST_MESSAGE - ROOM:
        raise ProviderError(
            f"the result of {token} has {size // MEBIBYTE} MiB, more than Pulumi takes at once "
            f"({LARGEST_MESSAGE // MEBIBYTE} MiB). Ask for less"
        )
    return b"".join((header(FIRST, size), *result))


def _home() -> Path | None:
    try:
        return Path.home()
    except RuntimeError:
        return None
