"""The provider: its configuration and its two functions."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING

from pulumi.provider.experimental.property_value import PropertyValue
from pulumi.provider.experimental.provider import (
    ConfigureRequest,
    ConfigureResponse,
    GetSchemaRequest,
    GetSchemaResponse,
    InvokeRequest,
    InvokeResponse,
    Provider,
)
from pulumi.provider.experimental.server import main as run

from benchmarks.twins.python.api import Api
from benchmarks.twins.python.sandboxes import derived, listing
from benchmarks.twins.python.schema import SCHEMA

if TYPE_CHECKING:
    from benchmarks.twins.python.api import JSON

QUERY = {"teamId": "team_id", "userId": "user_id", "status": "status", "labels": "labels"}


class PrimeIntellect(Provider):
    """Looks up sandboxes."""

    async def get_schema(self, request: GetSchemaRequest) -> GetSchemaResponse:  # noqa: ARG002
        """Returns the schema."""
        return GetSchemaResponse(schema=json.dumps(SCHEMA))

    async def configure(self, request: ConfigureRequest) -> ConfigureResponse:
        """Reads the key and the address, from the environment if the program has none."""
        settings = {name: plain(value) for name, value in request.args.items()}
        key = settings.get("apiKey") or os.environ["PRIME_API_KEY"]
        url = settings.get("baseUrl") or os.environ.get("PRIME_API_BASE_URL")
        self.api = Api(str(key), str(url or "https://api.primeintellect.ai"))
        return await super().configure(request)

    async def invoke(self, request: InvokeRequest) -> InvokeResponse:
        """Calls a function."""
        arguments = {name: plain(value) for name, value in request.args.items()}
        if request.tok == "primeintellect:index:getSandbox":
            answer = derived(await self.api.sandbox(str(arguments["sandboxId"])))
        elif request.tok == "primeintellect:index:listSandboxes":
            query = {QUERY[name]: value for name, value in arguments.items() if name in QUERY}
            if arguments.get("isActive"):
                query["is_active"] = "true"
            answer = listing(*await self.api.sandboxes(query))
        else:
            raise ValueError(f"unknown function {request.tok}")
        return InvokeResponse(return_value={n: property_value(v) for n, v in answer.items()})


def plain(value: PropertyValue) -> JSON:
    """Returns the value without Pulumi's wrapper."""
    if isinstance(value.value, tuple):
        return [plain(item) for item in value.value]
    return value.value  # type: ignore[return-value]  # arguments are scalars and lists


def property_value(value: JSON) -> PropertyValue:
    """Returns the value in Pulumi's wrapper, with all numbers as floats."""
    if isinstance(value, dict):
        return PropertyValue({name: property_value(item) for name, item in value.items()})
    if isinstance(value, list):
        return PropertyValue([property_value(item) for item in value])
    if isinstance(value, int) and not isinstance(value, bool):
        return PropertyValue(float(value))
    return PropertyValue(value)


def main() -> None:
    """Runs the plugin."""
    run(sys.argv[1:], "0.1.0", PrimeIntellect())
