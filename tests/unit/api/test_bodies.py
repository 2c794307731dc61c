from __future__ import annotations

import asyncio
import gzip
import math
import zlib
from typing import TYPE_CHECKING

import pytest
from anyio import CancelScope, current_time
from pulumi_resource_primeintellect.api.bodies import (
    MAX_BODY_BYTES,
    MAX_ERROR_BYTES,
    MAX_MEMORY_BYTES,
    MEBIBYTE,
    Bodies,
    BodyError,
    DamagedBodyError,
    decoded,
    decompressed,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

TEXT = b'{"id": "sbx-000001", "name": "n"}' * 100


async def arriving(chunks: Iterable[bytes]) -> AsyncIterator[bytes]:
    for chunk in chunks:
        await asyncio.sleep(0)
        yield chunk


def read(*chunks: bytes, coding: str = "", max_bytes: int = MAX_BODY_BYTES) -> bytes:
    async def run() -> bytes:
        pieces = decoded(arriving(chunks), coding, str)
        return await Bodies(8).read(pieces, CancelScope(), max_bytes)

    return asyncio.run(run())


def zipped(text: bytes) -> bytes:
    """Without the time of the call, which would make each run's cases different ones."""
    return gzip.compress(text, mtime=0)


def compress(*, megabytes: int) -> bytes:
    """A body that grows to so much; made piece by piece."""
    press = zlib.compressobj(1, wbits=31)
    piece = b" " * MEBIBYTE
    return b"".join(press.compress(piece) for _ in range(megabytes)) + press.flush()


@pytest.mark.parametrize("coding", ["", " ", ",", "identity", "IDENTITY, identity"])
def test_a_plain_body_is_taken_as_it_is(coding: str) -> None:
    assert read(b"one ", b"two", coding=coding) == b"one two"


@pytest.mark.parametrize("coding", ["gzip", "GZip", "x-gzip", "identity, gzip", "gzip,"])
@pytest.mark.parametrize("size", [1, 7, 65536])
def test_a_compressed_body_is_decompressed_however_it_arrives(coding: str, size: int) -> None:
    body = zipped(TEXT)
    chunks = [body[start : start + size] for start in range(0, len(body), size)]
    assert read(*chunks, coding=coding) == TEXT


@pytest.mark.parametrize(
    ("body", "read_as"),
    [
        (b"", b""),
        (zipped(b""), b""),
        (zipped(b"one") + zipped(b""), b"one"),
        (zipped(b"one") + zipped(b"two"), b"onetwo"),
        (zipped(b"one") + b"\0" * 512, b"one"),
        (zipped(b"one") + b"\0\0" + zipped(b"two"), b"onetwo"),
    ],
)
@pytest.mark.parametrize("size", [1, 65536])
def test_gzip_in_several_members_is_one_body(body: bytes, read_as: bytes, size: int) -> None:
    chunks = [body[start : start + size] for start in range(0, len(body), size)]
    assert read(*chunks, coding="gzip") == read_as


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"no gzip", "it is not valid gzip"),
        (zipped(b"one") + b"and more", "it is not valid gzip"),
        (zipped(TEXT)[:-3] + b"xxx", "it is not valid gzip"),
        (zipped(TEXT)[:-9], "its gzip is incomplete"),
        (zipped(TEXT)[:5], "its gzip is incomplete"),
    ],
)
def test_a_damaged_body_is_none(body: bytes, problem: str) -> None:
    with pytest.raises(DamagedBodyError) as raised:
        read(body, coding="gzip")
    assert str(raised.value) == problem


@pytest.mark.parametrize(
    "coding", ["gzip, gzip", "gzip, x-gzip", "gzip, br", "br", "zstd", "deflate", "x-new"]
)
def test_other_codings_are_refused_unread(coding: str) -> None:
    with pytest.raises(BodyError) as raised:
        decoded(arriving(()), coding, str.upper)
    assert str(raised.value) == f'is encoded as "{coding.upper()}", where only gzip is allowed'


def test_a_body_beyond_the_largest_is_not_read_to_its_end() -> None:
    taken = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal taken
        while True:
            taken += 1
            yield b" " * MEBIBYTE

    async def run() -> None:
        await Bodies(1).read(endless(), CancelScope())

    with pytest.raises(BodyError) as raised:
        asyncio.run(run())
    assert str(raised.value) == "has more than 256 MiB"
    assert taken == MAX_BODY_BYTES // MEBIBYTE + 1


def test_a_small_response_that_grows_is_decompressed_a_piece_at_a_time() -> None:
    bomb = compress(megabytes=300)
    assert len(bomb) < 2 * MEBIBYTE

    async def run() -> None:
        pieces = decompressed(arriving([bomb]))
        assert [len(await anext(pieces)) for _ in range(20)] == [MEBIBYTE] * 20

    asyncio.run(run())


@pytest.mark.parametrize("at_once", [2, 8])
def test_bodies_under_way_share_their_memory(at_once: int) -> None:
    """Of many large bodies, one grows at a time, and the others stay within their shares."""
    sizes = [0] * at_once

    async def growing(number: int) -> AsyncIterator[bytes]:
        for _ in range(200):
            sizes[number] += MEBIBYTE
            assert sum(sizes) <= MAX_MEMORY_BYTES
            yield b" " * MEBIBYTE
            await asyncio.sleep(0)

    async def run() -> None:
        bodies = Bodies(at_once)

        async def one(number: int) -> int:
            length = len(await bodies.read(growing(number), CancelScope()))
            sizes[number] = 0  # it was decoded and forgotten
            return length

        lengths = await asyncio.gather(*(one(number) for number in range(at_once)))
        assert lengths == [200 * MEBIBYTE] * at_once

    asyncio.run(run())


def test_waiting_for_memory_does_not_count_as_the_apis_time() -> None:
    async def run() -> None:
        bodies = Bodies(2)
        large = b" " * (MAX_MEMORY_BYTES - MAX_BODY_BYTES)
        may_end = asyncio.Event()

        async def slow() -> AsyncIterator[bytes]:
            yield large
            await may_end.wait()

        first = asyncio.create_task(bodies.read(slow(), CancelScope()))
        await asyncio.sleep(0)
        before = current_time() + 3600
        scope = CancelScope(deadline=before)
        second = asyncio.create_task(bodies.read(arriving([large]), scope))
        while not math.isinf(scope.deadline):  # noqa: ASYNC110  # nothing tells when it waits
            await asyncio.sleep(0)
        may_end.set()
        assert (await first, await second) == (large, large)
        assert before < scope.deadline < math.inf

    asyncio.run(run())


@pytest.mark.parametrize("coding", ["", "gzip"])
def test_the_body_of_an_error_may_be_smaller(coding: str) -> None:
    largest = b" " * MAX_ERROR_BYTES
    sent = [zipped(text) if coding else text for text in (largest, largest + b" ")]
    assert read(sent[0], coding=coding, max_bytes=MAX_ERROR_BYTES) == largest
    with pytest.raises(BodyError):
        read(sent[1], coding=coding, max_bytes=MAX_ERROR_BYTES)


def test_what_is_no_name_of_an_encoding_is_not_quoted() -> None:
    with pytest.raises(BodyError) as raised:
        decoded(arriving(()), "TOKEN=s3cret", str)
    assert str(raised.value) == "is encoded in an unknown way, where only gzip is allowed"
