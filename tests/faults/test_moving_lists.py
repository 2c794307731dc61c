"""A list that changes while it is read: what lasts is listed, and nothing twice.

Time is simulated, so that thousands of lists are read within seconds. `MOVING_LISTS` says how many
of each kind; `pytest -s` shows their figures.
"""

from __future__ import annotations

import asyncio
import math
import os
import selectors
import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from functools import cache
from random import Random
from typing import TYPE_CHECKING, NamedTuple, cast
from urllib.parse import parse_qs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pulumi_resource_primeintellect.api.listing import Listing
from pulumi_resource_primeintellect.api.paging import MAX_READINGS
from pulumi_resource_primeintellect.api.requests import SandboxQuery
from pulumi_resource_primeintellect.api.sandbox_pages import SandboxPage, Skipped
from pulumi_resource_primeintellect.api.sandboxes import Sandbox
from pulumi_resource_primeintellect.errors import UnsettledError

if TYPE_CHECKING:
    from pulumi_resource_primeintellect.api.client import Call
    from pulumi_resource_primeintellect.api.listed import Listed
    from pulumi_resource_primeintellect.api.requests import Request

LISTS = int(os.environ.get("MOVING_LISTS", "5"))
PAGE_SECONDS = 0.1
MAX_CONCURRENCY = 8

HEAD, ANYWHERE, TAIL = "head", "anywhere", "tail"
WITH_TIMES, WITHOUT_TIMES, WITH_LOCAL_TIMES, WITHOUT_IDS = "times", "none", "local", "no id"


class Kind(NamedTuple):
    """Where sandboxes come, go and move to; `moves` is the share of changes that move one."""

    comes: str
    goes: str
    moves: float = 0.0
    moves_to: str = ANYWHERE


KINDS = {
    "the newest first": Kind(HEAD, ANYWHERE),
    "the oldest first": Kind(TAIL, ANYWHERE),
    "the oldest first, and they end first": Kind(TAIL, HEAD),
    "changes anywhere": Kind(ANYWHERE, ANYWHERE),
    "what changed last first": Kind(HEAD, ANYWHERE, 0.5, HEAD),
    "what changed last at the end": Kind(TAIL, ANYWHERE, 0.5, TAIL),
    "only moves to the front": Kind(HEAD, ANYWHERE, 1.0, HEAD),
    "only moves to anywhere": Kind(HEAD, ANYWHERE, 1.0),
}


@cache
def sandbox(name: str, changed: str | None) -> Sandbox:
    return Sandbox(id=name, createdAt=LONG_AGO, updatedAt=changed)


LONG_AGO = "2026-01-05T09:07:00Z"


def moment(seconds: float) -> datetime:
    return datetime(2026, 3, 1, tzinfo=timezone.utc) + timedelta(seconds=seconds)


class SimulatedTime(asyncio.SelectorEventLoop):
    """An event loop whose clock jumps to the next timer instead of waiting for it."""

    def __init__(self) -> None:
        loop = self
        self._now = 0.0

        class Selector(selectors.SelectSelector):
            def select(
                self, timeout: float | None = None
            ) -> list[tuple[selectors.SelectorKey, int]]:
                loop._now += timeout or 0.0
                return super().select(0)

        super().__init__(Selector())

    def time(self) -> float:
        return self._now


