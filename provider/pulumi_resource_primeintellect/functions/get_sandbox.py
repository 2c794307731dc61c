"""`getSandbox`: one sandbox by its ID or its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator, Field, model_validator

from pulumi_resource_primeintellect.api.endpoints import read_all, read_sandbox
from pulumi_resource_primeintellect.api.requests import SandboxQuery
from pulumi_resource_primeintellect.api.sandboxes import Sandbox, Status
from pulumi_resource_primeintellect.api.timestamps import instant
from pulumi_resource_primeintellect.errors import SelectionError
from pulumi_resource_primeintellect.functions.environment import EnvironmentArguments
from pulumi_resource_primeintellect.infer.functions import Function
from pulumi_resource_primeintellect.problems import quotable

if TYPE_CHECKING:
    from typing_extensions import Self

    from pulumi_resource_primeintellect.api.client import Call
    from pulumi_resource_primeintellect.api.timestamps import Instant
    from pulumi_resource_primeintellect.infer.functions import Encode

LONGEST_ID = 200
SHOWN_CANDIDATES = 10


def _sandbox_id(text: str) -> str:
    if not text or len(text) > LONGEST_ID:
        raise ValueError(f"must have 1 to {LONGEST_ID} characters")
    if text in {".", ".."} or any(c in "/\\" or not c.isprintable() for c in text):
        raise ValueError("must be an ID, without slashes and control characters")
    return text


class GetSandboxArguments(EnvironmentArguments):
    """What to look up."""

    sandboxId: Annotated[str, AfterValidator(_sandbox_id)] | None = Field(
        None, description="ID of the sandbox to look up. Either this or `name` is required."
    )
    name: str | None = Field(
        None,
        description="Name of the sandbox to look up, exactly. It must be the only one of this "
        "name, unless `mostRecent` is set.",
    )
    teamId: str | None = Field(
        None,
        description="With `name`: ID of the team to search. Left out, it is the provider's "
        "`teamId`; empty, it is your personal account.",
    )
    labels: list[str] | None = Field(
        None, description="With `name`: labels that the sandbox must have, all of them."
    )
    status: Status | None = Field(
        None, description="With `name`: state that the sandbox must be in."
    )
    isActive: bool | None = Field(
        None, description="With `name`: whether to leave out terminated sandboxes."
    )
    mostRecent: bool | None = Field(
        None,
        description="With `name`: whether to take the sandbox that was created last when several "
        "have the name.",
    )

    @model_validator(mode="after")
    def _one_way_to_look_up(self) -> Self:
        if (self.sandboxId is None) == (self.name is None):
            raise ValueError("exactly one of `sandboxId` and `name` is required")
        narrowing = ("teamId", "labels", "status", "isActive", "mostRecent")
        given = [f"`{name}`" for name in narrowing if getattr(self, name) is not None]
        if self.name is None and given:
            raise ValueError(f"{', '.join(given)} can only be used with `name`")
        return self


async def get_sandbox(arguments: GetSandboxArguments, call: Call, _: Encode) -> Sandbox:
    """Answers the sandbox as the API describes it now."""
    if arguments.sandboxId is not None:
        return await read_sandbox(call, arguments.sandboxId)
    query = SandboxQuery(
        team_id=(call.team_id if arguments.teamId is None else arguments.teamId) or None,
        status=arguments.status,
        is_active=arguments.isActive or False,
        labels=tuple(arguments.labels or ()),
    )
    listing = await read_all(call, query, None, lambda s: s if s.name == arguments.name else None)
    found = (kept for kept in listing.kept.values() if kept is not None)
    named = sorted(found, key=_creation, reverse=True)
    if len(named) == 1 or (named and arguments.mostRecent):
        return named[0]
    name = quotable(arguments.name or "")
    if not named:
        raise SelectionError(
            f'no sandbox is named "{name}" among the {len(listing.kept)} found for '
            f"{query}. Check the name, and teamId, labels, status and isActive where given."
        )
    candidates = "; ".join(_candidate(sandbox) for sandbox in named[:SHOWN_CANDIDATES])
    more = f"; and {len(named) - SHOWN_CANDIDATES} more" if len(named) > SHOWN_CANDIDATES else ""
    raise SelectionError(
        f'{len(named)} sandboxes are named "{name}": {candidates}{more}. '
        "Use sandboxId, narrow the search with teamId, labels, status or isActive, "
        "or set mostRecent to take the one that was created last."
    )


def _creation(sandbox: Sandbox) -> tuple[bool, Instant | str, str]:
    created = instant(sandbox.createdAt)
    return created is not None, created or "", sandbox.id


def _candidate(sandbox: Sandbox) -> str:
    state = (sandbox.status, sandbox.region, sandbox.createdAt)
    return quotable(f"{sandbox.id} ({', '.join(value or 'unknown' for value in state)})")


GET_SANDBOX = Function(
    name="getSandbox",
    description="Looks up one Prime Intellect sandbox by its ID or its name: its region, status, "
    "machine and GPU specification. Fails when there is no such sandbox, and when a name is that "
    "of several. Values of environment variables are left out unless `includeEnvironmentVars` is "
    "set. Looking a sandbox up does not keep it running, and one that is seen in a preview may be "
    "gone in the update.",
    arguments=GetSandboxArguments,
    result=Sandbox,
    call=get_sandbox,
)
