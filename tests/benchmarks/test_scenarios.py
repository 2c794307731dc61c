"""Scenarios put every contender to the same work; how long it takes is no matter here."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from benchmarks.results import MAX_ROUNDS_FACTOR, take
from benchmarks.samples import Sample
from benchmarks.scenarios import listings, lookups, starts

if TYPE_CHECKING:
    from collections.abc import Generator

    from benchmarks.samples import Round

pytestmark = [pytest.mark.needs("go"), pytest.mark.usefixtures("built")]

ALL = ["ours", "go", "stock", "limit"]


def first_round(scenario: Generator[Round, None, None]) -> Round:
    with closing(scenario):
        return next(scenario)


def test_an_interrupted_plugin_of_ours_ends_as_if_it_were_done() -> None:
    measured = first_round(starts.shutdown())
    assert list(measured) == ALL
    assert measured["ours"].facts == {"status": 0}


def test_growth_has_time_and_memory_of_each() -> None:
    measured = first_round(listings.growth(1000))
    assert list(measured) == [*ALL, "lean"]
    assert all(sample.value > 0 for sample in measured.values())
    assert all((sample.cpu or 0) > 0 for sample in measured.values())
    assert all(10**7 < sample.facts["peak"] < 10**9 for sample in measured.values())


def test_lookups_are_measured_beside_bare_requests() -> None:
    measured = first_round(lookups.lookup())
    assert list(measured) == [*ALL, "httpx"]
    assert all(sample.value > 0 for sample in measured.values())


def rounds(*ours: float) -> Generator[Round, None, None]:
    for value in ours:
        yield {"ours": Sample(value), "go": Sample(1.0)}


def test_rounds_are_taken_until_their_ratios_are_certain() -> None:
    assert len(take(rounds(*[1.0] * 9), 2)) == 2
    assert len(take(rounds(1.0, *[2.0] * 9), 6)) == 8  # from then on, the ends do not count


def test_uncertain_ratios_take_no_more_rounds_than_that() -> None:
    assert len(take(rounds(*[1.0, 2.0] * 9), 4)) == 4 * MAX_ROUNDS_FACTOR