@dataclass
class Api:
    """The API and a call to it: each page is what the list is at a moment of its request.

    Where it `tells_time`, sandboxes say when they changed, and responses when they were made. Those
    that changed during the call say it as `changes` do.
    """

    size: int
    kind: Kind
    rate: float
    seed: int = 0
    max_per_page: int = 1000
    tells_time: bool = True
    changes: str = WITH_TIMES
    requests: list[int] = field(default_factory=list)
    deleted: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.log = self
        self._random = Random(self.seed)  # noqa: S311  # for a repeatable run, not for secrets
        self.ids = [f"sbx-{number}" for number in range(self.size)]
        self._changed: dict[str, str | None] = {}
        self._created = self.size
        self._slots = asyncio.Semaphore(MAX_CONCURRENCY)
        self._next_change = self._pause()

    def clock(self) -> float:
        """Stands still."""
        return 0.0

    def quote(self, text: str) -> str:
        return text

    def status(self, message: str) -> None:
        assert message.startswith("listed ")

    async def get(self, request: Request, _: object) -> tuple[SandboxPage, datetime | None]:
        parameters = parse_qs(request.query)
        number, asked = (int(parameters[name][0]) for name in ("page", "per_page"))
        size = min(asked, self.max_per_page)
        loop = asyncio.get_running_loop()
        async with self._slots:
            self.requests.append(number)
            seconds = self._random.uniform(0, PAGE_SECONDS)
            await asyncio.sleep(seconds)
            self._catch_up(loop.time())
            ids, total = self.ids[(number - 1) * size : number * size], len(self.ids)
            some = [
                sandbox(name, self._changed.get(name, LONG_AGO))
                for name in ids
                if name not in self._changed or self.changes != WITHOUT_IDS
            ]
            others = {*ids} - {one.id for one in some}
            await asyncio.sleep(PAGE_SECONDS - seconds)
        date = moment(loop.time()).replace(microsecond=0) if self.tells_time else None
        page = SandboxPage.model_construct(
            sandboxes=some,
            skipped={name: Skipped(None, "id: it is missing") for name in others},
            total=total,
            page=number,
            per_page=size,
            has_next=number * size < total,
        )
        return page, date

    def _pause(self) -> float:
        return self._random.expovariate(self.rate) if self.rate else math.inf

    def _catch_up(self, now: float) -> None:
        while self._next_change <= now:
            self._change()
            self._next_change += self._pause()

    def _change(self) -> None:
        if self.ids and self._random.random() < self.kind.moves:
            moved = self.ids.pop(self._random.randrange(len(self.ids)))
            self.ids.insert(self._place(self.kind.moves_to), moved)
            self._changed[moved] = self._time_of_change()
        elif self._random.random() < 0.5:
            created = f"sbx-{self._created}"
            self._created += 1
            self.ids.insert(self._place(self.kind.comes), created)
            self._changed[created] = self._time_of_change()
        elif self.ids:
            place = min(self._place(self.kind.goes), len(self.ids) - 1)
            self.deleted.add(self.ids.pop(place))

    def _time_of_change(self) -> str | None:
        now = moment(self._next_change)
        if self.changes == WITH_LOCAL_TIMES:
            return (now - timedelta(hours=8)).replace(tzinfo=None).isoformat()
        return None if self.changes == WITHOUT_TIMES else now.isoformat()

    def _place(self, where: str) -> int:
        anywhere = self._random.randint(0, len(self.ids))
        return {HEAD: 0, TAIL: len(self.ids), ANYWHERE: anywhere}[where]


def read(api: Api) -> Listed[Sandbox] | None:
    """What is listed; None where that is refused."""

    async def listed() -> Listed[Sandbox] | None:
        listing = Listing(cast("Call", api), SandboxQuery(), lambda _: True, list)
        try:
            return await listing.read_all(api.max_per_page)
        except UnsettledError:
            return None

    loop = SimulatedTime()
    try:
        return loop.run_until_complete(listed())
    finally:
        loop.close()


def readings(api: Api) -> int:
    return api.requests.count(1)


def missed(api: Api, listed: Listed[Sandbox]) -> set[str]:
    """Sandboxes that existed during the whole call, and are not listed."""
    return {f"sbx-{number}" for number in range(api.size)} - api.deleted - listed.kept.keys()


def check(api: Api, listed: Listed[Sandbox] | None) -> None:
    assert listed is not None
    assert missed(api, listed) == set()
    assert listed.total == len(listed.kept) + len(listed.skipped)
    assert listed.skipped == {} or api.changes == WITHOUT_IDS
    assert not listed.has_next


PLACES = st.sampled_from([HEAD, ANYWHERE, TAIL])
ORDERED = st.sampled_from([*KINDS.values()]) | st.builds(
    Kind, PLACES, PLACES, st.just(0.0), st.just(HEAD)
)
UNORDERED = st.builds(Kind, PLACES, PLACES, st.sampled_from([0.2, 0.5]), PLACES)


