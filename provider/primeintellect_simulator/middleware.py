"""Delivers each response to the client: numbered, recorded, and late or broken if scripted."""

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


class FaultMiddleware:
    """ASGI middleware around the API.

    Args:
        app: The application that makes the ordinary responses.
        script: The scripted faults.
        remember: Called with each request before its response begins.
        delay_seconds: Seconds that pass before every response.
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
        self._last: Response | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Responds to one HTTP request."""
        request_id = f"req-{next(self._numbers):06d}"
        fault = self._script.take(scope["path"])
        seconds = self._delay_seconds + fault.delay_seconds
        if await _disconnects(receive, within=seconds) or fault.delivery == "dropped":
            self._remember(record(scope, None))
            await _disconnect(scope, receive)
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
                await (_disconnect(scope, receive) if fault.delivery == "cut" else _wait(receive))

        response = await self._response(fault, scope, receive)
        await response(scope, receive, deliver)

    async def _response(self, fault: Fault, scope: Scope, receive: Receive) -> Response:
        """Returns the response to a request, and keeps it for a replay."""
        if fault.replay and self._last is not None:
            return self._last
        if fault.status is None or fault.body is None:
            response = await _ordinary(self._app, scope, receive)
            response.status_code = fault.status or response.status_code
            response.headers.update(fault.headers)
        else:
            authorization = Headers(scope=scope).get("authorization", "")
            echo = authorization.encode("latin-1") if fault.echo_authorization else b""
            response = Response(fault.body + echo, fault.status, fault.headers)
        self._last = response
        return response


async def _ordinary(app: ASGIApp, scope: Scope, receive: Receive) -> Response:
    """Returns the application's own response, without sending it."""
    response = Response()

    async def keep(message: Message) -> None:
        if message["type"] == "http.response.start":
            response.status_code = message["status"]
            response.raw_headers = message["headers"]
        else:
            response.body += message["body"]

    await app(scope, receive, keep)
    return response


async def _wait(receive: Receive) -> None:
    """Waits until the connection has closed."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _disconnects(receive: Receive, *, within: float) -> bool:
    """Waits for the client to disconnect, and returns whether it did in that time."""
    if within <= 0:
        return False
    try:
        await asyncio.wait_for(_wait(receive), within)
    except asyncio.TimeoutError:
        return False
    return True


async def _disconnect(scope: Scope, receive: Receive) -> None:
    # ASGI has no message for this, so the server passes each connection's transport. Closing it
    # flushes what was sent. If this returned before it has closed, uvicorn would send a 500.
    scope["state"]["transport"].close()
    await _wait(receive)
