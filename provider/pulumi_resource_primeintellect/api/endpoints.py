"""The API's two endpoints, read to the end: one sandbox, one page, all sandboxes."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from pulumi_resource_primeintellect.api.answers import parse
from pulumi_resource_primeintellect.api.paging import Reading
from pulumi_resource_primeintellect.api.requests import page_request, sandbox_request
from pulumi_resource_primeintellect.api.sandboxes import Sandbox, SandboxPage
from pulumi_resource_primeintellect.api.timestamps import instant
from pulumi_resource_primeintellect.errors import RefusedError, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterable

    from pulumi_resource_primeintellect.api.client import Client
    from pulumi_resource_primeintellect.api.requests import SandboxQuery
    from pulumi_resource_primeintellect.api.timestamps import Instant

LARGEST_PAGE = 1000
SMALLER_PAGE = 100
"""What older servers allow at most."""

ENOUGH_READINGS = 3
MOST_READINGS = 10


async def read_sandbox(client: Client, sandbox_id: str) -> Sandbox:
    """One sandbox (`GET /api/v1/sandbox/{sandbox_id}`)."""
    request = sandbox_request(sandbox_id)
    return parse(Sandbox, request, await client.get(request))


async def read_page(
    client: Client, query: SandboxQuery, page: int, per_page: int | None
) -> SandboxPage:
    """One page as the API ordered it (`GET /api/v1/sandbox`)."""
    request = page_request(query, page, per_page)
    return parse(SandboxPage, request, await client.get(request))


async def read_all(
    client: Client, query: SandboxQuery, per_page: int | None
) -> tuple[list[Sandbox], int]:
    """Every sandbox once, by creation time and then ID; and the page size that was used.

    Reads all pages, and again when items moved meanwhile, until one reading was clean or several
    together hold as many sandboxes as the API counts.

    Raises:
        UnreadableError: when they never do, so that no listing is cut short silently.
    """
    found: dict[str, Sandbox] = {}
    for count in range(1, MOST_READINGS + 1):
        reading, per_page = await _read_once(client, query, per_page)
        found = reading.sandboxes if reading.clean else found | reading.sandboxes
        enough = count >= ENOUGH_READINGS and reading.ended and len(found) >= reading.total
        if reading.clean or enough:
            return sorted(found.values(), key=_age), per_page
    request = page_request(query, 1, per_page)
    raise UnreadableError(
        f"cannot {request.purpose}: the API counts {reading.total} sandboxes, but "
        f"{MOST_READINGS} readings of all its pages found {len(found)}. "
        "Try again when fewer sandboxes are being created or deleted."
    )


async def _read_once(
    client: Client, query: SandboxQuery, per_page: int | None
) -> tuple[Reading, int]:
    first, size = await _first_page(client, query, per_page or LARGEST_PAGE)
    reading = Reading(first)
    while wanted := reading.wanted:
        pages = (read_page(client, query, number, size) for number in wanted)
        reading.add(await _together(pages))
    return reading, size


async def _first_page(client: Client, query: SandboxQuery, size: int) -> tuple[SandboxPage, int]:
    """The first page, as large as the server allows, and the size that it says it used."""
    try:
        page = await read_page(client, query, 1, size)
    except RefusedError as error:
        if size <= SMALLER_PAGE or "per_page" not in error.rejected:
            raise
        return await _first_page(client, query, SMALLER_PAGE)
    return page, page.per_page if 1 <= page.per_page <= size else size


async def _together(reads: Iterable[Coroutine[None, None, SandboxPage]]) -> list[SandboxPage]:
    """All at once; the first failure ends the others."""
    tasks = [asyncio.ensure_future(read) for read in reads]
    try:
        return await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()


def _age(sandbox: Sandbox) -> tuple[bool, Instant | str, str]:
    created = instant(sandbox.createdAt)
    return created is None, created or "", sandbox.id
