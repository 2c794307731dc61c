"""`getSandbox`: one sandbox by its ID, its name or other conditions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pulumi_python_provider import Context
from pydantic import AfterValidator, Field

from pulumi_resource_primeintellect.api.client import Client
from pulumi_resource_primeintellect.api.endpoints import read_sandbox
from pulumi_resource_primeintellect.api.sandboxes import Sandbox
from pulumi_resource_primeintellect.errors import SelectionError
from pulumi_resource_primeintellect.functions.filters import SandboxConditions
from pulumi_resource_primeintellect.functions.lookup import Lookup, describe, most_recent
from pulumi_resource_primeintellect.functions.notices import Notices
from pulumi_resource_primeintellect.functions.scope import EnvironmentArguments
from pulumi_resource_primeintellect.functions.selection import Selection
from pulumi_resource_primeintellect.functions.texts import Visible

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import JsonValue

    from pulumi_resource_primeintellect.api.client import Call
    from pulumi_resource_primeintellect.functions.predicates import Predicate

MAX_ID_CHARACTERS = 200


def _sandbox_id(text: str) -> str:
    if not text or len(text) > MAX_ID_CHARACTERS:
        raise ValueError(f"must have 1 to {MAX_ID_CHARACTERS} characters")
    if text in {".", ".."} or any(c in "/\\" or not c.isprintable() for c in text):
        raise ValueError("must be an ID, without slashes and control characters")
    return text


class GetSandboxArguments(EnvironmentArguments, SandboxConditions):
    """Which sandbox to look up, and what of it to return."""

    sandboxId: Annotated[str, AfterValidator(_sandbox_id)] | None = Field(
        None,
        description="ID of the sandbox. It goes with no condition: either it or at least one of "
        "`name`, the conditions and `mostRecent` is required.",
    )
    name: Visible[str] | None = Field(None, description="Exact name of the sandbox.")
    mostRecent: bool | None = Field(
        None,
        description="Whether to return the most recently created sandbox if several meet all "
        "conditions, instead of failing. Defaults to `false`.",
    )

    @classmethod
    def conflicts(cls, given: Mapping[str, JsonValue]) -> list[str]:
        """Requires one way to look up."""
        others = [n for n in cls.model_fields if n in given and n not in WITH_ANY_LOOKUP]
        problems = super().conflicts(given)
        if "sandboxId" not in given and not others:
            problems.append("one of `sandboxId`, `name` and the conditions is required")
        if "sandboxId" in given and others:
            listed = ", ".join(f"`{name}`" for name in others)
            problems.append(f"{listed} cannot be used with `sandboxId`")
        return problems

    def predicates(self) -> dict[str, Predicate]:
        """Returns the tests of all conditions, the name included."""
        named: dict[str, Predicate] = {} if self.name is None else {"name": self._has_name}
        return {**named, **super().predicates()}

    def _has_name(self, sandbox: Sandbox) -> bool:
        return sandbox.name == self.name


WITH_ANY_LOOKUP = {"sandboxId", *EnvironmentArguments.model_fields}
"""Arguments that say nothing of which sandbox is looked for, and the one that says all."""


async def get_sandbox(arguments: GetSandboxArguments, context: Context[Client]) -> Sandbox:
    """Looks up one Prime Intellect sandbox by ID, or by its name and other conditions.

    Returns its region, status, machine and GPU specification. Fails if there is no such sandbox,
    or if several meet the conditions. Returns values of environment variables only if
    `includeEnvironmentVars` is set. Looking up a sandbox does not keep it running, and one seen in
    a preview may be gone by the time of the update.
    """
    notices, call = Notices(), context.client.call()
    try:
        if arguments.sandboxId is None:
            sandbox = await _find(arguments, notices, call, context)
        else:
            sandbox = await read_sandbox(call, arguments.sandboxId)
            notices.add(sandbox)
    finally:
        notices.warn(context)
    return sandbox.readable


async def _find(
    arguments: GetSandboxArguments, notices: Notices, call: Call, context: Context[Client]
) -> Sandbox:
    """Finds the one sandbox that is meant."""
    query, predicates = arguments.query(call.team_id), arguments.predicates()
    selection = Selection(query, predicates, notices)
    lookup = Lookup(arguments.name, predicates, selection, notices, context.quote)
    found = await lookup.candidates(call, query)
    if len(found) == 1:
        return found[0]
    found = most_recent(found, notices)
    if arguments.mostRecent:
        return found[0]
    name = arguments.name
    what = "meet the conditions" if name is None else f'are named "{context.quote(name)}"'
    raise SelectionError(
        f"{len(found)} sandboxes {what}: {describe(found, context.quote)}. Use `sandboxId`, add "
        "conditions, or set `mostRecent` to take the most recently created one."
    )
