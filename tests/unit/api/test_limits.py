from __future__ import annotations

import asyncio
from heapq import heappop, heappush

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pulumi_resource_primeintellect.api.limits import Pause, RateLimiter, SlidingWindow
from pulumi_resource_primeintellect.api.requests import (
    Request,
    SandboxQuery,
    page_request,
    sandbox_request,
)
from pulumi_resource_primeintellect.errors import StatusError

STEPS = st.lists(st.floats(0, 100), max_size=60)
FIRST, SECOND = (sandbox_request(name, str) for name in ("sbx-1", "sbx-2"))
LISTING = page_request(SandboxQuery(), 1, None, str)
START = 1000.0
LATENCY = 0.25
"""Seconds from a request to its response."""


def refusal(retry_after: float | None = None) -> StatusError:
    return StatusError(
        "do it",
        "too many",
        "Wait.",
        status=429,
        retry_after=retry_after,
        rejected=(),
    )


def reserve(window: SlidingWindow, now: float) -> float:
    """Sends a request as soon as it may be, and returns when that is."""
    begin = window.free_at(now)
    window.add(begin)
    return begin


@given(steps=STEPS, limit=st.integers(1, 9), seconds=st.integers(1, 100))
def test_requests_begin_as_early_as_the_limit_allows_and_no_earlier(
    steps: list[float], limit: int, seconds: int
) -> None:
    window, now, begins = SlidingWindow(limit, seconds), 0.0, list[float]()
    for step in steps:
        now += step
        earliest = begins[-limit] + seconds if len(begins) >= limit else now
        begins.append(reserve(window, now))
        assert begins[-1] == max(now, earliest)
    assert begins == sorted(begins)
    assert all(late >= early + seconds for early, late in zip(begins, begins[limit:], strict=False))


def test_who_cannot_wait_takes_nobodys_place() -> None:
    window = SlidingWindow(2, 60)
    assert [reserve(window, 0), reserve(window, 1)] == [0, 1]
    assert [window.free_at(2) for _ in range(50)] == [60] * 50
    assert [reserve(window, 2), reserve(window, 2)] == [60, 61]


def test_a_window_is_empty_once_its_last_request_counts_no_more() -> None:
    window = SlidingWindow(2, 60)
    assert window.is_empty(0)
    window.add(5)
    assert not window.is_empty(64.9)
    assert window.is_empty(65)


def test_pauses_that_nobody_asked_for_grow_until_a_request_is_served() -> None:
    pause, now = Pause(), START
    lengths = []
    for _ in range(6):
        pause.begin(now)
        pause.refuse(refusal(), now, now)
        lengths.append(pause.end - now)
        now = pause.end
    assert lengths == [5, 10, 20, 30, 30, 30]
    pause.serve(now)
    pause.refuse(refusal(), now, now)
    assert pause.end == now + 5


def test_a_window_of_refusals_costs_four_requests() -> None:
    pause, now, sent = Pause(), START, 0
    while (now := pause.free_at(now)) < START + 60:
        pause.begin(now)
        pause.refuse(refusal(), now, now)
        sent += 1
    assert (sent, now) == (4, START + 65)


@pytest.mark.parametrize(
    ("asked", "seconds"), [(7.0, 7.0), (1.0, 1.0), (0.0, 5.0), (None, 5.0), (1e9, 86400)]
)
def test_a_first_pause_is_what_the_api_asks_for(asked: float | None, seconds: float) -> None:
    pause = Pause()
    pause.refuse(refusal(asked), START, START)
    assert pause.end == START + seconds


@pytest.mark.parametrize(("asked", "seconds"), [(1.0, 10.0), (40.0, 40.0)])
def test_a_further_pause_is_at_least_what_the_api_asks_for(asked: float, seconds: float) -> None:
    pause = Pause()
    pause.refuse(refusal(asked), START, START)
    later = pause.end
    pause.refuse(refusal(asked), later, later)
    assert pause.end == later + seconds


def test_requests_that_were_refused_together_are_one_refusal() -> None:
    pause = Pause()
    for number in range(8):
        pause.refuse(refusal(), START, START + number / 10)
    assert pause.end == START + 0.7 + 5


def test_a_refusal_that_arrives_after_a_served_request_is_a_first_one() -> None:
    pause = Pause()
    pause.refuse(refusal(1.0), START, START)
    pause.serve(START + 5)
    pause.refuse(refusal(2.0), START, START + 6)
    assert pause.end == START + 8


def test_a_request_that_was_sent_before_the_refusal_proves_nothing() -> None:
    pause = Pause()
    pause.refuse(refusal(), START, START)
    pause.serve(START - 1)
    pause.refuse(refusal(), START + 5, START + 5)
    assert pause.end == START + 15


def test_after_a_pause_one_request_a_second_tries_until_one_is_served() -> None:
    pause = Pause()
    pause.refuse(refusal(), START, START)
    assert pause.free_at(START + 1) == START + 5
    pause.begin(START + 5)
    assert pause.free_at(START + 5) == START + 6
    pause.serve(START + 5)
    assert pause.free_at(START + 5) == START + 5


class Limiter:
    """A limiter with a clock that stands still, but for what tests add."""

    def __init__(self) -> None:
        self.limiter = RateLimiter()
        self.now = START

    def send(self, request: Request) -> float:
        """Sends a request if it may be; returns how many seconds it would have to wait."""
        limit = self.limiter.limit_of(request, self.now)
        return self.limiter.reserve(limit, self.now) - self.now

    def refuse(self, request: Request, retry_after: float | None = None) -> None:
        """Sends a request that is refused."""
        assert self.send(request) == 0
        self.limiter.refuse(request, refusal(retry_after), self.now, self.now)


