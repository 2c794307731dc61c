"""Reads the sandboxes that a function selects from: lists of teams, or single IDs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import TypeVar

from pulumi_resource_primeintellect.api.client import Call
from pulumi_resource_primeintellect.api.endpoints import read_sandbox
from pulumi_resource_primeintellect.api.listed import Listed
from pulumi_resource_primeintellect.api.listing import Listing
from pulumi_resource_primeintellect.api.page_sizes import MAX_PER_PAGE
from pulumi_resource_primeintellect.api.requests import SandboxQuery, sandbox_request
from pulumi_resource_primeintellect.api.responses import CHECK_BASE_URL
from pulumi_resource_primeintellect.api.sandboxes import Sandbox
from pulumi_resource_primeintellect.api.tasks import gather
from pulumi_resource_primeintellect.errors import DecodingError, StatusError

T = TypeVar("T")

MAX_SINGLE_LOOKUPS = 3
"""Up to this many IDs, asking for the length of the list does not pay off."""


async def read_lists(
    call: Call,
    selections: Mapping[SandboxQuery, Callable[[Sandbox], bool]],
    per_page: int | None,
    keep: Callable[[Sequence[Sandbox]], Iterable[T]],
) -> Listed[T]:
    """Reads the list of each query, and selects sandboxes as its selection says.

    A sandbox that is in several lists counts as selected if one of the queries selects it.
    """
    read: Listed[T] | None = None
    for query, select in selections.items():
        listed = await Listing(call, query, select, keep).read_all(per_page)
        read = listed if read is None else read.union(listed)
    return read or Listed({}, frozenset(), per_page=per_page or MAX_PER_PAGE)


async def read_ids(
    call: Call,
    ids: Collection[str],
    queries: Iterable[SandboxQuery],
    select: Callable[[Sandbox], bool],
    keep: Callable[[Sequence[Sandbox]], Iterable[T]],
) -> Listed[T]:
    """Reads the sandboxes with these IDs, with as few requests as possible.

    A few IDs are looked up one by one. For more, the first page of each query's list shows how long
    the list is. The IDs that are not on that page are then looked up one by one, or found on the
    other pages, whichever takes fewer requests. An ID that is in no list is always looked up: the
    sandbox might belong to another team.
    """
    listed, has_read = await _find_in_lists(call, {*ids}, queries, select, keep)
    wanted = [one for one in ids if one not in listed.ids]
    looked_up = await gather(_look_up(call, sandbox_id) for sandbox_id in wanted)
    missing = [one for one, sandbox in zip(wanted, looked_up, strict=True) if sandbox is None]
    # The API might spell the ID of one that was found differently.
    others = {one.id: one for one in looked_up if one is not None and one.id not in listed.ids}
    selected = {one.id: one for one in others.values() if select(one)}
    kept = {**listed.kept, **dict(zip(selected, keep([*selected.values()]), strict=True))}
    if missing and not others and not has_read:
        await _check_api(call, missing)
    return Listed(kept, {*listed.ids, *others}, missing=missing)


async def _find_in_lists(
    call: Call,
    ids: AbstractSet[str],
    queries: Iterable[SandboxQuery],
    select: Callable[[Sandbox], bool],
    keep: Callable[[Sequence[Sandbox]], Iterable[T]],
) -> tuple[Listed[T], bool]:
    """Reads the sandboxes with these IDs from lists, while that takes fewer requests.

    Also returns whether it has read a list.
    """
    kept: dict[str, T] = {}
    found: set[str] = set()
    has_read = False
    for query in queries:
        if len(ids) - len(found) <= MAX_SINGLE_LOOKUPS:
            break
        listing = Listing(call, query, lambda one: one.id in ids and select(one), keep)
        listed, other_pages = await listing.read_first()
        if len(ids - found - listed.ids) > other_pages > 0:
            listed = await listing.read_all(None)
        found |= ids & listed.ids
        kept |= listed.kept
        has_read = True
    return Listed(kept, found), has_read


async def _look_up(call: Call, sandbox_id: str) -> Sandbox | None:
    """Returns the sandbox, or None if the API itself answers that there is none."""
    try:
        return await read_sandbox(call, sandbox_id)
    except StatusError as error:
        if error.is_gone:
            return None
        raise


async def _check_api(call: Call, missing: Sequence[str]) -> None:
    """Checks that this is the API: any other server would also answer 404 for every ID.

    Raises:
        ApiError: when there is no list, or when it shows one of the missing sandboxes.
    """
    shown = (await Listing(call, SandboxQuery(), lambda _: True, list).read_page(1, 1)).ids
    for sandbox_id in missing:
        if sandbox_id in shown:
            purpose = sandbox_request(sandbox_id, call.quote).purpose
            problem = "the API answered that it does not exist, but lists it"
            raise DecodingError(purpose, problem, f"Try again later. {CHECK_BASE_URL}")
