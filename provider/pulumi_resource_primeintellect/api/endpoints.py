"""Reads the endpoint for one sandbox. `listing` reads the endpoint for lists."""

from __future__ import annotations

from pulumi_resource_primeintellect.api.client import Call
from pulumi_resource_primeintellect.api.decoding import decode_sandbox
from pulumi_resource_primeintellect.api.requests import is_same_id, sandbox_request
from pulumi_resource_primeintellect.api.responses import CHECK_BASE_URL, Response
from pulumi_resource_primeintellect.api.sandboxes import Sandbox
from pulumi_resource_primeintellect.errors import DecodingError


async def read_sandbox(call: Call, sandbox_id: str) -> Sandbox:
    """Reads one sandbox (`GET /api/v1/sandbox/{sandbox_id}`).

    Raises:
        DecodingError: when the API returns another sandbox.
    """
    request = sandbox_request(sandbox_id, call.quote)

    def decode(response: Response) -> Sandbox:
        sandbox = decode_sandbox(request, response.body, response.key)
        if is_same_id(sandbox.id, sandbox_id):
            return sandbox
        problem = f'the API answered with another sandbox, "{call.quote(sandbox.id)}"'
        raise DecodingError(request.purpose, problem, CHECK_BASE_URL)

    return await call.get(request, decode)
