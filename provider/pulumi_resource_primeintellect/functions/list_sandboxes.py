"""`listSandboxes`: the sandboxes of an account or team."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Annotated, NamedTuple

from pydantic import Field

from pulumi_resource_primeintellect.api.listing import MAX_PER_PAGE, Listing
from pulumi_resource_primeintellect.api.sandboxes import KNOWN_STATUSES, Sandbox
from pulumi_resource_primeintellect.fields import Encoded, Encodes, Record
from pulumi_resource_primeintellect.functions.filters import SandboxConditions
from pulumi_resource_primeintellect.functions.scope import EnvironmentArguments, ScopeArguments
from pulumi_resource_primeintellect.functions.sorting import SortArguments
from pulumi_resource_primeintellect.functions.summary import (
    SandboxSummary,
    Share,
    distinct,
    share,
    summarize,
)
from pulumi_resource_primeintellect.functions.texts import NotEmpty
from pulumi_resource_primeintellect.infer.functions import Function
from pulumi_resource_primeintellect.problems import quotable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pydantic import JsonValue

    from pulumi_resource_primeintellect.api.client import Call
    from pulumi_resource_primeintellect.api.requests import SandboxQuery
    from pulumi_resource_primeintellect.functions.sorting import Rank
    from pulumi_resource_primeintellect.infer.functions import Encode


class ListSandboxesArguments(
    EnvironmentArguments, SortArguments, SandboxConditions, ScopeArguments
):
    """Which sandboxes to list; they must meet all conditions."""

    userId: NotEmpty[str] | None = Field(
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
        selecting = (*SandboxConditions.model_fields, *SortArguments.model_fields, "limit")
        beside = ", ".join(f"`{name}`" for name in selecting if name in given)
        problem = f"{beside} can only be used when all pages are read. Leave out `page`"
        return [*super().conflicts(given), *([problem] if "page" in given and beside else [])]

    def query(self, team_id: str | None) -> SandboxQuery:
        """Also by user, and by the only one of `statuses` if the API knows it."""
        query = super().query(team_id)
        statuses = [status for status in self.statuses or () if status in KNOWN_STATUSES]
        only = statuses[0] if len(statuses) == len(self.statuses or ()) == 1 else None
        return query._replace(user_id=self.userId, status=self.status or only)


class ListSandboxesResult(Record):
    """The sandboxes found."""

    sandboxes: Annotated[list[Encoded], Encodes(list[Sandbox])] = Field(
        description="The sandboxes, sorted by `sortBy` or else by creation time and then ID; with "
        "`page`, in the API's order. Empty with `includeSandboxes: false`."
    )
    ids: list[str] = Field(description="IDs of the sandboxes, in the same order.")
    count: int = Field(description="Number of sandboxes found, at most `limit`.")
    regions: list[str] = Field(description="Distinct regions of the sandboxes, sorted.")
    gpuTypes: list[str] = Field(description="Distinct GPU types of the sandboxes, sorted.")
    summary: SandboxSummary = Field(description="Totals and counts of the sandboxes.")
    skipped: int = Field(
        description="Number of sandboxes left out because the API's description of them could not "
        "be read. Warnings name them and say why."
    )
    total: int = Field(
        description="Number of sandboxes that the API lists, before the provider applies `limit` "
        "and the conditions that the API lacks; with `page`, on all pages together."
    )
    page: int = Field(description="Number of the page; 1 if all pages were read.")
    perPage: int = Field(description="Number of sandboxes per page, as served by the API.")
    hasNext: bool = Field(description="Whether more pages follow; `false` if all pages were read.")


class Row(NamedTuple):
    """What is kept of a matching sandbox, so that the rest of its page can be forgotten."""

    id: str
    rank: Rank | None
    share: Share
    encoded: Encoded


def row_maker(arguments: ListSandboxesArguments, encode: Encode) -> Callable[[Sandbox], Row | None]:
    """Makes the row of a matching sandbox, and None of any other."""
    fits, rank, shares = arguments.condition(), arguments.rank(), dict[Share, Share]()
    encoded = encode if arguments.includeSandboxes else lambda _: Encoded(b"")

    def row(sandbox: Sandbox) -> Row | None:
        if not fits(sandbox):
            return None
        own = share(sandbox)
        return Row(sandbox.id, rank(sandbox), shares.setdefault(own, own), encoded(sandbox))

    return row


async def list_sandboxes(
    arguments: ListSandboxesArguments, call: Call, encode: Encode
) -> ListSandboxesResult:
    """Returns all matching sandboxes, or the requested page."""
    query, row = arguments.query(call.team_id), row_maker(arguments, encode)
    for doubt in arguments.doubts():
        call.report.warn(doubt)
    listing = Listing(call, query, row)
    if arguments.page is None:
        listed = await listing.read_all(arguments.perPage)
        found = arguments.sort(filter(None, listed.kept.values()))[: arguments.limit]
    else:
        listed = await listing.read_page(arguments.page, arguments.perPage)
        found = list(filter(None, listed.kept.values()))
    for sandbox_id, one in sorted(listed.skipped.items()):
        shown = quotable(sandbox_id)
        call.report.warn(
            f'sandbox "{shown}" was skipped because it could not be decoded: {one.problem}'
        )
    shares = Counter(kept.share for kept in found)
    return ListSandboxesResult(
        sandboxes=[kept.encoded for kept in found if kept.encoded],
        ids=[kept.id for kept in found],
        count=len(found),
        regions=distinct(one.region for one in shares),
        gpuTypes=distinct(one.gpu_type for one in shares),
        summary=summarize(shares),
        skipped=len(listed.skipped),
        total=listed.total,
        page=listed.page,
        perPage=listed.per_page,
        hasNext=listed.has_next,
    )


LIST_SANDBOXES = Function(
    name="listSandboxes",
    description="Lists Prime Intellect sandboxes, with filters, sorting, totals and counts. Reads "
    "all pages and returns each sandbox once, by default sorted by creation time and then ID, so "
    "that repeated previews show no differences unless the sandboxes change. Returns an empty "
    "list, not an error, if no sandbox matches. Returns values of environment variables only if "
    "`includeEnvironmentVars` is set.",
    arguments=ListSandboxesArguments,
    result=ListSandboxesResult,
    call=list_sandboxes,
)
