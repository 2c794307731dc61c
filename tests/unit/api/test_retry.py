from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pulumi_resource_primeintellect.api.retry import Pace, pause, worth_another_try
from pulumi_resource_primeintellect.errors import (
    ConnectionFailedError,
    DeadlineError,
    DecodingError,
    InvalidJSONError,
    StatusError,
)
from tenacity import AsyncRetrying, RetryCallState

NO = ("do it", "it is over", "Wait.")
"""What the errors say."""


def refused(*, transient: bool = True, retry_after: float | None = None) -> StatusError:
    return StatusError(*NO, status=429, transient=transient, retry_after=retry_after, rejected=())


def state(tries: int, error: Exception | None = None) -> RetryCallState:
    made = RetryCallState(AsyncRetrying(), None, (), {})
    made.attempt_number = tries
    if error:
        made.set_exception((type(error), error, None))
    return made


@pytest.mark.parametrize(
    ("error", "worth"),
    [
        (ConnectionFailedError(*NO), True),
        (InvalidJSONError(*NO), True),
        (refused(), True),
        (refused(transient=False), False),
        (DecodingError(*NO), False),
        (DeadlineError(*NO), False),
        (RuntimeError("a bug"), False),
        (KeyboardInterrupt(), False),
    ],
)
def test_only_what_may_pass_is_worth_another_try(error: BaseException, *, worth: bool) -> None:
    assert worth_another_try(error) is worth


@pytest.mark.parametrize("seconds", [0.5, 7.0, 3600.0])
def test_the_pause_is_what_the_api_asked_for(seconds: float) -> None:
    assert pause(state(1, refused(retry_after=seconds))) == seconds


@pytest.mark.parametrize(
    "error", [ConnectionFailedError(*NO), refused(), refused(retry_after=0.0), None]
)
def test_a_pause_of_its_own_is_random_and_grows_to_a_limit(error: Exception | None) -> None:
    for tries, limit in ((1, 0.5), (2, 1.0), (3, 2.0), (6, 16.0), (7, 30.0), (20, 30.0)):
        pauses = [pause(state(tries, error)) for _ in range(200)]
        assert all(0 <= seconds <= limit for seconds in pauses)
        assert max(pauses) > limit / 2
        assert min(pauses) < limit / 2


def test_a_pace_lets_so_many_begin_at_once_and_the_next_a_period_after_the_first() -> None:
    pace = Pace(3, 61.0)
    assert [pace.reserve(now) for now in (0.0, 1.0, 2.0)] == [0.0, 1.0, 2.0]
    assert [pace.reserve(2.0) for _ in range(4)] == [61.0, 62.0, 63.0, 122.0]
    assert pace.reserve(500.0) == 500.0


def test_a_place_that_comes_too_late_is_left_to_others() -> None:
    pace = Pace(1, 60.0)
    assert [pace.reserve(0.0, 10.0), pace.reserve(1.0, 59.0), pace.reserve(1.0, 60.0)] == [
        0.0,
        60.0,
        60.0,
    ]
    assert pace.reserve(1.0) == 120.0


@settings(database=None, deadline=None)
@given(st.integers(1, 5), st.lists(st.integers(0, 30), max_size=40))
def test_no_window_ever_has_more_beginnings_than_the_limit(limit: int, waits: list[int]) -> None:
    pace, now, begins = Pace(limit, 60), 0, list[float]()
    for wait in waits:
        now += wait
        begins.append(pace.reserve(now))
        assert begins[-1] >= now
    assert begins == sorted(begins)
    assert all(
        later - earlier >= 60 for earlier, later in zip(begins, begins[limit:], strict=False)
    )
