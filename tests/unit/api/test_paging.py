from __future__ import annotations

from pulumi_resource_primeintellect.api.paging import Page, Reading
from pulumi_resource_primeintellect.api.sandboxes import Skipped

BROKEN = Skipped("a", "broken")


def page(*ids: int, total: int, has_next: bool = True, skipped: tuple[str, ...] = ()) -> Page[int]:
    kept = [(f"sbx-{number}", number) for number in ids]
    return Page(
        kept, dict.fromkeys(skipped, BROKEN), total, number=1, per_page=2, has_next=has_next
    )


def test_a_page_has_the_size_of_what_is_kept_and_skipped() -> None:
    assert page(1, 2, total=9, skipped=("sbx-3",)).size == 3


def test_a_single_page_is_a_clean_reading() -> None:
    reading = Reading(page(1, 2, total=2, has_next=False))
    assert reading.kept == {"sbx-1": 1, "sbx-2": 2}
    assert (reading.ended, reading.clean, reading.wanted) == (True, True, range(0))


def test_an_empty_listing_is_a_clean_reading() -> None:
    reading = Reading(page(total=0, has_next=False))
    assert (reading.ended, reading.clean, reading.kept) == (True, True, {})


def test_all_pages_that_the_total_calls_for_are_wanted_at_once() -> None:
    reading = Reading(page(1, 2, total=5))
    assert reading.wanted == range(2, 4)
    reading.add([page(3, 4, total=5), page(5, total=5, has_next=False)])
    assert (reading.ended, reading.clean) == (True, True)


def test_an_absurd_total_is_read_in_batches() -> None:
    reading = Reading(page(1, 2, total=10**12))
    assert reading.wanted == range(2, 66)


def test_a_page_is_wanted_where_one_is_announced_beyond_the_total() -> None:
    reading = Reading(page(1, 2, total=2))
    assert reading.wanted == range(2, 3)
    reading.add([page(3, total=2, has_next=False)])
    assert (reading.ended, reading.clean, len(reading.kept)) == (True, False, 3)


def test_an_announced_page_that_brings_nothing_ends_a_clean_reading() -> None:
    reading = Reading(page(1, 2, total=2))
    reading.add([page(total=2)])
    assert (reading.ended, reading.clean) == (True, True)


def test_pages_that_never_end_are_given_up() -> None:
    reading = Reading(page(1, 2, total=2))
    while reading.wanted:
        reading.add([page(2 * number, 2 * number + 1, total=2) for number in reading.wanted])
    assert (len(reading.kept), reading.ended, reading.clean) == (22, False, False)


def test_an_item_seen_twice_makes_a_reading_unclean() -> None:
    reading = Reading(page(1, 2, total=3))
    reading.add([page(2, 3, total=3, has_next=False)])
    assert (reading.ended, reading.clean, len(reading.kept)) == (True, False, 3)


def test_a_total_that_changes_makes_a_reading_unclean() -> None:
    reading = Reading(page(1, 2, total=3))
    reading.add([page(3, 4, total=4, has_next=False)])
    assert (reading.total, reading.clean) == (4, False)


def test_a_missing_item_makes_a_reading_unclean() -> None:
    reading = Reading(page(1, 2, total=3, has_next=False))
    assert (reading.ended, reading.clean) == (True, False)


def test_an_item_that_cannot_be_read_counts_as_one() -> None:
    reading = Reading(page(1, total=4, skipped=("sbx-2",)))
    assert (reading.count, reading.wanted) == (2, range(2, 3))
    reading.add([page(total=4, has_next=False, skipped=("sbx-3", "sbx-4"))])
    assert (reading.ended, reading.clean, reading.count) == (True, True, 4)
    assert reading.skipped == dict.fromkeys(("sbx-2", "sbx-3", "sbx-4"), BROKEN)


def test_an_item_that_could_be_read_on_another_page_counts_once() -> None:
    reading = Reading(page(1, total=2))
    reading.add([page(2, total=2, has_next=False, skipped=("sbx-1",))])
    assert reading.count == 2
