"""`listSandboxes`: the sandboxes of an account or team."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Annotated, NamedTuple

from pydantic import Field, model_validator

from pulumi_resource_primeintellect.api.endpoints import read_all, read_page
from pulumi_resource_primeintellect.api.requests import SandboxQuery
from pulumi_resource_primeintellect.api.sandboxes import Sandbox, SandboxStatus, Status
from pulumi_resource_primeintellect.fields import Encoded, Encodes, Record
from pulumi_resource_primeintellect.functions.environment import EnvironmentArguments
from pulumi_resource_primeintellect.functions.filters import SandboxConditions
from pulumi_resource_primeintellect.functions.sorting import SortArguments
from pulumi_resource_primeintellect.functions.summary import (
    SandboxSummary,
    Share,
    distinct,
    share,
    summarize,
)
from pulumi_resource_primeintellect.infer.functions import Function
from pulumi_resource_primeintellect.problems import quotable

if TYPE_CHECKING:
    from collections.abc import Callable

    from typing_extensions import Self

    from pulumi_resource_primeintellect.api.client import Call
    from pulumi_resource_primeintellect.functions.sorting import Rank
    from pulumi_resource_primeintellect.infer.functions import Encode


class ListSandboxesArguments(SandboxConditions, SortArguments, EnvironmentArguments):
    """Which sandboxes to list; all conditions hold together."""

    teamId: str | None = Field(
        None,
        description="ID of the team whose sandboxes to list. Left out, it is the provider's "
        "`teamId`; empty, it is your personal account.",
    )
    userId: str | None = Field(
        None,
        description="ID of the user whose sandboxes to list. Another user's take a team "
        "administrator's API key and that team's `teamId`.",
    )
    status: Status | None = Field(None, description="State that the sandboxes are in.")
    isActive: bool | None = Field(
        None, description="Whether to leave out terminated sandboxes. `false` leaves out none."
    )
    labels: list[str] | None = Field(
        None, description="Labels that a sandbox must have, all of them."
    )
    limit: int | None = Field(
        None, ge=1, description="Most sandboxes to answer: the first ones in the listing's order."
    )
    includeSandboxes: bool = Field(
        default=True,
        description="Whether the answer has `sandboxes`. Without them counts and totals over very "
        "many sandboxes stay fast.",
    )
    page: int | None = Field(
        None,
        ge=1,
        description="Number of the one page to answer, from 1, in the API's own order. "
        "Left out, all pages are read.",
    )
    perPage: int | None = Field(
        None,
        ge=1,
        le=1000,
        description="Sandboxes a page, from 1 to 1000. Left out, it is the most that the API "
        "allows, or with `page` what the API takes by itself (50).",
    )

    @model_validator(mode="after")
    def _page_goes_alone(self) -> Self:
        selecting = (*SandboxConditions.model_fields, *SortArguments.model_fields, "limit")
        beside = [name for name in selecting if getattr(self, name) is not None]
        if self.page is not None and beside:
            raise ValueError(
                f"`page` cannot be used with {', '.join(f'`{name}`' for name in beside)}: these "
                "look at all sandboxes, and a page is only some of them. Leave out `page`"
            )
        return self

    def query(self, team_id: str | None) -> SandboxQuery:
        """What of it the API can select by; a single state only if it is one that the API knows."""
        statuses = [s for s in self.statuses or () if s in {known.value for known in SandboxStatus}]
        only = statuses[0] if len(statuses) == len(self.statuses or ()) == 1 else None
        return SandboxQuery(
            team_id=(team_id if self.teamId is None else self.teamId) or None,
            user_id=self.userId,
            status=self.status or only,
            is_active=self.isActive or False,
            labels=tuple(self.labels or ()),
        )


class ListSandboxesResult(Record):
    """The sandboxes that were found."""

    sandboxes: Annotated[list[Encoded], Encodes(list[Sandbox])] = Field(
        description="The sandboxes, by creation time and then ID unless `sortBy` says otherwise; "
        "with `page` in the API's order. Empty with `includeSandboxes: false`."
    )
    ids: list[str] = Field(description="IDs of the sandboxes, in the same order.")
    count: int = Field(description="How many sandboxes were found.")
    regions: list[str] = Field(description="Regions of the sandboxes, each once, sorted.")
    gpuTypes: list[str] = Field(description="GPU types of the sandboxes, each once, sorted.")
    summary: SandboxSummary = Field(description="Totals and counts of the sandboxes.")
    skipped: int = Field(
        description="How many sandboxes are left out because the API's description of them could "
        "not be read; a warning names each."
    )
    total: int = Field(
        description="How many sandboxes the API lists, before it comes to conditions it does not "
        "have itself and to `limit`; with `page` on all pages together."
    )
    page: int = Field(description="Number of the page; 1 when all were read.")
    perPage: int = Field(description="Sandboxes a page, as the API served them.")
    hasNext: bool = Field(description="Whether pages follow; false when all were read.")


class Row(NamedTuple):
    """What is kept of a sandbox that fits, so that the rest of its page can be forgotten."""

    id: str
    rank: Rank | None
    share: Share
    encoded: Encoded


def row_maker(arguments: ListSandboxesArguments, encode: Encode) -> Callable[[Sandbox], Row | None]:
    """Makes the row of a sandbox that fits, and None of another."""
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
    """Answers all sandboxes that fit, or the page that was asked for."""
    query, row = arguments.query(call.team_id), row_maker(arguments, encode)
    if arguments.page is None:
        listing = await read_all(call, query, arguments.perPage, row)
        fitting = (kept for kept in listing.kept.values() if kept is not None)
        found = arguments.sort(fitting)[: arguments.limit]
        skipped, per_page = listing.skipped, listing.per_page
        total, number, has_next = len(listing.kept) + len(skipped), 1, False
    else:
        page = await read_page(call, query, arguments.page, arguments.perPage, row)
        found = [kept for _, kept in page.kept if kept is not None]
        skipped, per_page = page.skipped, page.per_page
        total, number, has_next = page.total, page.number, page.has_next
    for sandbox_id, one in sorted(skipped.items()):
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
        skipped=len(skipped),
        total=total,
        page=number,
        perPage=per_page,
        hasNext=has_next,
    )


LIST_SANDBOXES = Function(
    name="listSandboxes",
    description="Lists Prime Intellect sandboxes, selected by any of their properties, with totals "
    "and counts. Reads all pages and answers every sandbox once, by creation time and then ID, so "
    "that two previews with nothing changed differ in nothing. "
    "That none is found is an answer, not an error. Values of environment variables are left out "
    "unless `includeEnvironmentVars` is set.",
    arguments=ListSandboxesArguments,
    result=ListSandboxesResult,
    call=list_sandboxes,
)
