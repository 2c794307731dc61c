"""`getSandbox`: one sandbox by ID or by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator, Field

from pulumi_resource_primeintellect.api.endpoints import read_sandbox
from pulumi_resource_primeintellect.api.listing import Listing
from pulumi_resource_primeintellect.api.sandboxes import Sandbox
from pulumi_resource_primeintellect.api.timestamps import instant
from pulumi_resource_primeintellect.errors import SelectionError
from pulumi_resource_primeintellect.fields import Arguments
from pulumi_resource_primeintellect.functions.scope import EnvironmentArguments, ScopeArguments
from pulumi_resource_primeintellect.functions.texts import NotEmpty
from pulumi_resource_primeintellect.infer.functions import Function
from pulumi_resource_primeintellect.problems import quotable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pydantic import JsonValue

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

    @classmethod
    def conflicts(cls, given: Mapping[str, JsonValue]) -> list[str]:
        """There is one way to look up, and what narrows a search goes with a name."""
        problems = []
        if "sandboxId" not in given and "name" not in given:
            problems.append("one of `sandboxId` and `name` is required")
        if "sandboxId" in given and "name" in given:
            problems.append("`sandboxId` and `name` cannot be used together")
        narrowing = [f"`{name}`" for name in (*SCOPE, "mostRecent") if name in given]
        if "name" not in given and narrowing:
            problems.append(f"{', '.join(narrowing)} can only be used with `name`")
        return problems


async def get_sandbox(arguments: GetSandboxArguments, call: Call, _: Encode) -> Sandbox:
    """Returns the sandbox as the API describes it now."""
    if arguments.sandboxId is not None:
        return await read_sandbox(call, arguments.sandboxId)
    query = arguments.query(call.team_id)
    listing = Listing(call, query, lambda s: s if s.name == arguments.name else None)
    listed = await listing.read_all(None)
    found = (kept for kept in listed.kept.values() if kept is not None)
    named = sorted(found, key=_creation, reverse=True)
    name = quotable(arguments.name or "")
    hidden = [key for key, one in listed.skipped.items() if one.name in {None, arguments.name}]
    if hidden:
        raise SelectionError(
            f'cannot tell which sandbox is named "{name}": {_some(sorted(hidden))} may be, but '
            "could not be decoded. Use `sandboxId`."
        )
    if len(named) == 1 or (named and arguments.mostRecent):
        return named[0]
    if not named:
        raise SelectionError(
            f'no sandbox is named "{name}" among the {listed.total} searched ({query}). '
            f"Check `name`, and {_listed(SCOPE, 'and')} if you set them."
        )
    candidates = _some([_candidate(sandbox) for sandbox in named])
    raise SelectionError(
        f'{len(named)} sandboxes are named "{name}": {candidates}. '
        f"Use `sandboxId`, narrow the search with {_listed(SCOPE, 'or')}, "
        "or set `mostRecent` to take the most recently created one."
    )


def _creation(sandbox: Sandbox) -> tuple[bool, Instant | str, str]:
    created = instant(sandbox.createdAt)
    return created is not None, created or "", sandbox.id


def _some(sandboxes: Sequence[str]) -> str:
    shown = "; ".join(quotable(sandbox) for sandbox in sandboxes[:SHOWN_CANDIDATES])
    others = len(sandboxes) - SHOWN_CANDIDATES
    return f"{shown}; and {others} more" if others > 0 else shown


def _candidate(sandbox: Sandbox) -> str:
    state = (sandbox.status, sandbox.region, sandbox.createdAt)
    return f"{sandbox.id} ({', '.join(value or 'unknown' for value in state)})"


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
