"""`listSandboxes`: the sandboxes of an account or team."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import partial

from pulumi_python_provider import Context, Encoded, Record
from pulumi_python_provider.messages import Quote
from pydantic import Field, JsonValue

from pulumi_resource_primeintellect.api.client import Client
from pulumi_resource_primeintellect.api.listed import Listed
from pulumi_resource_primeintellect.api.listing import Listing
from pulumi_resource_primeintellect.api.page_sizes import MAX_PER_PAGE
from pulumi_resource_primeintellect.api.requests import ALL, SandboxQuery
from pulumi_resource_primeintellect.api.sandboxes import Sandbox
from pulumi_resource_primeintellect.errors import SelectionError
from pulumi_resource_primeintellect.functions.conditions import SandboxConditions, conditions_of
from pulumi_resource_primeintellect.functions.environment import EnvironmentArguments
from pulumi_resource_primeintellect.functions.gates import GateArguments
from pulumi_resource_primeintellect.functions.notices import Notices
from pulumi_resource_primeintellect.functions.reading import read_ids, read_lists
from pulumi_resource_primeintellect.functions.rows import Row, Rows
from pulumi_resource_primeintellect.functions.selection import Selection
from pulumi_resource_primeintellect.functions.sorting import SortArguments
from pulumi_resource_primeintellect.functions.summary import SandboxSummary, distinct, summarize
from pulumi_resource_primeintellect.functions.texts import SandboxId

MAX_PAGE = 1_000_000_000


class ListSandboxesArguments(EnvironmentArguments, GateArguments, SortArguments, SandboxConditions):
    """Which sandboxes to list; they must meet all conditions."""

    ids: list[SandboxId] | None = Field(
        None,
        description="Only sandboxes with these IDs, which may be gone: see `missingIds`. They are "
        "looked up in all teams that the API key may see, unless `teamId` names one.",
    )
    limit: int | None = Field(
        None,
        ge=1,
        description="Maximum number of sandboxes to return: the first ones in sort order.",
    )
    includeSandboxes: bool = Field(
        default=True,
        description="Whether to return `sandboxes`. `false` keeps counts and totals of very many "
        "sandboxes fast. Defaults to `true`.",
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

    def describe(self, team_id: str | None, quote: Quote) -> str:
        """Returns the conditions as text for messages. `team_id` is the provider's setting."""
        conditions = {"ids", *SandboxConditions.model_fields}
        given = self.model_dump(include=conditions, exclude_none=True)
        if team_id is not None and given.keys().isdisjoint({"ids", "teamId", "teamIds"}):
            given = {"teamId": team_id, **given}
        shown = (
            f"`{name}` {json.dumps(value, ensure_ascii=False)}" for name, value in given.items()
        )
        return quote(", ".join(shown)) or ALL

    @classmethod
    def conflicts(cls, given: Mapping[str, JsonValue]) -> Iterator[str]:
        """Rejects arguments that need all sandboxes if only one page is read."""
        yield from super().conflicts(given)
        conditions = [name for name, _ in conditions_of(cls)]
        sorting, gates = SortArguments.model_fields, GateArguments.model_fields
        names = ("ids", *conditions, *sorting, *gates, "limit")
        excluded = ", ".join(f"`{name}`" for name in names if name in given)
        if "page" in given and excluded:
            yield f"{excluded} can only be used when all pages are read. Leave out `page`"


class ListSandboxesResult(Record, defer_build=True):
    """The sandboxes found."""

    sandboxes: list[Encoded[Sandbox]] = Field(
        description="The sandboxes, sorted by `sortBy` or else by creation time and then ID; with "
        "`page`, in the API's order. Empty with `includeSandboxes: false`."
    )
    ids: list[str] = Field(description="IDs of the sandboxes, in the same order.")
    missingIds: list[str] = Field(description="The `ids` that do not exist, in the order given.")
    count: int = Field(description="Number of sandboxes found, at most `limit`.")
    regions: list[str] = Field(description="Distinct regions of the sandboxes, sorted.")
    gpuTypes: list[str] = Field(description="Distinct GPU types of the sandboxes, sorted.")
    summary: SandboxSummary = Field(description="Totals and counts of the sandboxes.")
    skipped: int = Field(
        description="Number of sandboxes left out because they have no usable ID. A "
        "warning says why."
    )
    total: int = Field(
        description="Number of sandboxes that meet all conditions, before `limit`; with `page`, as "
        "the API counts them on all pages together."
    )
    page: int = Field(description="Number of the page; 1 if all pages were read.")
    perPage: int = Field(description="Number of sandboxes per page, as served by the API.")
    hasNext: bool = Field(description="Whether more pages follow; `false` if all pages were read.")


