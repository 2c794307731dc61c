"""Scenarios put every contender to the same work; how long it takes is no matter here."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from benchmarks import scenarios

if TYPE_CHECKING:
    from collections.abc import Generator

    from benchmarks.samples import Round

pytestmark = [pytest.mark.needs("go"), pytest.mark.usefixtures("built")]

ALL = ["ours", "go", "stock"]


def first_round(scenario: Generator[Round, None, None]) -> Round:
    with closing(scenario):
        return next(scenario)


def test_an_interrupted_plugin_of_ours_ends_as_if_it_were_done() -> None:
    measured = first_round(scenarios.shutdown())
    assert list(measured) == ALL
    assert measured["ours"].facts == {"status": 0}


def test_growth_has_time_and_memory_of_each() -> None:
    measured = first_round(scenarios.growth(1000))
    assert list(measured) == ALL
    assert all(sample.value > 0 for sample in measured.values())
    assert all(sample.facts["cpu"] > 0 for sample in measured.values())
    assert all(10**7 < sample.facts["peak"] < 10**9 for sample in measured.values())


def test_lookups_are_measured_beside_bare_requests() -> None:
    measured = first_round(scenarios.lookup())
    assert list(measured) == [*ALL, "httpx"]
    assert all(sample.value > 0 for sample in measured.values())
