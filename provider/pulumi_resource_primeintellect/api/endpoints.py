"""Reads one sandbox by its ID."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulumi_resource_primeintellect.api.answers import UNEXPECTED
from pulumi_resource_primeintellect.api.decoding import decode_sandbox
from pulumi_resource_primeintellect.api.requests import sandbox_request
from pulumi_resource_primeintellect.errors import UnreadableError
from pulumi_resource_primeintellect.problems import quotable

if TYPE_CHECKING:
    from pulumi_resource_primeintellect.api.client import Call
    from pulumi_resource_primeintellect.api.sandboxes import Sandbox


async def read_sandbox(call: Call, sandbox_id: str) -> Sandbox:
    """One sandbox (`GET /api/v1/sandbox/{sandbox_id}`)."""
    request = sandbox_request(sandbox_id)
    sandbox = await call.get(request, decode_sandbox)
    if sandbox.id != sandbox_id:
        problem = f'the API answered with another sandbox, "{quotable(sandbox.id)}"'
        raise UnreadableError(request.purpose, problem, UNEXPECTED)
    return sandbox