async def list_sandboxes(
    arguments: ListSandboxesArguments, context: Context[Client]
) -> ListSandboxesResult:
    """Lists Prime Intellect sandboxes, with filters, sorting, totals and counts.

    Reads all pages and returns each sandbox once, by default sorted by creation time and then
    ID, so that repeated previews show no differences unless the sandboxes change. Returns an
    empty list, not an error, if no sandbox matches, unless `requireAtLeast` is set. Returns values
    of environment variables only if `includeEnvironmentVars` is set.
    """
    for warning in arguments.value_warnings(context.quote):
        context.log.warning(warning)
    notices = Notices()
    try:
        read = await _read(arguments, notices, context)
        notices.add_read(read)
    finally:
        notices.warn(context)
    matching = [*read.kept.values()]
    if arguments.page is None:
        matching = arguments.sort(matching)
    describe = partial(arguments.describe, context.client.team_id, context.quote)
    arguments.check(matching, read, describe, context.quote)
    found = _first(matching, arguments.limit, context.quote)
    counted = [row.counted for row in found]
    return ListSandboxesResult(
        sandboxes=[row.encoded for row in found if row.encoded],
        ids=[row.id for row in found],
        missingIds=list(read.missing),
        count=len(found),
        regions=distinct(one.region for one in counted),
        gpuTypes=distinct(one.gpuType for one in counted),
        summary=summarize(counted),
        skipped=len(read.skipped),
        total=len(matching) if arguments.page is None else read.total or 0,
        page=read.page,
        perPage=read.per_page,
        hasNext=read.has_next,
    )


def _first(rows: list[Row], limit: int | None, quote: Quote) -> list[Row]:
    """Returns the first `limit` rows.

    Raises:
        SelectionError: when rows are left out and the rank of one is unknown.
    """
    if limit is None or limit >= len(rows):
        return rows
    unranked = next((row for row in rows if row.rank_problem), None)
    if unranked is None:
        return rows[:limit]
    raise SelectionError(
        f'cannot tell whether sandbox "{quote(unranked.id)}" is within `limit` {limit:,}: '
        f"{unranked.rank_problem}. Leave out `limit`, or use another `sortBy`."
    )


async def _read(
    arguments: ListSandboxesArguments, notices: Notices, context: Context[Client]
) -> Listed[Row]:
    """Reads the sandboxes, and checks that every one was decided on."""
    call = context.client.call()
    encode = context.encode if arguments.includeSandboxes else None
    keep, predicates = Rows(arguments.rank(), notices, encode).keep, arguments.predicates()
    if arguments.ids is not None:
        teams = [SandboxQuery(team_id=one.team_id) for one in arguments.queries(call.team_id)]
        query = arguments.query(None)
        selections = {query: Selection(query, predicates, notices, is_asked=False)}
        ids = dict.fromkeys(arguments.ids)
        read = await read_ids(call, ids, teams, selections[query], keep)
    elif arguments.page is None:
        queries = arguments.queries(call.team_id)
        selections = {query: Selection(query, predicates, notices) for query in queries}
        read = await read_lists(call, selections, arguments.perPage, keep)
    else:
        query = arguments.query(call.team_id)
        selections = {query: Selection(query, predicates, notices)}
        listing = Listing(call, query, selections[query], keep)
        read = await listing.read_page(arguments.page, arguments.perPage)
    for selection in selections.values():
        selection.check(read, context.quote)
    return read
