from __future__ import annotations

from datetime import datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pulumi_resource_primeintellect.api.page_sizes import last_page_size, page_size_of
from pulumi_resource_primeintellect.api.paging import (
    MAX_EXTRA_PAGES,
    MAX_PAGES_AT_ONCE,
    Page,
    Reading,
    Readings,
)
from pulumi_resource_primeintellect.api.timestamps import Latest, latest

BEGAN = datetime(2026, 3, 1, 12, 0, 30, tzinfo=timezone.utc)
BEFORE = "2026-03-01T11:00:00Z"


def page(*ids: int, total: int, has_next: bool = True) -> Page:
    names = [f"sbx-{number}" for number in ids]
    return Page(names, total, per_page=2, has_next=has_next, date=BEGAN, changed=Latest(BEFORE))


def reading(*pages: Page, size: int = 2) -> Reading:
    first, *others = pages
    result = Reading(first, size)
    result.add(others)
    return result


def of(*ids: int, total: int | None = None, moved: bool = False) -> Reading:
    """A reading that shows these sandboxes, of a list that stands still or has become longer."""
    total = len(ids) if total is None else total
    first = page(*ids, total=total - moved)
    return reading(first, page(total=total, has_next=False), size=100)


def together(*some: Reading) -> Readings:
    first, *others = some
    readings = Readings(first)
    for other in others:
        readings.add(other)
    return readings


def numbers(ids: set[str]) -> list[int]:
    return sorted(int(text.removeprefix("sbx-")) for text in ids)


@pytest.mark.parametrize(
    ("shown", "per_page", "has_next", "size"),
    [
        (100, 100, True, 100),
        (60, 100, True, 60),  # clamped without saying so
        (60, 0, True, 60),
        (60, 50, False, 50),
        (3, 100, False, 100),
        (3, 0, False, 100),
        (3, 10**9, False, 100),
        (0, 50, True, 50),
        (0, -1, True, 100),
    ],
)
def test_a_page_has_the_size_that_it_shows_or_else_a_size_that_can_be(
    shown: int, per_page: int, size: int, *, has_next: bool
) -> None:
    ids = [str(number) for number in range(shown)]
    assert Page(ids, 1000, per_page, has_next).served_size(100) == size


def test_a_page_that_shows_a_sandbox_twice_or_too_many_is_no_larger_for_that() -> None:
    assert Page(["a", "b", "b"], 1000, 100, has_next=True).served_size(100) == 2
    assert Page(["a", "b", "c"], 1000, 100, has_next=True).served_size(2) == 2


