"""Reads bodies as they arrive: decompresses them, and limits their size and memory."""

from __future__ import annotations

import asyncio
import math
import re
import zlib
from io import BytesIO
from typing import TYPE_CHECKING

from anyio import current_time

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable

    from anyio import CancelScope

MEBIBYTE = 1024 * 1024

MAX_BODY_BYTES = 256 * MEBIBYTE
"""Size of a decompressed body. 100,000 sandboxes take about 100 MB."""

MAX_MEMORY_BYTES = 512 * MEBIBYTE
"""Size of all bodies that are being read."""

MAX_ERROR_BYTES = MEBIBYTE
"""Size of an error's body. A message quotes its start."""

MAX_PIECE_BYTES = MEBIBYTE
"""Size of one decompressed piece."""

GZIP_NAMES = {"gzip", "x-gzip"}
"""Names of the only encoding that requests accept (RFC 9110, 8.4.1.3)."""

CODINGS = re.compile(r"[\w, -]{1,60}")
"""Names of encodings. Other texts are not quoted: they could be data."""

GZIP_WINDOW_BITS = 31
"""Tells zlib to expect a gzip header."""


class BodyError(Exception):
    """A body that must not be read. The text completes "the response ..."."""


class DamagedBodyError(Exception):
    """A body that is incomplete or corrupt."""


class Plain:
    """Passes a body on unchanged."""

    def decompress(self, data: bytes) -> Iterable[bytes]:
        """Returns the data."""
        return (data,)

    def flush(self) -> bytes:
        """Returns no more data."""
        return b""


class Gzip:
    """Decompresses successive gzip members, one piece at a time."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(GZIP_WINDOW_BITS)
        self._is_empty = True

    def decompress(self, data: bytes) -> Iterable[bytes]:
        """Yields the decompressed pieces.

        Raises:
            DamagedBodyError: when the data is not gzip.
        """
        self._is_empty = False
        while data:
            if self._member.eof:
                data = data.lstrip(b"\0")  # padding
                if not data:
                    return
                self._member = zlib.decompressobj(GZIP_WINDOW_BITS)
            try:
                yield self._member.decompress(data, MAX_PIECE_BYTES)
            except zlib.error:
                raise DamagedBodyError("it is not valid gzip") from None
            data = self._member.unconsumed_tail or self._member.unused_data

    def flush(self) -> bytes:
        """Returns the last piece.

        Raises:
            DamagedBodyError: when the data is incomplete.
        """
        piece = self._member.flush()
        if not (self._member.eof or self._is_empty):
            raise DamagedBodyError("its gzip is incomplete")
        return piece


class Bodies:
    """Shares memory among at most `at_once` bodies. One at a time may exceed its share."""

    def __init__(self, at_once: int) -> None:
        self._share = (MAX_MEMORY_BYTES - MAX_BODY_BYTES) // at_once
        self._more = asyncio.Lock()

    async def read(
        self, chunks: AsyncIterator[bytes], decoder: Plain | Gzip, scope: CancelScope
    ) -> bytes:
        """Returns a whole body. Waiting for memory does not count towards the scope's deadline.

        Raises:
            BodyError: when the body is too large.
            DamagedBodyError: when it cannot be decompressed.
        """
        body = BytesIO()
        has_more = False
        try:
            async for chunk in chunks:
                for piece in decoder.decompress(chunk):
                    body.write(piece)
                    if body.tell() > MAX_BODY_BYTES:
                        raise BodyError(f"has more than {MAX_BODY_BYTES // MEBIBYTE} MiB")
                    if body.tell() > self._share and not has_more:
                        await _acquire(self._more, scope)
                        has_more = True
            body.write(decoder.flush())
            return body.getvalue()
        finally:
            if has_more:
                self._more.release()


async def _acquire(lock: asyncio.Lock, scope: CancelScope) -> None:
    left = scope.deadline - current_time()
    scope.deadline = math.inf
    await lock.acquire()
    scope.deadline = current_time() + left


async def read_beginning(chunks: AsyncIterator[bytes], decoder: Plain | Gzip) -> bytes:
    """Returns the body of an error; empty if it is too large or corrupt."""
    body = bytearray()
    try:
        async for chunk in chunks:
            for piece in decoder.decompress(chunk):
                body += piece
                if len(body) > MAX_ERROR_BYTES:
                    return b""
        return bytes(body + decoder.flush())
    except DamagedBodyError:
        return b""


def choose_decoder(coding: str, quote: Callable[[str], str]) -> Plain | Gzip:
    """Returns the decoder for a `Content-Encoding`.

    Raises:
        BodyError: for other encodings than gzip, and for gzip within gzip, which can turn a small
            response into a huge one.
    """
    names = [name for part in coding.split(",") if (name := part.strip().lower())]
    codings = [name for name in names if name != "identity"]
    if not codings:
        return Plain()
    if len(codings) == 1 and codings[0] in GZIP_NAMES:
        return Gzip()
    how = f'as "{quote(coding)}"' if CODINGS.fullmatch(coding) else "in an unknown way"
    raise BodyError(f"is encoded {how}, where only gzip is allowed")
