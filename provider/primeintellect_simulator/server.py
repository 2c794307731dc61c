"""Runs a uvicorn server in a thread, which starts and stops without delay."""

from __future__ import annotations

import asyncio
import socket
import threading
from typing import TYPE_CHECKING

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    from starlette.types import ASGIApp

KEEP_ALIVE_SECONDS = 75
"""As nginx has it. With uvicorn's 5 s, a slow machine could reuse a connection as it ends."""


class _Connection(H11Protocol):
    """Passes its transport to the application, in the `state` of the ASGI scope."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        # asyncio does not do this for sockets made by create_server(): 40 ms for each response.
        connected: socket.socket = transport.get_extra_info("socket")
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.app_state = {**self.app_state, "transport": transport}


class _Server(uvicorn.Server):
    """Waits for an event, where uvicorn would check every tenth of a second."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.serving = threading.Event()
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """Stops serving; called from another thread."""
        self._loop.call_soon_threadsafe(self._stopping.set)

    async def main_loop(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.serving.set()
        await self._stopping.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Drops every connection, whatever it waits for."""
        del sockets  # the listening servers close them
        for server in self.servers:
            for listener in server.sockets:
                self._loop.remove_reader(listener)
        for _ in range(2):  # turns of the loop: clients just accepted get a connection to abort
            await asyncio.sleep(0)
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        await asyncio.gather(*self.server_state.tasks)
        for server in self.servers:
            await server.wait_closed()


class ServerThread:
    """Serves an application on a listening socket from construction until `stop`."""

    def __init__(self, app: ASGIApp, listener: socket.socket) -> None:
        config = uvicorn.Config(
            app,
            http=_Connection,
            ws="none",
            loop="asyncio",
            lifespan="off",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            date_header=False,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
        )
        self._server = _Server(config)
        self._thread = threading.Thread(
            target=self._server.run, args=([listener],), name="primeintellect-simulator"
        )
        self._thread.start()
        self._server.serving.wait()

    def stop(self) -> None:
        """Stops serving, closes every socket and waits for the thread to end."""
        self._server.stop()
        self._thread.join()
