"""Servers that send exactly what a test says, byte for byte."""

from __future__ import annotations

import socket
import ssl
import struct
from threading import Lock, Thread
from typing import TYPE_CHECKING

import trustme

if TYPE_CHECKING:
    from typing_extensions import Self


class Reset:
    """An answer that is none: the connection is reset."""


class Held:
    """An answer that never comes; the connection stays until the client ends it."""


class RawServer:
    """Gives each connection the next of the answers, byte for byte, and then closes it.

    The last answer is given again and again. `heads` has what was received.
    """

    def __init__(self, *answers: bytes | Reset | Held) -> None:
        self._answers = list(answers)
        self._lock = Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._threads: list[Thread] = []
        self.heads: list[str] = []
        self.port: int = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._accepting = Thread(target=self._accept)
        self._accepting.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._accepting.join()
        for thread in self._threads:
            thread.join()

    def connected(self, connection: socket.socket) -> socket.socket:
        """The connection as it is read and written."""
        return connection

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            thread = Thread(target=self._serve, args=(connection,))
            self._threads.append(thread)
            thread.start()

    def _serve(self, accepted: socket.socket) -> None:
        with accepted:
            try:
                with self.connected(accepted) as connection:
                    self._answer(connection)
            except OSError:
                return  # the client has gone

    def _answer(self, connection: socket.socket) -> None:
        head = b""
        while b"\r\n\r\n" not in head:
            received = connection.recv(65536)
            if not received:
                return
            head += received
        with self._lock:
            self.heads.append(head.decode("latin-1"))
            answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, Held):
            while connection.recv(65536):
                pass
        elif isinstance(answer, Reset):
            linger = struct.pack("ii", 1, 0)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            connection.close()
        else:
            connection.sendall(answer)


AUTHORITY = trustme.CA()
LOCALHOST = AUTHORITY.issue_cert("localhost")


class Encrypted(RawServer):
    """Speaks TLS with a certificate for `localhost` that only `AUTHORITY` vouches for.

    It may want a certificate of the client, too.
    """

    def __init__(self, *answers: bytes, wants_certificate: bool = False) -> None:
        super().__init__(*answers)
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        LOCALHOST.configure_cert(self._context)
        if wants_certificate:
            AUTHORITY.configure_trust(self._context)
            self._context.verify_mode = ssl.CERT_REQUIRED
        self.url = f"https://localhost:{self.port}"

    def connected(self, connection: socket.socket) -> socket.socket:
        """Encrypts it. A client that is refused reads why before the connection is reset."""
        encrypted = self._context.wrap_socket(
            connection, server_side=True, do_handshake_on_connect=False
        )
        try:
            encrypted.do_handshake()
        except ssl.SSLError:
            with encrypted:
                encrypted.shutdown(socket.SHUT_WR)
                while encrypted.recv(65536):
                    pass
            raise
        return encrypted


def http(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    """A plain answer as it travels."""
    head = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers]
    return "\r\n".join([*head, "", ""]).encode("latin-1") + body
