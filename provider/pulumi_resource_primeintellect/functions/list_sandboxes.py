"""`listSandboxes`: the sandboxes of an account or team."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from pulumi_python_provider import Context, Encoded, Record
from pydantic import Field

from pulumi_resource_primeintellect.api.client import Client
from pulumi_resource_primeintellect.api.listing import MAX_PER_PAGE, Listing
from pulumi_resource_primeintellect.api.sandboxes import Sandbox
from pulumi_resource_primeintellect.errors import UnreadableFieldError
from pulumi_resource_primeintellect.functions.filters import SandboxConditions, conditions_of
from pulumi_resource_primeintellect.functions.notices import Notices
from pulumi_resource_primeintellect.functions.scope import EnvironmentArguments
from pulumi_resource_primeintellect.functions.selection import Selection
from pulumi_resource_primeintellect.functions.sorting import SortArguments
from pulumi_resource_primeintellect.functions.summary import (
    SUMMARIZED,
    SandboxSummary,
    Share,
    distinct,
    share,
    summarize,
)
from pulumi_resource_primeintellect.functions.texts import Id

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pydantic import JsonValue

    from pulumi_resource_primeintellect.api.requests import SandboxQuery
    from pulumi_resource_primeintellect.functions.sorting import Rank

MAX_PAGE = 1_000_000_000


class ListSandboxesArguments(EnvironmentArguments, SortArguments, SandboxConditions):
    """Which sandboxes to list; they must meet all conditions."""

    userId: Id | None = Field(
        None,
        description="Only sandboxes of the user with this ID. Another user's sandboxes require a "
        "team administrator's API key and that team's `teamId`.",
    )
    limit: int | None = Field(
        None,
        ge=1,
        description="Maximum number of sandboxes to return, counted in the order of the listing.",
    )
    includeSandboxes: bool = Field(
        default=True,
        description="Whether to return `sandboxes`. Without them, counts and totals of very many "
        "sandboxes stay fast.",
    )
    page: int | None = Field(
        None,
        ge=1,
        le=MAX_PAGE,
        description="Number of the single page to return, starting at 1, in the API's own order. "
        "If left out, all pages are read.",
    )
    perPage: int | None = Field(
        None,
        ge=1,
        le=MAX_PER_PAGE,
        description=f"Number of sandboxes per page, from 1 to {MAX_PER_PAGE}. Defaults to the "
        "maximum that the API allows, or with `page` to the API's default (50).",
    )

    @classmethod
    def conflicts(cls, given: Mapping[str, JsonValue]) -> list[str]:
        """A page goes alone, for conditions, order and limit are about all sandboxes."""
        conditions = [name for name, _ in conditions_of(cls)]
        selecting = (*conditions, *SortArguments.model_fields, "limit")
        beside = ", ".join(f"`{name}`" for name in selecting if name in given)
        problem = f"{beside} can only be used when all pages are read. Leave out `page`"
        return [*super().conflicts(given), *([problem] if "page" in given and beside else [])]

    def query(self, team_id: str | None) -> SandboxQuery:
        """Returns what to ask the API for, the user included."""
        return super().query(team_id)._replace(user_id=self.userId)


class ListSandboxesResult(Record):
    """The sandboxes found."""

    sandboxes: list[Encoded[Sandbox]] = Field(
        description="The sandboxes, sorted by `sortBy` or else by creation time and then ID; with "
        "`page`, in the API's order. Empty with `includeSandboxes: false`."
    )
    ids: list[str] = Field(description="IDs of the sandboxes, in the same order.")
    count: int = Field(description="Number of sandboxes found, at most `limit`.")
    regions: list[str] = Field(description="Distinct regions of the sandboxes, sorted.")
    gpuTypes: list[str] = Field(description="Distinct GPU types of the sandboxes, sorted.")
    summary: SandboxSummary = Field(description="Totals and counts of the sandboxes.")
    skipped: int = Field(
        description="Number of sandboxes left out because they have no ID that can be used. A "
        "warning says why."
    )
    total: int = Field(
        description="Number of sandboxes that meet all conditions, before `limit`; with `page`, as "
        "the API counts them on all pages together."
    )
    page: int = Field(description="Number of the page; 1 if all pages were read.")
    perPage: int = Field(description="Number of sandboxes per page, as served by the API.")
    hasNext: bool = Field(description="Whether more pages follow; `false` if all pages were read.")


class Row(NamedTuple):
    """What is kept of a matching sandbox, so that the rest of its page can be forgotten."""

    id: str
    rank: Rank | None
    share: Share
    encoded: Encoded[Sandbox]


def row_maker(
    arguments: ListSandboxesArguments,
    selection: Selection,
    notices: Notices,
    encode: Callable[[Sandbox], Encoded[Sandbox]],
) -> Callable[[Sandbox], Row | None]:
    """Makes what returns the row of a selected sandbox, and None of any other."""
    key, shares = arguments.rank(), dict[Share, Share]()

    def rank(sandbox: Sandbox) -> Rank | None:
        try:
            return key(sandbox)
        except UnreadableFieldError as error:
            notices.add_unreadable(sandbox, error, "these sandboxes are sorted last")
            return None

    def row(sandbox: Sandbox) -> Row | None:
        if not selection(sandbox):
            return None
        for field in sandbox.flaws.keys() & SUMMARIZED:
            notices.add_effect(field, "totals are without it")
        readable = sandbox.readable
        own = share(readable)
        encoded = encode(readable) if arguments.includeSandboxes else Encoded[Sandbox](b"")
        return Row(sandbox.id, rank(sandbox), shares.setdefault(own, own), encoded)

    return row


async def list_sandboxes(
    arguments: ListSandboxesArguments, context: Context[Client]
) -> ListSandboxesResult:
    """Lists Prime Intellect sandboxes, with filters, sorting, totals and counts.

    Reads all pages and returns each sandbox once, by default sorted by creation time and then
    ID, so that repeated previews show no differences unless the sandboxes change. Returns an
    empty list, not an error, if no sandbox matches. Returns values of environment variables
    only if `includeEnvironmentVars` is set.
    """
    for doubt in arguments.doubts(context.quote):
        context.log.warning(doubt)
    call = context.client.call()
    query, notices = arguments.query(call.team_id), Notices()
    selection = Selection(query, arguments.predicates(), notices)
    row = row_maker(arguments, selection, notices, context.encode)
    listing = Listing(call, query, row)
    if arguments.page is None:
        listed = await listing.read_all(arguments.perPage)
    else:
        listed = await listing.read_page(arguments.page, arguments.perPage)
    selected = list(filter(None, listed.kept.values()))
    if arguments.page is None:
        selected = arguments.sort(selected)
    notices.add_skipped(listed.skipped.values(), len(listed.kept))
    notices.warn(context)
    selection.check(context.quote)
    found = selected[: arguments.limit]
    shares = Counter(one.share for one in found)
    return ListSandboxesResult(
        sandboxes=[one.encoded for one in found if one.encoded],
        ids=[one.id for one in found],
        count=len(found),
        regions=distinct(one.region for one in shares),
        gpuTypes=distinct(one.gpu_type for one in shares),
        summary=summarize(shares),
        skipped=len(listed.skipped),
        total=len(selected) if arguments.page is None else listed.total,
        page=listed.page,
        perPage=listed.per_page,
        hasNext=listed.has_next,
    )