@pytest.mark.parametrize(
    ("total", "size", "pages", "smallest"),
    [
        (0, 1000, 1, 1000),
        (1000, 1000, 1, 1000),
        (1001, 1000, 2, 999),
        (1998, 1000, 2, 999),
        (1999, 1000, 3, 998),  # one page more, so that all of them overlap
        (5000, 1000, 6, 995),
        (10_000, 1000, 11, 990),
        (2450, 100, 25, 98),  # as many as overlap at no cost
        (2500, 100, 25, 100),
        (1000, 10, 100, 10),
        (100_000, 1000, 100, 1000),
        (3, 2, 2, 2),
        (-5, 10, 1, 10),
    ],
)
def test_pages_become_smaller_where_that_costs_at_most_one_page_more(
    total: int, size: int, pages: int, smallest: int
) -> None:
    assert last_page_size(total, size) == smallest
    assert max(1, -(-total // smallest)) == pages


@given(total=st.integers(1, 600), size=st.integers(1, 60))
def test_pages_reach_from_the_first_sandbox_to_the_last_without_a_gap(
    total: int, size: int
) -> None:
    whole = Reading(Page(["sbx"], total, size, has_next=size < total), size)
    end = size
    while end < total:
        (number, *_) = whole.wanted
        begin = (number - 1) * whole.size_of(number)
        assert begin <= end < begin + whole.size_of(number)
        end = begin + whole.size_of(number)
        whole.add([Page([f"sbx-{number}"], total, size, has_next=end < total)])
    assert whole.wanted == range(0)


@pytest.mark.parametrize("size", [1, 2, 3, 10, 50, 100, 1000])
def test_each_reading_has_pages_of_another_size_until_they_would_be_half_as_large(
    size: int,
) -> None:
    sizes = [page_size_of(number, size) for number in range(1, 11)]
    assert sizes[0] == size
    assert min(sizes) >= size / 2
    different = len(set(sizes))
    assert sizes[:different] == sorted(set(sizes), reverse=True)
    assert different >= min(size // 2, 6)


def test_a_single_page_is_a_still_reading() -> None:
    single = Reading(page(1, 2, total=2, has_next=False), 2)
    assert (single.ended, single.still, single.wanted) == (True, True, range(0))
    assert single.ids == {"sbx-1", "sbx-2"}


def test_an_empty_list_is_a_still_reading() -> None:
    empty = Reading(page(total=0, has_next=False), 2)
    assert (empty.ended, empty.still, empty.ids) == (True, True, set())


def test_all_pages_that_the_total_calls_for_are_wanted_at_once() -> None:
    whole = Reading(page(1, 2, total=5), 2)
    assert whole.wanted == range(2, 4)
    whole.add([page(3, 4, total=5), page(5, total=5, has_next=False)])
    assert (whole.ended, whole.still) == (True, True)


def test_an_absurd_total_is_read_in_batches() -> None:
    assert Reading(page(1, 2, total=10**12), 2).wanted == range(2, 2 + MAX_PAGES_AT_ONCE)


def test_a_page_is_wanted_where_one_is_announced_beyond_the_total() -> None:
    whole = Reading(page(1, 2, total=2), 2)
    assert whole.wanted == range(2, 3)
    whole.add([page(3, total=2, has_next=False)])
    assert (whole.ended, whole.still, len(whole.ids)) == (True, False, 3)


def test_an_announced_page_that_brings_nothing_ends_a_still_reading() -> None:
    assert reading(page(1, 2, total=2), page(total=2)).still


def test_pages_that_never_end_are_given_up() -> None:
    whole = Reading(page(1, 2, total=2), 2)
    while whole.wanted:
        whole.add([page(2 * number, 2 * number + 1, total=2) for number in whole.wanted])
    assert (len(whole.ids), whole.ended, whole.still) == (2 + 2 * MAX_EXTRA_PAGES, False, False)


@pytest.mark.parametrize(
    ("second", "total", "still"),
    [
        ((8, 9, 10, 11, 12), 13, False),  # the total says what was shown, but it begins too early
        ((9, 10, 11, 12), 13, True),
        ((10, 11, 12), 13, True),  # the API serves pages of one size only
        ((10, 11, 12, 13), 13, False),  # 9 left the first page, so that 10 could hide
        ((0, 11, 12), 12, False),  # another sandbox is repeated than the one that should be
        ((9, 10, 11), 13, False),
        ((9, 10, 11, 12), 12, False),
        ((9, 10, 11, 12), 14, False),
    ],
)
def test_a_reading_is_still_where_its_pages_overlap_as_planned(
    second: tuple[int, ...], total: int, *, still: bool
) -> None:
    first = page(*range(10), total=13)
    whole = reading(first, page(*second, total=total, has_next=False), size=10)
    assert whole.size_of(2) == 9
    assert whole.still is still


@pytest.mark.parametrize(
    ("first", "second", "still"),
    [
        ("", "2026-03-01T12:00:19.9Z", True),
        ("", "2026-03-01T12:00:20Z", False),
        ("", "2026-03-01T14:00:25+02:00", False),
        ("", "2026-03-01T12:00:31Z", False),
        ("", "2099-01-01T00:00:00Z", False),
        ("", "yesterday", False),
        ("", None, False),
        ("", "2026-03-01T00:00:19", True),  # at the latest at noon, in UTC
        ("", "2026-03-01T00:00:21", False),
        ("2026-03-01T12:00:30Z", BEFORE, True),  # what page 1 shows was there
    ],
)
def test_a_list_whose_later_pages_show_what_just_changed_may_have_moved(
    first: str, second: str | None, *, still: bool
) -> None:
    one = page(1, 2, total=4)._replace(changed=Latest(first))
    two = page(3, 4, total=4, has_next=False)._replace(changed=latest([BEFORE, second]))
    assert reading(one, two).still is still


def test_where_the_api_tells_no_times_only_pages_that_overlap_are_trusted() -> None:
    touching = page(1, 2, total=4), page(3, 4, total=4, has_next=False)
    # The second page should repeat 4, but the API serves pages of one size only.
    of_one_size = page(1, 2, 3, 4, total=5), page(5, total=5, has_next=False)
    overlapping = page(1, 2, 3, 4, total=5), page(4, 5, total=5, has_next=False)
    for (one, two), size, still in (
        (touching, 2, False),
        (of_one_size, 4, False),
        (overlapping, 4, True),
    ):
        assert reading(one._replace(date=None), two, size=size).still is still
        assert reading(one, two._replace(changed=latest([BEFORE, None])), size=size).still is still
        assert reading(one, two, size=size).still


def test_a_still_reading_is_enough() -> None:
    readings = together(of(1, 2, 3))
    assert (readings.settled, numbers(readings.ids)) == (True, [1, 2, 3])


@pytest.mark.parametrize("second", [of(1, 2), of(1, 2, moved=True)])
def test_two_readings_of_a_moving_list_are_not_enough(second: Reading) -> None:
    assert not together(of(1, 2, moved=True), second).settled


def test_two_still_readings_that_are_alike_say_what_is_gone() -> None:
    readings = together(of(1, 2, 3, moved=True), of(2, 3), of(2, 3))
    assert (readings.settled, numbers(readings.ids)) == (True, [2, 3])


def test_after_a_still_reading_another_one_may_show_what_is_gone() -> None:
    readings = together(of(1, 2, 3, moved=True), of(1, 2, 3, moved=True), of(2, 3))
    assert not readings.settled
    readings.add(of(2, 3, 4))
    assert (readings.settled, numbers(readings.ids)) == (True, [1, 2, 3, 4])


def test_readings_that_miss_nothing_are_enough_from_the_third_on() -> None:
    moving = [of(*range(number, 100 + number), moved=True) for number in range(3)]
    readings = together(*moving[:2])
    assert not readings.settled
    readings.add(moving[2])
    assert (readings.settled, numbers(readings.ids)) == (True, [*range(102)])


def test_the_more_a_reading_misses_the_more_readings_it_takes() -> None:
    whole, holey = of(*range(1000), moved=True), of(*range(60, 1000), moved=True)
    readings = together(whole, holey, whole)  # 1000 * 0.06**3 = 0.216, and for k = 7 it is 3e-6
    taken = 3
    while not readings.settled:
        readings.add(whole)
        taken += 1
    assert taken == 7


def test_readings_that_reach_the_same_total_together_are_enough_whatever_each_misses() -> None:
    parts = [of(1, 2, 3, total=4), of(1, 3, 4, total=4), of(1, 2, 4, total=4)]
    assert not together(*parts[:2]).settled
    assert together(*parts).settled
    assert not together(*parts[:2], of(1, 2, 4, total=4, moved=True)).settled


def test_fewer_sandboxes_than_the_last_reading_began_with_are_not_enough() -> None:
    assert not together(*[of(1, 2, 3, total=5, moved=True)] * 9).settled


def test_fewer_sandboxes_than_every_reading_counted_at_its_end_are_not_enough() -> None:
    growing = of(1, 2, 3, total=4, moved=True)
    assert not together(*[growing] * 9).settled
    assert together(of(1, 2, 3, moved=True), growing, growing).settled


def test_a_list_that_shows_more_than_it_counts_is_enough_once_it_was_read_three_times() -> None:
    assert together(*[of(1, 2, 3, total=0)] * 3).settled


@pytest.mark.parametrize(
    ("readings", "hidden"),
    [
        ([of(1, 2, total=5)] * 2, 0),
        ([of(1, 2, total=5)] * 3, 3),
        ([of(1, 2, total=5), of(1, total=5), of(2, total=5)], 3),
        ([of(1, total=5), of(1, total=5), of(1, 2, total=5)], 0),  # it still finds more
        ([of(1, 2, total=5), of(1, 2, total=5), of(1, 2, total=6)], 0),
        ([of(1, 2, total=5, moved=True)] * 3, 0),
        ([of(1, 2, total=1)] * 3, 0),
    ],
)
def test_what_is_counted_each_time_and_never_shown_is_hidden(
    readings: list[Reading], hidden: int
) -> None:
    assert together(*readings).hidden == hidden


def test_a_list_is_endless_where_several_readings_reach_no_last_page() -> None:
    endless = reading(page(1, 2, total=1), page(3, 4, total=1))
    assert [together(*[endless] * times).endless for times in (2, 3)] == [False, True]
    assert not together(endless, of(1, 2), endless).endless
    assert not together(*[endless] * 3).settled
