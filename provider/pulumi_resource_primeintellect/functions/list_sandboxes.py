"""`listSandboxes`: the sandboxes of an account or team."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from pulumi_resource_primeintellect.api.endpoints import read_all, read_page
from pulumi_resource_primeintellect.api.requests import SandboxQuery
from pulumi_resource_primeintellect.api.sandboxes import Sandbox, Status
from pulumi_resource_primeintellect.fields import Record
from pulumi_resource_primeintellect.functions.environment import EnvironmentArguments
from pulumi_resource_primeintellect.infer.functions import Function

if TYPE_CHECKING:
    from pulumi_resource_primeintellect.api.client import Client


class ListSandboxesArguments(EnvironmentArguments):
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


class ListSandboxesResult(Record):
    """The sandboxes that were found."""

    sandboxes: list[Sandbox] = Field(
        description="The sandboxes, by creation time and then ID; with `page` in the API's order."
    )
    ids: list[str] = Field(description="IDs of the sandboxes, in the same order.")
    total: int = Field(description="How many sandboxes there are on all pages.")
    page: int = Field(description="Number of the page; 1 when all were read.")
    perPage: int = Field(description="Sandboxes a page, as the API served them.")
    hasNext: bool = Field(description="Whether pages follow; false when all were read.")


async def list_sandboxes(arguments: ListSandboxesArguments, client: Client) -> ListSandboxesResult:
    """Answers all sandboxes, or the page that was asked for."""
    query = SandboxQuery(
        team_id=(client.team_id if arguments.teamId is None else arguments.teamId) or None,
        user_id=arguments.userId,
        status=arguments.status,
        is_active=arguments.isActive or False,
        labels=tuple(arguments.labels or ()),
    )
    if arguments.page is None:
        sandboxes, per_page = await read_all(client, query, arguments.perPage)
        total, number, has_next = len(sandboxes), 1, False
    else:
        page = await read_page(client, query, arguments.page, arguments.perPage)
        sandboxes, per_page = page.sandboxes, page.per_page
        total, number, has_next = page.total, page.page, page.has_next
    return ListSandboxesResult(
        sandboxes=sandboxes,
        ids=[sandbox.id for sandbox in sandboxes],
        total=total,
        page=number,
        perPage=per_page,
        hasNext=has_next,
    )


LIST_SANDBOXES = Function(
    name="listSandboxes",
    description="Lists Prime Intellect sandboxes. Reads all pages and answers every sandbox once, "
    "by creation time and then ID, so that two previews with nothing changed differ in nothing. "
    "That none is found is an answer, not an error. Values of environment variables are left out "
    "unless `includeEnvironmentVars` is set.",
    arguments=ListSandboxesArguments,
    result=ListSandboxesResult,
    call=list_sandboxes,
)
