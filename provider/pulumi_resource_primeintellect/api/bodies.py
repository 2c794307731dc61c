"""Reads bodies as they arrive: decompresses them, and limits their size and memory."""

from __future__ import annotations

import asyncio
import math
import re
import zlib
from collections.abc import AsyncIterator
from io import BytesIO

from anyio import CancelScope, current_time
from pulumi_python_provider.messages import Quote

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


def decoded(chunks: AsyncIterator[bytes], coding: str, quote: Quote) -> AsyncIterator[bytes]:
    """Returns the pieces of a body with a `Content-Encoding`.

    Raises:
        BodyError: for other encodings than gzip, and for gzip within gzip, which can turn a small
            response into a huge one.
    """
    names = [name for part in coding.split(",") if (name := part.strip().lower())]
    codings = [name for name in names if name != "identity"]
    if not codings:
        return chunks
    if len(codings) == 1 and codings[0] in GZIP_NAMES:
        return decompressed(chunks)
    how = f'as "{quote(coding)}"' if CODINGS.fullmatch(coding) else "in an unknown way"
    raise BodyError(f"is encoded {how}, where only gzip is allowed")


async def decompressed(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Yields the pieces of a body of successive gzip members, each of at most 1 MiB.

    Raises:
        DamagedBodyError: when the body is not gzip, or is incomplete.
    """
    member = zlib.decompressobj(GZIP_WINDOW_BITS)
    is_empty = True
    async for chunk in chunks:
        data, is_empty = chunk, False
        while data:
            if member.eof:
                data = data.lstrip(b"\0")  # padding
                if not data:
                    break
                member = zlib.decompressobj(GZIP_WINDOW_BITS)
            try:
                piece = member.decompress(data, MAX_PIECE_BYTES)
            except zlib.error:
                raise DamagedBodyError("it is not valid gzip") from None
            yield piece
            data = member.unconsumed_tail or member.unused_data
    yield member.flush()
    if not (member.eof or is_empty):
        raise DamagedBodyError("its gzip is incomplete")


class Bodies:
    """Shares memory among at most `at_once` bodies. One at a time may exceed its share."""

    def __init__(self, at_once: int) -> None:
        self._share = (MAX_MEMORY_BYTES - MAX_BODY_BYTES) // at_once
        self._more = asyncio.Lock()

    async def read(
        self, pieces: AsyncIterator[bytes], scope: CancelScope, max_bytes: int = MAX_BODY_BYTES
    ) -> bytes:
        """Returns a whole body. Waiting for memory does not count towards the scope's deadline.

        Raises:
            BodyError: when the body is too large.
        """
        body = BytesIO()
        has_more = False
        try:
            async for piece in pieces:
                body.write(piece)
                if body.tell() > max_bytes:
                    raise BodyError(f"has more than {max_bytes // MEBIBYTE} MiB")
                if body.tell() > self._share and not has_more:
                    await _acquire(self._more, scope)
                    has_more = True
            return body.getvalue()
        finally:
            if has_more:
                self._more.release()


async def _acquire(lock: asyncio.Lock, scope: CancelScope) -> None:
    left = scope.deadline - current_time()
    scope.deadline = math.inf
    await lock.acquire()
    scope.deadline = current_time() + left
