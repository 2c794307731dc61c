"""A relay between a gRPC client and a plugin, which sees the order of responses on the wire.

A client calls back in no particular order when several responses arrive together.
"""

from __future__ import annotations

import socket
from threading import Thread
from typing import TYPE_CHECKING

import grpc

if TYPE_CHECKING:
    from typing_extensions import Self

FRAME_HEADER_BYTES = 9
DATA, HEADERS = 0, 1
END_STREAM = 1
"""Parts of HTTP/2 frames (RFC 9113, 4.1 and 6)."""


class Relay:
    """Forwards one connection to a port of this machine.

    `ended` has the numbers of the streams in the order in which the server ended them. A client
    numbers its calls 1, 3, 5, ...
    """

    def __init__(self, port: int) -> None:
        self.ended: list[int] = []
        self._port = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.channel = grpc.insecure_channel(f"127.0.0.1:{self._listener.getsockname()[1]}")
        self._thread = Thread(target=self._run)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.channel.close()
        self._thread.join()
        self._listener.close()

    def _run(self) -> None:
        client, _ = self._listener.accept()
        with client, socket.create_connection(("127.0.0.1", self._port)) as server:
            requests = Thread(target=self._forward_requests, args=(client, server))
            requests.start()
            waiting = b""
            while data := server.recv(65536):
                waiting = self._read_frames(waiting + data)
                client.sendall(data)
            requests.join()

    @staticmethod
    def _forward_requests(client: socket.socket, server: socket.socket) -> None:
        while data := client.recv(65536):
            server.sendall(data)
        server.shutdown(socket.SHUT_WR)

    def _read_frames(self, data: bytes) -> bytes:
        """Reads whole frames, and returns the rest."""
        while len(data) >= FRAME_HEADER_BYTES:
            end = FRAME_HEADER_BYTES + int.from_bytes(data[:3], "big")
            if len(data) < end:
                break
            kind, flags, stream = data[3], data[4], int.from_bytes(data[5:9], "big")
            if kind in {DATA, HEADERS} and flags & END_STREAM:
                self.ended.append(stream)
            data = data[end:]
        return data
