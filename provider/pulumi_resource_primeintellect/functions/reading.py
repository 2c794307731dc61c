"""Reads the sandboxes that a function selects from: lists of teams, one page, or single IDs."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from pulumi_resource_primeintellect.api.endpoints import read_sandbox
from pulumi_resource_primeintellect.api.listing import MAX_PER_PAGE, Listing
from pulumi_resource_primeintellect.errors import StatusError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from pulumi_resource_primeintellect.api.client import Call
    from pulumi_resource_primeintellect.api.requests import SandboxQuery
    from pulumi_resource_primeintellect.api.sandboxes import Sandbox, Skipped

T = TypeVar("T")

MAX_SINGLE_LOOKUPS = 3
"""IDs up to which it is not worth asking how long the list is."""

NOT_FOUND = 404


class Read(NamedTuple, Generic[T]):
    """What was read: what is `kept` of each sandbox, by its ID, and those without an ID.

    `missing` are IDs that do not exist; the rest describes the only page that was read.
    """

    kept: dict[str, T]
    skipped: Sequence[Skipped] = ()
    missing: Sequence[str] = ()
    total: int | None = None
    page: int = 1
    per_page: int = MAX_PER_PAGE
    has_next: bool = False


async def read_lists(
    call: Call,
    queries: Iterable[SandboxQuery],
    per_page: int | None,
    keep: Callable[[SandboxQuery], Callable[[Sandbox], T]],
) -> Read[T]:
    """Reads everything that each query selects; `keep` makes what keeps its sandboxes."""
    read = Read[T]({}, per_page=per_page or MAX_PER_PAGE)
    for query in queries:
        listing = await Listing(call, query, keep(query)).read_all(per_page)
        read = read._replace(
            kept=read.kept | dict(listing.kept),
            skipped=[*read.skipped, *listing.skipped.values()],
            per_page=listing.per_page,
        )
    return read


async def read_one_page(
    call: Call,
    query: SandboxQuery,
    number: int,
    per_page: int | None,
    keep: Callable[[Sandbox], T],
) -> Read[T]:
    """Reads one page, in the API's order."""
    page = await Listing(call, query, keep).read_page(number, per_page)
    return Read(
        dict(page.kept),
        list(page.skipped.values()),
        total=page.total,
        page=page.page,
        per_page=page.per_page,
        has_next=page.has_next,
    )


async def read_ids(
    call: Call, ids: Collection[str], query: SandboxQuery, keep: Callable[[Sandbox], T]
) -> Read[T]:
    """Reads the sandboxes with these IDs, with as few requests as it takes.

    The first page tells how long the list is. Then IDs that are not on it are looked up one by one,
    or else found on the other pages, whichever takes fewer requests. An ID that is not in the list
    is looked up in any case: the sandbox may belong to another team.
    """
    kept: dict[str, T] = {}

    def keep_wanted(sandbox: Sandbox) -> None:
        if sandbox.id in ids:
            kept[sandbox.id] = keep(sandbox)

    if len(ids) > MAX_SINGLE_LOOKUPS:
        page = await Listing(call, query, keep_wanted).read_page(1, MAX_PER_PAGE)
        size = max(1, len(page.kept) + len(page.skipped))
        other_pages = -(-page.total // size) - 1 if page.has_next else 0
        if len(ids) - len(kept) > other_pages > 0:
            await Listing(call, query, keep_wanted).read_all(None)
    for sandbox in await _look_up_each(call, [one for one in ids if one not in kept]):
        kept[sandbox.id] = keep(sandbox)
    return Read(kept, missing=[one for one in ids if one not in kept])


async def _look_up_each(call: Call, ids: Sequence[str]) -> list[Sandbox]:
    """Looks up all at once, and returns those that exist; the first failure ends the others."""
    tasks = [asyncio.ensure_future(_look_up(call, sandbox_id)) for sandbox_id in ids]
    try:
        return [sandbox for sandbox in await asyncio.gather(*tasks) if sandbox is not None]
    finally:
        for task in tasks:
            task.cancel()


async def _look_up(call: Call, sandbox_id: str) -> Sandbox | None:
    try:
        return await read_sandbox(call, sandbox_id)
    except StatusError as error:
        if error.status == NOT_FOUND:
            return None
        raise
