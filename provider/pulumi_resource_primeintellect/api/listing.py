"""Reads a list of sandboxes: one page, or all pages.

The selected sandboxes of a page go to `keep`, whose results stay in memory. The page itself does
not, and a `Reading` holds only IDs. So the memory for a list depends only on the results of `keep`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from http import HTTPStatus
from itertools import chain
from operator import itemgetter
from typing import Generic, TypeVar

from pulumi_resource_primeintellect.api.client import Call
from pulumi_resource_primeintellect.api.decoding import decode_page
from pulumi_resource_primeintellect.api.listed import Listed
from pulumi_resource_primeintellect.api.page_sizes import (
    FALLBACK_PAGE_SIZES,
    MAX_PER_PAGE,
    page_size_of,
)
from pulumi_resource_primeintellect.api.paging import MAX_READINGS, Page, Reading, Readings
from pulumi_resource_primeintellect.api.requests import Request, SandboxQuery, page_request
from pulumi_resource_primeintellect.api.responses import (
    CHECK_BASE_URL,
    Response,
)
from pulumi_resource_primeintellect.api.sandbox_pages import SandboxPage, Skipped
from pulumi_resource_primeintellect.api.sandboxes import Sandbox
from pulumi_resource_primeintellect.api.tasks import gather
from pulumi_resource_primeintellect.api.timestamps import Latest, latest
from pulumi_resource_primeintellect.errors import DecodingError, StatusError, UnsettledError

T = TypeVar("T")

SANDBOXES_PER_STATUS = 1000
"""Sandboxes between two progress messages."""

MAX_BUSY_SECONDS = 0.01
"""Time of work after which other tasks may run."""


_times = itemgetter("createdAt", "updatedAt")


class Listing(Generic[T]):
    """Reads the list of a query. Keeps the result of `keep` for each sandbox that `select` selects.

    `keep` gets the selected sandboxes of a page, and returns one result for each of them. Use an
    instance once, either for one page or for all pages. `read_first` may precede `read_all`.
    """

    def __init__(
        self,
        call: Call,
        query: SandboxQuery,
        select: Callable[[Sandbox], bool],
        keep: Callable[[Sequence[Sandbox]], Iterable[T]],
    ) -> None:
        self._call = call
        self._query = query
        self._select = select
        self._keep = keep
        self._kept: dict[str, T] = {}
        self._skipped: dict[str, Skipped] = {}
        self._selecting = asyncio.Lock()
        self._arrived = 0
        self._first: tuple[Page, int] | None = None

    async def read_page(self, number: int, per_page: int | None) -> Listed[T]:
        """Reads one page (`GET /api/v1/sandbox`).

        Reads it again if it contradicts itself: a sandbox may have come or gone meanwhile.
        """
        page = await self._read_page(number, per_page)
        if page.contradiction(number, per_page):
            page = await self._read_page(number, per_page)
            self._forget_all_but({*page.ids})
        if problem := page.contradiction(number, per_page):
            purpose = page_request(self._query, number, per_page, self._call.quote).purpose
            raise DecodingError(purpose, f"the API {problem}", CHECK_BASE_URL)
        return self._listed(page, number)

    async def read_first(self) -> tuple[Listed[T], int]:
        """Reads the first page, as large as possible. Also returns the number of further pages."""
        self._first = await self._read_first_page((MAX_PER_PAGE, *FALLBACK_PAGE_SIZES))
        page, size = self._first
        return self._listed(page, 1), -(-page.total // size) - 1 if page.has_next else 0

    async def read_all(self, per_page: int | None) -> Listed[T]:
        """Reads all pages, repeatedly if necessary, until no sandbox is missing: see `paging`.

        Raises:
            UnsettledError: when sandboxes may be missing after the last reading.
        """
        asked = per_page or MAX_PER_PAGE
        fallbacks = FALLBACK_PAGE_SIZES if asked > FALLBACK_PAGE_SIZES[0] else ()
        first, size = self._first or await self._read_first_page((asked, *fallbacks))
        readings = Readings(await self._read_rest(first, size))
        while not readings.settled:
            self._check_progress(readings)
            smaller = page_size_of(len(readings) + 1, size)
            readings.add(await self._read_rest(await self._read_page(1, smaller), smaller))
        ids = readings.ids
        self._forget_all_but(ids)
        return Listed(self._kept, ids, self._skipped, total=len(ids), per_page=size)

    def _listed(self, page: Page, number: int) -> Listed[T]:
        return Listed(
            self._kept,
            {*page.ids},
            self._skipped,
            total=page.total,
            page=number,
            per_page=page.per_page,
            has_next=page.has_next,
        )

    def _forget_all_but(self, ids: set[str]) -> None:
        """Forgets sandboxes that are gone."""
        known: dict[str, T] | dict[str, Skipped]
        for known in (self._kept, self._skipped):
            # A set difference would copy all keys.
            for gone in [one for one in known if one not in ids]:
                del known[gone]

    async def _read_page(self, number: int, per_page: int | None) -> Page:
        """Reads a page and keeps its sandboxes."""
        request = page_request(self._query, number, per_page, self._call.quote)

        def decode(response: Response) -> tuple[SandboxPage, datetime | None]:
            content = decode_page(request, response.body, response.key)
            if content.page in {None, number}:
                return content, response.date
            problem = f"the API answered with page {content.page} where page {number} was asked for"
            advice = "Check proxies and caches between here and the API: they can mix up responses."
            raise DecodingError(request.purpose, problem, advice)

        content, date = await self._call.get(request, decode)
        async with self._selecting:  # in order of arrival: the last decision on a sandbox counts
            ids = await self._keep_from(request, content)
        changed = _latest_change(content) if number > 1 else Latest()  # see `Reading`
        return Page(ids, content.total, content.per_page, content.has_next, date, changed)

    async def _keep_from(self, request: Request, content: SandboxPage) -> list[str]:
        """Keeps the sandboxes of a page, and returns all IDs."""
        selected: dict[str, Sandbox] = {}
        clock = self._call.clock
        began = clock()
        for sandbox in content.sandboxes:
            self._kept.pop(sandbox.id, None)
            if self._select(sandbox):
                selected[sandbox.id] = sandbox
            else:
                selected.pop(sandbox.id, None)
            if clock() - began > MAX_BUSY_SECONDS:  # matching patterns can take long
                await self._call.checkpoint(request)
                began = clock()
        self._kept.update(zip(selected, self._keep([*selected.values()]), strict=True))
        self._skipped |= content.skipped
        return [*content.skipped, *(sandbox.id for sandbox in content.sandboxes)]

    async def _read_first_page(self, sizes: Sequence[int | None]) -> tuple[Page, int]:
        """Reads the first page in the first size that the API accepts. Also returns that size."""
        size, *smaller = sizes
        try:
            page = await self._read_page(1, size)
        except StatusError as error:
            if not smaller or not _may_be_too_large(error):
                raise
            return await self._read_first_page(smaller)
        return page, page.served_size(size or MAX_PER_PAGE)

    async def _read_rest(self, first: Page, size: int) -> Reading:
        """Reads the pages after the first one, several at a time."""
        reading = Reading(first, size)
        self._arrived = len(first.ids)
        while wanted := reading.wanted:
            self._show_progress(reading, self._arrived)
            reading.add(await gather(self._read_next(reading, number) for number in wanted))
        return reading

    async def _read_next(self, reading: Reading, number: int) -> Page:
        try:
            page = await self._read_page(number, reading.size_of(number))
        except StatusError as error:
            if error.status != HTTPStatus.NOT_FOUND or error.from_intermediary:
                raise
            return Page((), reading.total, 0, has_next=False)  # the list has become shorter
        before, self._arrived = self._arrived, self._arrived + len(page.ids)
        beyond = self._arrived % SANDBOXES_PER_STATUS
        if before < self._arrived - beyond:
            self._show_progress(reading, self._arrived - beyond)
        return page

    def _show_progress(self, reading: Reading, arrived: int) -> None:
        listed = min(arrived, reading.total)
        self._call.log.status(f"listed {listed:,} of {reading.total:,} sandboxes")

    def _check_progress(self, readings: Readings) -> None:
        """Raises if another reading would not help, because of the API or of too many changes."""
        purpose = page_request(self._query, 1, None, self._call.quote).purpose
        count = len(readings.ids)
        if readings.hidden:
            problem = (
                f"the API counts {count + readings.hidden:,} sandboxes but shows only {count:,}, "
                f"even after {len(readings)} readings of all its pages"
            )
            advice = "Check that the API key may see all of them, or select fewer."
        elif readings.endless:
            problem = f"the API keeps announcing more pages, even after {count:,} sandboxes"
            advice = CHECK_BASE_URL
        elif len(readings) == MAX_READINGS:
            problem = (
                f"{MAX_READINGS} readings of all its pages found {count:,} sandboxes, but each "
                "reading missed so many that some may be in none of them"
            )
            advice = "Try again when fewer sandboxes are being created or deleted."
        else:
            return
        raise UnsettledError(purpose, problem, advice)


def _latest_change(page: SandboxPage) -> Latest:
    """Returns the latest time of a creation or change. A skipped sandbox can have any."""
    skipped = [None] * len(page.skipped)
    return latest([*chain.from_iterable(map(_times, map(vars, page.sandboxes))), *skipped])


def _may_be_too_large(error: StatusError) -> bool:
    """Returns whether the API may have refused the page size; not every server names it."""
    names = [name.lower() for name in error.rejected]
    is_about_pages = not names or any("page" in name for name in names)
    return error.status == HTTPStatus.UNPROCESSABLE_ENTITY and is_about_pages