def test_each_path_has_a_limit_of_its_own() -> None:
    limiter = Limiter()
    assert [limiter.send(FIRST) for _ in range(301)] == [*[0.0] * 300, 61.0]
    assert [limiter.send(LISTING) for _ in range(1001)] == [*[0.0] * 1000, 61.0]
    assert limiter.send(SECOND) == 0


def test_a_request_that_has_to_wait_does_not_count_before_it_is_sent() -> None:
    limiter = Limiter()
    assert limiter.send(FIRST) == 0
    limiter.now += 10
    assert [limiter.send(FIRST) for _ in range(302)] == [*[0.0] * 299, 51.0, 51.0, 51.0]


def test_a_refusal_for_one_sandbox_holds_up_that_one_alone() -> None:
    limiter = Limiter()
    limiter.refuse(FIRST)
    assert (limiter.send(FIRST), limiter.send(SECOND), limiter.send(LISTING)) == (5, 0, 0)


def test_a_refusal_for_a_list_holds_up_everything() -> None:
    limiter = Limiter()
    limiter.refuse(LISTING, 7)
    assert (limiter.send(FIRST), limiter.send(SECOND), limiter.send(LISTING)) == (7, 7, 7)


def test_refusals_for_two_sandboxes_at_a_time_hold_up_everything() -> None:
    limiter = Limiter()
    limiter.refuse(FIRST, 7)
    limiter.refuse(SECOND, 20)
    assert (limiter.send(FIRST), limiter.send(SECOND), limiter.send(LISTING)) == (20, 20, 20)


def test_refusals_for_two_sandboxes_one_after_the_other_hold_up_these_alone() -> None:
    limiter = Limiter()
    limiter.refuse(FIRST, 7)
    limiter.now += 8
    limiter.refuse(SECOND, 20)
    assert (limiter.send(FIRST), limiter.send(SECOND), limiter.send(LISTING)) == (0, 20, 0)


@pytest.mark.parametrize(("refused", "others"), [(FIRST, 0), (LISTING, 1)])
def test_after_a_pause_its_requests_begin_one_at_a_time_until_one_is_served(
    refused: Request, others: float
) -> None:
    limiter = Limiter()
    limiter.refuse(refused, 7)
    limiter.now += 8
    assert [limiter.send(one) for one in (FIRST, FIRST, SECOND)] == [0, 1, others]
    limiter.limiter.serve(limiter.limiter.limit_of(FIRST, limiter.now), limiter.now)
    assert [limiter.send(one) for one in (FIRST, FIRST, SECOND)] == [0, 0, 0]


@pytest.mark.parametrize(("lookups", "at_once"), [(1, 8), (90, 8), (500, 100)])
def test_a_minute_of_refusals_costs_few_requests(lookups: int, at_once: int) -> None:
    """Beyond those that are under way when it begins, about one for each pause."""
    limiter, refused = RateLimiter(), 0
    requests = [sandbox_request(f"sbx-{number}", str) for number in range(lookups)]
    due = [(START, number, None) for number in range(lookups)]
    events: list[tuple[float, int, float | None]] = sorted(due, key=lambda event: event[:2])
    under_way = served = 0
    while events:
        now, number, sent_at = heappop(events)
        request = requests[number]
        limit = limiter.limit_of(request, now)
        if sent_at is not None:  # the response arrives
            under_way -= 1
            if sent_at >= START + 60:
                limiter.serve(limit, sent_at)
                served += 1
                continue
            refused += 1
            limiter.refuse(request, refusal(), sent_at, now)
            heappush(events, (now + limiter.seconds_left(request, now), number, None))
        elif under_way == at_once:
            heappush(events, (now + LATENCY, number, None))
        elif (free_at := limiter.reserve(limit, now)) > now:
            heappush(events, (free_at, number, None))
        else:
            under_way += 1
            heappush(events, (now + LATENCY, number, now))
    assert served == lookups
    assert refused <= min(lookups, at_once) + 4
    assert now <= START + 70 + lookups * LATENCY


def test_the_limiter_knows_what_the_pause_in_force_is_about() -> None:
    limiter = Limiter()
    limit = limiter.limiter.limit_of(FIRST, START)
    assert limiter.limiter.problem(limit, START) == ""
    limiter.refuse(LISTING)
    assert limiter.limiter.problem(limit, START) == "too many"
    assert limiter.limiter.seconds_left(FIRST, START) == 5
    assert limiter.limiter.problem(limit, START + 5) == ""


def test_paths_that_are_idle_are_forgotten() -> None:
    limiter = Limiter()
    for number in range(10_000):
        assert limiter.send(sandbox_request(f"sbx-{number}", str)) == 0
        limiter.now += 1
    assert len(limiter.limiter) == 61


def test_those_of_a_burst_are_forgotten_two_for_each_request_that_follows() -> None:
    limiter = Limiter()
    for number in range(100):
        limiter.send(sandbox_request(f"sbx-{number}", str))
    limiter.now += 3600
    for number in range(50):
        limiter.send(sandbox_request(f"other-{number}", str))
    assert len(limiter.limiter) == 50


def test_a_path_that_somebody_waits_for_is_remembered() -> None:
    async def run() -> None:
        limiter = Limiter()
        assert limiter.send(FIRST) == 0
        waited = limiter.limiter.limit_of(FIRST, START)
        async with waited.lock:
            limiter.now += 3600
            assert limiter.send(SECOND) == 0
            assert limiter.limiter.limit_of(FIRST, limiter.now) is waited

    asyncio.run(run())
