"""Carries each answer to the client: numbered, recorded, late or broken as scripted."""

from __future__ import annotations

import asyncio
import itertools
from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response

from primeintellect_simulator.recording import RecordedRequest, record

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from primeintellect_simulator.faults import Fault, Script


class Delivery:
    """ASGI middleware around the API.

    Args:
        app: What gives the ordinary answers.
        script: The faults to come.
        remember: Called with each request before its answer begins.
        delay_seconds: Seconds that pass before every answer.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        script: Script,
        remember: Callable[[RecordedRequest], None],
        delay_seconds: float,
    ) -> None:
        self._app = app
        self._script = script
        self._remember = remember
        self._delay_seconds = delay_seconds
        self._numbers = itertools.count(1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Deliver the answer to one HTTP request."""
        request_id = f"req-{next(self._numbers):06d}"
        fault = self._script.take(scope["path"])
        gone = await _client_leaves(receive, within=self._delay_seconds + fault.delay_seconds)
        if gone or fault.delivery == "dropped":
            self._remember(record(scope, None))
            await _hang_up(scope, receive)
            return

        async def deliver(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).setdefault("x-request-id", request_id)
                self._remember(record(scope, message["status"]))
                await send(message)
            elif fault.delivery == "whole":
                await send(message)
            else:
                body: bytes = message["body"]
                await send({**message, "body": body[: len(body) // 2], "more_body": True})
                await (_hang_up(scope, receive) if fault.delivery == "cut" else _stall(receive))

        answer = self._app if fault.status is None else _scripted(fault, fault.status, scope)
        await answer(scope, receive, deliver)


def _scripted(fault: Fault, status: int, scope: Scope) -> Response:
    echo = Headers(scope=scope).get("authorization", "") if fault.echo_authorization else ""
    return Response(fault.body + echo.encode("latin-1"), status, fault.headers)


async def _stall(receive: Receive) -> None:
    """Wait until the connection is gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _client_leaves(receive: Receive, *, within: float) -> bool:
    """Let seconds pass, and say whether the client hung up meanwhile."""
    if within <= 0:
        return False
    try:
        await asyncio.wait_for(_stall(receive), within)
    except asyncio.TimeoutError:
        return False
    return True


async def _hang_up(scope: Scope, receive: Receive) -> None:
    # ASGI has no message for this, so the server hands over each connection's transport. Closing
    # it flushes what was sent; returning before it is gone, uvicorn would answer 500 instead.
    scope["state"]["transport"].close()
    await _stall(receive)
