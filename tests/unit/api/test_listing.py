"""A list whose pages are selected while others arrive."""

from __future__ import annotations

import asyncio
from itertools import count
from typing import TYPE_CHECKING, cast
from urllib.parse import parse_qs

from pulumi_python_provider.testing import MemoryLog
from pulumi_resource_primeintellect.api.listing import Listing
from pulumi_resource_primeintellect.api.requests import SandboxQuery
from pulumi_resource_primeintellect.api.sandbox_pages import SandboxPage
from pulumi_resource_primeintellect.api.sandboxes import Sandbox

if TYPE_CHECKING:
    from pulumi_resource_primeintellect.api.client import Call
    from pulumi_resource_primeintellect.api.requests import Request

PER_PAGE = 2


class Pages:
    """A call that gets pages at once. Each look at its clock finds that much time has passed."""

    def __init__(self, *statuses: dict[str, str]) -> None:
        self.log = MemoryLog()
        self.clock = count().__next__
        self._statuses = statuses

    def quote(self, text: str) -> str:
        return text

    async def checkpoint(self, _: Request) -> None:
        await asyncio.sleep(0)

    async def get(self, request: Request, _: object) -> tuple[SandboxPage, None]:
        number = int(parse_qs(request.query)["page"][0])
        statuses: dict[str, str] = dict(*self._statuses[number - 1 : number])
        page = SandboxPage.model_construct(
            sandboxes=[Sandbox(id=one, status=status) for one, status in statuses.items()],
            total=len({one for page in self._statuses for one in page}),
            page=number,
            per_page=PER_PAGE,
            has_next=number < len(self._statuses),
        )
        return page, None


def test_the_last_page_that_has_a_sandbox_decides_even_if_selecting_takes_long() -> None:
    call = Pages(
        {"first": "RUNNING", "second": "RUNNING"},
        {"ends": "RUNNING", "third": "RUNNING"},
        {"ends": "TERMINATED", "fourth": "RUNNING"},
    )
    listing = Listing(cast("Call", call), SandboxQuery(), lambda one: one.status == "RUNNING", list)
    listed = asyncio.run(listing.read_all(PER_PAGE))
    assert listed.ids == {"first", "second", "ends", "third", "fourth"}
    assert listed.kept.keys() == {"first", "second", "third", "fourth"}
