"""Reads the sandboxes that a function selects from: lists of teams, or single IDs."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from pulumi_resource_primeintellect.api.endpoints import read_sandbox
from pulumi_resource_primeintellect.api.listing import MAX_PER_PAGE, Listed, Listing
from pulumi_resource_primeintellect.api.requests import SandboxQuery
from pulumi_resource_primeintellect.api.responses import GONE, NOT_FOUND
from pulumi_resource_primeintellect.api.tasks import gather
from pulumi_resource_primeintellect.errors import StatusError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from pulumi_resource_primeintellect.api.client import Call
    from pulumi_resource_primeintellect.api.sandboxes import Sandbox, Skipped

T = TypeVar("T")

MAX_SINGLE_LOOKUPS = 3
"""Up to this many IDs, asking for the length of the list does not pay off."""


async def read_lists(
    call: Call,
    queries: Iterable[SandboxQuery],
    per_page: int | None,
    keep: Callable[[SandboxQuery], Callable[[Sandbox], T]],
) -> Listed[T]:
    """Reads everything that each query selects. `keep` returns the function for its sandboxes.

    A sandbox that is in several lists counts as selected if one of the queries selects it.
    """
    kept: dict[str, T] = {}
    skipped: dict[str, Skipped] = {}
    size = per_page or MAX_PER_PAGE
    for query in queries:
        listing = await Listing(call, query, keep(query)).read_all(per_page)
        for sandbox_id, one in listing.kept.items():
            if one is not None or sandbox_id not in kept:
                kept[sandbox_id] = one
        skipped |= listing.skipped
        size = listing.per_page
    return Listed(kept, skipped, per_page=size)


async def read_ids(
    call: Call,
    ids: Collection[str],
    queries: Iterable[SandboxQuery],
    keep: Callable[[Sandbox], T],
) -> Listed[T]:
    """Reads the sandboxes with these IDs, with as few requests as possible.

    A few IDs are looked up one by one. For more, the first page of each query's list shows how long
    the list is. The IDs that are not on that page are then looked up one by one, or found on the
    other pages, whichever takes fewer requests. An ID that is in no list is always looked up: the
    sandbox might belong to another team.
    """
    kept: dict[str, T] = {}
    is_known_api = not ids

    def keep_wanted(sandbox: Sandbox) -> None:
        if sandbox.id in ids:
            kept[sandbox.id] = keep(sandbox)

    for query in queries:
        if len(ids) - len(kept) <= MAX_SINGLE_LOOKUPS:
            break
        listing = Listing(call, query, keep_wanted)
        other_pages = await listing.read_first()
        if len(ids) - len(kept) > other_pages > 0:
            await listing.read_all(None)
        is_known_api = True
    missing = []
    wanted = [one for one in ids if one not in kept]
    found = await gather(_look_up(call, sandbox_id) for sandbox_id in wanted)
    for sandbox_id, sandbox in zip(wanted, found, strict=True):
        if sandbox is None:
            missing.append(sandbox_id)
        elif sandbox.id not in kept:  # the API might spell the ID differently
            kept[sandbox.id] = keep(sandbox)
    if not (kept or is_known_api):  # any other server would also answer 404
        await Listing(call, SandboxQuery(), keep_wanted).read_page(1, 1)
    return Listed(kept, missing=missing)


async def _look_up(call: Call, sandbox_id: str) -> Sandbox | None:
    try:
        return await read_sandbox(call, sandbox_id)
    except StatusError as error:
        if error.status in {NOT_FOUND, GONE}:
            return None
        raise