@settings(max_examples=60, deadline=None)
@given(
    size=st.integers(0, 5000) | st.just(5000),
    kind=ORDERED | UNORDERED,
    rate=st.integers(0, 60),
    seed=st.integers(0, 2**32),
    max_per_page=st.sampled_from([1000, 1000, 100]),
)
def test_whatever_comes_and_goes_what_lasts_is_listed_once(
    size: int, kind: Kind, rate: int, seed: int, max_per_page: int
) -> None:
    api = Api(size if max_per_page == 1000 else size // 2, kind, rate, seed, max_per_page)
    check(api, read(api))
    assert readings(api) <= 7


@pytest.mark.parametrize("changes", [WITHOUT_TIMES, WITH_LOCAL_TIMES, WITHOUT_IDS])
@pytest.mark.parametrize(("size", "max_per_page"), [(1200, 100), (60, 5), (3000, 1000)])
def test_what_appears_without_saying_when_hides_no_other(
    changes: str, size: int, max_per_page: int
) -> None:
    """One at the head goes, and one at the tail comes: the total stays the same."""
    for seed in range(20):
        kind = KINDS["the oldest first, and they end first"]
        api = Api(size, kind, 5, seed, max_per_page, changes=changes)
        check(api, read(api))


@settings(max_examples=40, deadline=None)
@given(
    size=st.integers(0, 5000) | st.just(5000),
    kind=ORDERED,
    rate=st.integers(0, 60),
    seed=st.integers(0, 2**32),
)
def test_no_time_is_needed_where_pages_overlap_and_the_list_has_an_order(
    size: int, kind: Kind, rate: int, seed: int
) -> None:
    api = Api(size, kind, rate, seed, tells_time=False)
    check(api, read(api))
    assert readings(api) <= 6


@pytest.mark.parametrize(("size", "max_per_page"), [(5000, 1000), (2500, 100)])
@pytest.mark.parametrize("rate", [10, 60, 200])
@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_busy_list_is_read_a_few_times(
    kind: Kind, rate: int, size: int, max_per_page: int
) -> None:
    taken: Counter[int] = Counter()
    requests = 0
    lists = LISTS if max_per_page == 1000 else max(1, LISTS // 10)
    for seed in range(lists):
        api = Api(size, kind, rate, seed, max_per_page)
        check(api, read(api))
        taken[readings(api)] += 1
        requests += len(api.requests)
    counts = ", ".join(f"{count} after {number}" for number, count in sorted(taken.items()))
    sys.stdout.write(
        f"\n{rate} changes a second, {size} sandboxes in pages of {max_per_page}: {lists} lists, "
        f"no misses, {requests / lists:.1f} requests a list; readings: {counts}"
    )
    assert max(taken) <= (5 if max_per_page == 1000 else 8)


@pytest.mark.parametrize(
    ("size", "max_per_page", "requests"),
    [
        (0, 1000, 1),
        (1000, 1000, 1),
        (1001, 1000, 2),
        (2500, 1000, 3),
        (4980, 1000, 5),
        (5000, 1000, 6),  # where the last page has no room for an overlap, there is one page more
        (10_000, 1000, 11),
        (2500, 100, 25),
        (1000, 10, 100),
    ],
)
def test_a_list_that_stands_still_is_read_once(size: int, max_per_page: int, requests: int) -> None:
    api = Api(size, KINDS["changes anywhere"], 0, 0, max_per_page)
    listed = read(api)
    check(api, listed)
    assert sorted(api.requests) == list(range(1, requests + 1))
    assert listed is not None
    assert list(listed.kept) == api.ids or size > max_per_page


@pytest.mark.covers
def test_what_is_read_too_slowly_to_be_sure_is_an_error() -> None:
    api = Api(1000, KINDS["the oldest first, and they end first"], 200, 0, 10)
    assert read(api) is None
    assert readings(api) == MAX_READINGS
