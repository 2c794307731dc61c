"""`getSandbox`: one sandbox by ID or by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator, Field, model_validator

from pulumi_resource_primeintellect.api.endpoints import read_all, read_sandbox
from pulumi_resource_primeintellect.api.sandboxes import Sandbox
from pulumi_resource_primeintellect.api.timestamps import instant
from pulumi_resource_primeintellect.errors import SelectionError
from pulumi_resource_primeintellect.fields import Arguments
from pulumi_resource_primeintellect.functions.scope import EnvironmentArguments, ScopeArguments
from pulumi_resource_primeintellect.functions.texts import NotEmpty
from pulumi_resource_primeintellect.infer.functions import Function
from pulumi_resource_primeintellect.problems import quotable

if TYPE_CHECKING:
    from collections.abc import Sequence

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


def _listed(names: Sequence[str], conjunction: str) -> str:
    *others, last = (f"`{name}`" for name in names)
    return f"{', '.join(others)} {conjunction} {last}"


SCOPE = tuple(ScopeArguments.model_fields)


class LookupArguments(Arguments):
    """Which sandbox to look up."""

    sandboxId: Annotated[str, AfterValidator(_sandbox_id)] | None = Field(
        None, description="ID of the sandbox. Exactly one of `sandboxId` and `name` is required."
    )
    name: NotEmpty[str] | None = Field(
        None,
        description="Exact name of the sandbox. Only a search by name can be narrowed with "
        f"{_listed(SCOPE, 'and')}.",
    )
    mostRecent: bool | None = Field(
        None,
        description="Whether to return the most recently created sandbox if several have this "
        "`name`, instead of failing.",
    )


class GetSandboxArguments(EnvironmentArguments, ScopeArguments, LookupArguments):
    """Which sandbox to look up, where, and what of it to return."""

    @model_validator(mode="after")
    def _one_way_to_look_up(self) -> Self:
        if (self.sandboxId is None) == (self.name is None):
            raise ValueError("exactly one of `sandboxId` and `name` is required")
        given = [f"`{name}`" for name in (*SCOPE, "mostRecent") if getattr(self, name) is not None]
        if self.name is None and given:
            raise ValueError(f"{', '.join(given)} can only be used with `name`")
        return self


async def get_sandbox(arguments: GetSandboxArguments, call: Call, _: Encode) -> Sandbox:
    """Returns the sandbox as the API describes it now."""
    if arguments.sandboxId is not None:
        return await read_sandbox(call, arguments.sandboxId)
    query = arguments.query(call.team_id)
    listing = await read_all(call, query, None, lambda s: s if s.name == arguments.name else None)
    found = (kept for kept in listing.kept.values() if kept is not None)
    named = sorted(found, key=_creation, reverse=True)
    if len(named) == 1 or (named and arguments.mostRecent):
        return named[0]
    name = quotable(arguments.name or "")
    if not named:
        raise SelectionError(
            f'no sandbox is named "{name}" among the {len(listing.kept)} searched ({query}). '
            f"Check `name`, and {_listed(SCOPE, 'and')} if you set them."
        )
    candidates = "; ".join(_candidate(sandbox) for sandbox in named[:SHOWN_CANDIDATES])
    more = f"; and {len(named) - SHOWN_CANDIDATES} more" if len(named) > SHOWN_CANDIDATES else ""
    raise SelectionError(
        f'{len(named)} sandboxes are named "{name}": {candidates}{more}. '
        f"Use `sandboxId`, narrow the search with {_listed(SCOPE, 'or')}, "
        "or set `mostRecent` to take the most recently created one."
    )


def _creation(sandbox: Sandbox) -> tuple[bool, Instant | str, str]:
    created = instant(sandbox.createdAt)
    return created is not None, created or "", sandbox.id


def _candidate(sandbox: Sandbox) -> str:
    state = (sandbox.status, sandbox.region, sandbox.createdAt)
    return quotable(f"{sandbox.id} ({', '.join(value or 'unknown' for value in state)})")


GET_SANDBOX = Function(
    name="getSandbox",
    description="Looks up one Prime Intellect sandbox by ID or by name and returns its region, "
    "status, machine and GPU specification. Fails if there is no such sandbox, or if several have "
    "the name. Returns values of environment variables only if `includeEnvironmentVars` is set. "
    "Looking up a sandbox does not keep it running, and one seen in a preview may be gone by the "
    "time of the update.",
    arguments=GetSandboxArguments,
    result=Sandbox,
    call=get_sandbox,
)
