"""Serves calls with stubs for the messages, httpx for requests and pydantic for responses."""

from __future__ import annotations

import asyncio
import os
import sys
from importlib.util import find_spec, module_from_spec
from typing import Any

import httpx
from pydantic import BaseModel
from pydantic_core import from_json

for _package in ("pulumi", "pulumi.runtime", "pulumi.runtime.proto"):
    if _spec := find_spec(_package):  # not executed: `import pulumi` takes 100 ms
        sys.modules[_package] = module_from_spec(_spec)

from pulumi.runtime.proto import provider_pb2  # noqa: E402  # needs the modules above

PAGE_SIZE = 1000
CONNECTIONS = 8
"""The default of our `maxConcurrency`."""


class Sandbox(BaseModel):
    """A few of its fields."""

    id: str
    status: str
    region: str | None
    gpuType: str | None  # noqa: N815  # the API's name


class Calls:
    """Serves a configured engine, from bytes to bytes."""

    async def check_config(self, request: bytes) -> bytes:
        """Returns the configuration unchanged."""
        check = provider_pb2.CheckRequest.FromString(request)
        return provider_pb2.CheckResponse(inputs=check.news).SerializeToString()

    async def configure(self, request: bytes) -> bytes:
        """Reads the address and the key, from the environment if the program has none."""
        settings = provider_pb2.ConfigureRequest.FromString(request).args.fields
        key = settings["apiKey"].string_value or os.environ["PRIME_API_KEY"]
        url = settings["baseUrl"].string_value or os.environ["PRIME_API_BASE_URL"]
        self._url = f"{url}/api/v1/sandbox"
        self._headers = httpx.Headers({"authorization": f"Bearer {key}"})
        self._http = httpx.AsyncClient(
            limits=httpx.Limits(max_connections=CONNECTIONS),
            timeout=None,  # noqa: S113  # the API is the benchmark's
            trust_env=False,
            verify=httpx.create_ssl_context() if url.startswith("https:") else False,
        )
        return provider_pb2.ConfigureResponse().SerializeToString()

    async def invoke(self, request: bytes) -> bytes:
        """Calls a function."""
        call = provider_pb2.InvokeRequest.FromString(request)
        if call.tok.endswith(":getSandbox"):
            result = await self.get_sandbox(call.args.fields["sandboxId"].string_value)
        else:
            result = {"count": await self.count_sandboxes()}
        response = provider_pb2.InvokeResponse()
        getattr(response, "return").update(result)
        return response.SerializeToString()

    async def get_sandbox(self, sandbox_id: str) -> dict[str, object]:
        """Returns the model's fields of a sandbox."""
        body = await self.get(f"/{sandbox_id}")
        return Sandbox.model_validate_json(body).model_dump(exclude_none=True)

    async def count_sandboxes(self) -> int:
        """Decodes all pages, and keeps none."""
        first = await self.get_page(1)
        numbers = iter(range(2, -(-first["total"] // first["per_page"]) + 1))

        async def count_next() -> int:
            return sum([len((await self.get_page(number))["sandboxes"]) for number in numbers])

        counted = await asyncio.gather(*(count_next() for _ in range(CONNECTIONS)))
        return len(first["sandboxes"]) + sum(counted)

    async def get_page(self, number: int) -> dict[str, Any]:
        """Returns a page, decoded."""
        page: dict[str, Any] = from_json(await self.get(f"?page={number}&per_page={PAGE_SIZE}"))
        return page

    async def get(self, target: str) -> bytes:
        """Returns the body of a response."""
        request = httpx.Request("GET", self._url + target, headers=self._headers)
        response = await self._http.send(request)
        return response.content
