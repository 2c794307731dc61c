"""`getSandbox`: one sandbox by its ID."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator, Field

from pulumi_resource_primeintellect.api.endpoints import read_sandbox
from pulumi_resource_primeintellect.api.sandboxes import Sandbox
from pulumi_resource_primeintellect.functions.environment import EnvironmentArguments
from pulumi_resource_primeintellect.infer.functions import Function

if TYPE_CHECKING:
    from pulumi_resource_primeintellect.api.client import Client

LONGEST_ID = 200


def _sandbox_id(text: str) -> str:
    if not text or len(text) > LONGEST_ID:
        raise ValueError(f"must have 1 to {LONGEST_ID} characters")
    if text in {".", ".."} or any(c in "/\\" or not c.isprintable() for c in text):
        raise ValueError("must be an ID, without slashes and control characters")
    return text


class GetSandboxArguments(EnvironmentArguments):
    """What to look up."""

    sandboxId: Annotated[str, AfterValidator(_sandbox_id)] = Field(
        description="ID of the sandbox to look up."
    )


async def get_sandbox(arguments: GetSandboxArguments, client: Client) -> Sandbox:
    """Answers the sandbox as the API describes it now."""
    return await read_sandbox(client, arguments.sandboxId)


GET_SANDBOX = Function(
    name="getSandbox",
    description="Looks up one Prime Intellect sandbox by its ID: its region, status, machine and "
    "GPU specification. Fails when there is no such sandbox. Values of environment variables are "
    "left out unless `includeEnvironmentVars` is set. Looking a sandbox up does not keep it "
    "running, and one that is seen in a preview may be gone in the update.",
    arguments=GetSandboxArguments,
    result=Sandbox,
    call=get_sandbox,
)
