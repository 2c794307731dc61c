"""The sandbox API, with httpx."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import quote

import httpx

if TYPE_CHECKING:
    from collections.abc import Mapping

JSON: TypeAlias = "bool | int | float | str | list[JSON] | dict[str, JSON] | None"
Sandbox: TypeAlias = "dict[str, JSON]"

PAGE_SIZE = 1000


class Api:
    """Sends requests to the API."""

    def __init__(self, key: str, url: str) -> None:
        self._client = httpx.AsyncClient(
            base_url=url, headers={"Authorization": f"Bearer {key}"}, timeout=30
        )

    async def sandbox(self, sandbox_id: str) -> Sandbox:
        """Returns one sandbox."""
        response = await self._client.get(f"/api/v1/sandbox/{quote(sandbox_id, safe='')}")
        response.raise_for_status()
        sandbox: Sandbox = response.json()
        return sandbox

    async def sandboxes(self, query: Mapping[str, JSON]) -> tuple[list[Sandbox], int]:
        """Reads all pages, and returns the sandboxes and the size of a page."""
        found: list[Sandbox] = []
        number, more = 1, True
        while more:
            paging = {"page": number, "per_page": PAGE_SIZE}
            response = await self._client.get("/api/v1/sandbox", params={**query, **paging})  # type: ignore[dict-item]  # lists of text are fine
            response.raise_for_status()
            page = response.json()
            found += page["sandboxes"]
            number, more = number + 1, page["has_next"]
        return found, page["per_page"]
