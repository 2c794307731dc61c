"""The API's two endpoints, read to the end: one sandbox, one page, all sandboxes."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from pulumi_resource_primeintellect.api.decoding import decode_page, decode_sandbox
from pulumi_resource_primeintellect.api.paging import Page, Reading, Readings
from pulumi_resource_primeintellect.api.requests import is_same_id, page_request, sandbox_request
from pulumi_resource_primeintellect.api.responses import CHECK_BASE_URL
from pulumi_resource_primeintellect.errors import DecodingError, StatusError, UnsettledError

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence

    from pulumi_resource_primeintellect.api.client import Call
    from pulumi_resource_primeintellect.api.requests import Request, SandboxQuery
    from pulumi_resource_primeintellect.api.sandboxes import Sandbox, Skipped

T = TypeVar("T")

LARGEST_PAGE = 1000
SMALLER_PAGES = (100, None)
"""What to ask for where that is refused: what older servers allow, then what a server likes."""

UNPROCESSABLE = 422

PROGRESS = 1000
"""Sandboxes after which the user is told how far it is."""

TURN = 0.01
"""Seconds of work after which others may go on."""

MOST_READINGS = 10


@dataclass(frozen=True)
class Listing(Generic[T]):
    """Everything that was found: what is `kept` of each sandbox, by its ID, in no particular order.

    `skipped` has those that could not be read; `per_page` is the page size that was used.
    """

    kept: Mapping[str, T]
    skipped: Mapping[str, Skipped]
    per_page: int


async def read_sandbox(call: Call, sandbox_id: str) -> Sandbox:
    """One sandbox (`GET /api/v1/sandbox/{sandbox_id}`)."""
    request = sandbox_request(sandbox_id, call.quote)

    def decode(request: Request, body: bytes) -> Sandbox:
        sandbox = decode_sandbox(request, body)
        if is_same_id(sandbox.id, sandbox_id):
            return sandbox
        problem = f'the API answered with another sandbox, "{call.quote(sandbox.id)}"'
        raise DecodingError(request.purpose, problem, CHECK_BASE_URL)

    return await call.get(request, decode)


async def read_page(
    call: Call,
    query: SandboxQuery,
    number: int,
    per_page: int | None,
    keep: Callable[[Sandbox], T],
) -> Page[T]:
    """One page as the API ordered it (`GET /api/v1/sandbox`), less what `keep` does not return."""
    request = page_request(query, number, per_page, call.quote)
    page = await call.get(request, decode_page)
    kept: list[tuple[str, T]] = []
    began = call.time
    for sandbox in page.sandboxes:
        kept.append((sandbox.id, keep(sandbox)))
        if call.time - began > TURN:  # a pattern can take long over names
            await call.checkpoint(request)
            began = call.time
    return Page(kept, page.skipped, page.total, page.page, page.per_page, page.has_next)


async def read_all(
    call: Call, query: SandboxQuery, per_page: int | None, keep: Callable[[Sandbox], T]
) -> Listing[T]:
    """Every sandbox once, of which only what `keep` returns stays in memory.

    Reads all pages, and again when items moved meanwhile, until the readings are `settled`.

    Raises:
        UnsettledError: when they never are, so that no listing is cut short silently.
    """
    readings = Readings[T]()
    for _ in range(MOST_READINGS):
        reading, per_page = await _read_once(call, query, per_page, keep)
        readings.add(reading)
        if readings.settled:
            return Listing(readings.kept, readings.skipped, per_page)
    purpose = page_request(query, 1, per_page, call.quote).purpose
    raise UnsettledError(
        f"cannot {purpose}: the API counts {reading.total} "
        f"sandboxes, but {MOST_READINGS} readings of all its pages found {readings.count}. "
        "Try again when fewer sandboxes are being created or deleted."
    )


async def _read_once(
    call: Call, query: SandboxQuery, per_page: int | None, keep: Callable[[Sandbox], T]
) -> tuple[Reading[T], int]:
    asked = per_page or LARGEST_PAGE
    sizes = (asked, *SMALLER_PAGES) if asked > SMALLER_PAGES[0] else (asked,)
    first, size = await _first_page(call, query, sizes, keep)
    reading = Reading(first)
    arrived = reading.count

    def tell() -> None:
        listed = min(arrived, reading.total)
        call.log.status(f"listed {listed:,} of {reading.total:,} sandboxes")

    async def read(number: int) -> Page[T]:
        nonlocal arrived
        page = await read_page(call, query, number, size, keep)
        before, arrived = arrived, arrived + page.size
        if arrived // PROGRESS > before // PROGRESS:
            tell()
        return page

    while wanted := reading.wanted:
        tell()
        reading.add(await _together(read(number) for number in wanted))
    return reading, size


async def _first_page(
    call: Call, query: SandboxQuery, sizes: Sequence[int | None], keep: Callable[[Sandbox], T]
) -> tuple[Page[T], int]:
    """The first page in the first of the sizes that the server takes, and the size that it used."""
    size, *smaller = sizes
    try:
        page = await read_page(call, query, 1, size, keep)
    except StatusError as error:
        if not smaller or not _may_be_too_large(error):
            raise
        return await _first_page(call, query, smaller, keep)
    served, most = max(page.per_page, page.size), size or LARGEST_PAGE
    return page, served if 1 <= served <= most else most


def _may_be_too_large(error: StatusError) -> bool:
    """Whether the API refused the size of a page; not every server says what it refuses."""
    names = [name.lower() for name in error.rejected]
    return error.status == UNPROCESSABLE and (not names or any("page" in name for name in names))


async def _together(reads: Iterable[Coroutine[None, None, T]]) -> list[T]:
    """All at once; the first failure ends the others."""
    tasks = [asyncio.ensure_future(read) for read in reads]
    try:
        return await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
