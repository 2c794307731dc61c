"""The API's two endpoints, read to the end: one sandbox, one page, all sandboxes."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from pulumi_resource_primeintellect.api.decoding import decode_page, decode_sandbox
from pulumi_resource_primeintellect.api.paging import Reading, reduced
from pulumi_resource_primeintellect.api.requests import page_request, sandbox_request
from pulumi_resource_primeintellect.errors import RefusedError, UnsettledError

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterable

    from pulumi_resource_primeintellect.api.client import Call
    from pulumi_resource_primeintellect.api.paging import Page
    from pulumi_resource_primeintellect.api.requests import SandboxQuery
    from pulumi_resource_primeintellect.api.sandboxes import Sandbox, SandboxPage

T = TypeVar("T")

LARGEST_PAGE = 1000
SMALLER_PAGE = 100
"""What older servers allow at most."""

PROGRESS = 1000
"""Sandboxes after which the user is told how far it is."""

ENOUGH_READINGS = 3
MOST_READINGS = 10


@dataclass(frozen=True)
class Listing(Generic[T]):
    """Everything that was found: what is `kept` of each sandbox, by its ID, in no particular order.

    `skipped` has the IDs of those that could not be read, with the reason; `per_page` is the page
    size that was used.
    """

    kept: dict[str, T]
    skipped: dict[str, str]
    per_page: int


async def read_sandbox(call: Call, sandbox_id: str) -> Sandbox:
    """One sandbox (`GET /api/v1/sandbox/{sandbox_id}`)."""
    return await call.get(sandbox_request(sandbox_id), decode_sandbox)


async def read_page(
    call: Call, query: SandboxQuery, page: int, per_page: int | None
) -> SandboxPage:
    """One page as the API ordered it (`GET /api/v1/sandbox`)."""
    return await call.get(page_request(query, page, per_page), decode_page)


async def read_all(
    call: Call, query: SandboxQuery, per_page: int | None, keep: Callable[[Sandbox], T]
) -> Listing[T]:
    """Every sandbox once, of which only what `keep` returns stays in memory.

    Reads all pages, and again when items moved meanwhile, until one reading was clean or several
    together hold as many sandboxes as the API counts.

    Raises:
        UnsettledError: when they never do, so that no listing is cut short silently.
    """
    found: dict[str, T] = {}
    skipped: dict[str, str] = {}
    alike, total = 0, -1
    for _ in range(MOST_READINGS):
        reading, per_page = await _read_once(call, query, per_page, keep)
        alike = alike + 1 if reading.steady and reading.total == total else int(reading.steady)
        total = reading.total
        if reading.clean or alike <= 1:  # what was found earlier may be gone, and hide a gap
            found, skipped = {}, {}
        found, skipped = found | reading.kept, skipped | reading.skipped
        known = len(found.keys() | skipped.keys())
        whole = known == total or total <= known == reading.count
        if reading.clean or (alike >= ENOUGH_READINGS and reading.ended and whole):
            lost = {name: why for name, why in skipped.items() if name not in found}
            return Listing(found, lost, per_page)
    raise UnsettledError(
        f"cannot {page_request(query, 1, per_page).purpose}: the API counts {reading.total} "
        f"sandboxes, but {MOST_READINGS} readings of all its pages found {known}. "
        "Try again when fewer sandboxes are being created or deleted."
    )


async def _read_once(
    call: Call, query: SandboxQuery, per_page: int | None, keep: Callable[[Sandbox], T]
) -> tuple[Reading[T], int]:
    first, size = await _first_page(call, query, per_page or LARGEST_PAGE)
    reading = Reading(reduced(first, keep))
    arrived = reading.count

    def tell() -> None:
        listed = min(arrived, reading.total)
        call.report.status(f"listed {listed:,} of {reading.total:,} sandboxes")

    async def read(number: int) -> Page[T]:
        nonlocal arrived
        page = reduced(await read_page(call, query, number, size), keep)
        before, arrived = arrived, arrived + page.size
        if arrived // PROGRESS > before // PROGRESS:
            tell()
        return page

    while wanted := reading.wanted:
        tell()
        reading.add(await _together(read(number) for number in wanted))
    return reading, size


async def _first_page(call: Call, query: SandboxQuery, size: int) -> tuple[SandboxPage, int]:
    """The first page, as large as the server allows, and the size that it says it used."""
    try:
        page = await read_page(call, query, 1, size)
    except RefusedError as error:
        if size <= SMALLER_PAGE or "per_page" not in error.rejected:
            raise
        return await _first_page(call, query, SMALLER_PAGE)
    served = max(page.per_page, len(page.sandboxes) + len(page.skipped))
    return page, served if 1 <= served <= size else size


async def _together(reads: Iterable[Coroutine[None, None, T]]) -> list[T]:
    """All at once; the first failure ends the others."""
    tasks = [asyncio.ensure_future(read) for read in reads]
    try:
        return await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
