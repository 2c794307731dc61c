"""`getSandbox`: one sandbox by its ID, its name or other conditions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pulumi_python_provider import Context
from pydantic import Field, JsonValue

from pulumi_resource_primeintellect.api.client import Client
from pulumi_resource_primeintellect.api.endpoints import read_sandbox
from pulumi_resource_primeintellect.api.sandboxes import Sandbox
from pulumi_resource_primeintellect.functions.environment import EnvironmentArguments
from pulumi_resource_primeintellect.functions.notices import Notices
from pulumi_resource_primeintellect.functions.search import Search, SearchArguments
from pulumi_resource_primeintellect.functions.texts import SandboxId
from pulumi_resource_primeintellect.functions.waiting import Wait, WaitArguments


class GetSandboxArguments(EnvironmentArguments, WaitArguments, SearchArguments):
    """Which sandbox to look up, and what of it to return."""

    sandboxId: SandboxId | None = Field(
        None,
        description="ID of the sandbox. It excludes `name`, `mostRecent` and all conditions. "
        "Without it, at least one of them is required.",
    )

    @classmethod
    def conflicts(cls, given: Mapping[str, JsonValue]) -> Iterator[str]:
        """Requires either an ID or conditions."""
        yield from super().conflicts(given)
        search = ", ".join(f"`{name}`" for name in SearchArguments.model_fields if name in given)
        if "sandboxId" not in given and not search:
            yield "one of `sandboxId`, `name` and the conditions is required"
        if "sandboxId" in given and search:
            yield f"{search} cannot be used with `sandboxId`"


async def get_sandbox(arguments: GetSandboxArguments, context: Context[Client]) -> Sandbox:
    """Looks up one Prime Intellect sandbox by ID, or by its name and other conditions.

    Returns its region, status, machine and GPU specification. Fails if there is no such sandbox,
    or if several meet the conditions. With `waitForStatuses`, waits for the sandbox. Returns values
    of environment variables only if `includeEnvironmentVars` is set. Looking up a sandbox does not
    keep it running, and one seen in a preview may be gone by the time of the update.
    """
    for warning in arguments.value_warnings(context.quote):
        context.log.warning(warning)

    async def look_up(sandbox_id: str | None) -> Sandbox:
        notices, call = Notices(), context.client.call()
        try:
            if sandbox_id is None:
                sandbox = await Search(arguments, notices, context.quote).find(call)
            else:
                sandbox = await read_sandbox(call, sandbox_id)
                notices.add(sandbox)
            notices.check_times(sandbox)
            return sandbox
        finally:
            notices.warn(context)

    if arguments.waitForStatuses is None:
        return (await look_up(arguments.sandboxId)).readable
    search = arguments.model_dump_json(include={*SearchArguments.model_fields})
    found = await Wait(arguments, context).run(look_up, arguments.sandboxId, search)
    return found.readable
