from __future__ import annotations

import pytest

from benchmarks.figures import (
    FIGURES,
    MEGABYTES,
    MICROSECONDS,
    MILLISECONDS,
    SECONDS,
    Unit,
    exit_status,
    missed,
)
from benchmarks.samples import Round, Sample

BY_KEY = {figure.key: figure for figure in FIGURES}


def listed(ours: float, go: float = 100e-6) -> list[Round]:
    return [{"ours": Sample(ours), "go": Sample(go)}] * 3


def test_the_targets_are_those_that_were_set() -> None:
    assert {f.key: (f.target.times, f.target.of, f.target.plus, f.hard) for f in FIGURES} == {
        "preview": (1.6, "go", 0, True),
        "first-answer": (0.6, "stock", 0, False),
        "first-schema": (0.4, "stock", 0, False),
        "shutdown": (0, "", 0.010, False),
        "lookup": (1, "httpx", 0.0005, False),
        "listing": (0.4, "go", 0, True),
        "memory": (0.3, "go", 0, True),
        "small-pages": (0.2, "go", 0, False),
        "large-pages": (0.2, "go", 0, False),
        "crowd": (0, "", 6.25, False),
        "counting": (2, "listing", 0.6, False),
    }


def test_a_target_is_met_up_to_its_limit() -> None:
    assert BY_KEY["listing"].met(listed(ours=40e-6))
    assert not BY_KEY["listing"].met(listed(ours=41e-6))


@pytest.mark.parametrize("status", [1, -2])
def test_a_figure_is_missed_when_what_was_seen_beside_it_is_wrong(status: int) -> None:
    right: Round = {"ours": Sample(0.001, {"status": 0})}
    wrong: Round = {"ours": Sample(0.001, {"status": status})}
    assert BY_KEY["shutdown"].met([right, right])
    assert not BY_KEY["shutdown"].met([right, wrong])


def test_only_a_figure_that_has_to_be_met_fails_the_run() -> None:
    slow_end: Round = {"ours": Sample(0.5, {"status": 0})}
    good = {"listing": listed(ours=30e-6), "shutdown": [slow_end]}
    assert [figure.key for figure in missed(good)] == ["shutdown"]
    assert exit_status(good) == 0

    bad = {**good, "listing": listed(ours=50e-6)}
    assert [figure.key for figure in missed(bad)] == ["shutdown", "listing"]
    assert exit_status(bad) == 1


@pytest.mark.parametrize(
    ("unit", "value", "shown"),
    [
        (SECONDS, 12.345, "12.3 s"),
        (MILLISECONDS, 0.0012345, "1.23 ms"),
        (MICROSECONDS, 0.000123456, "123 µs"),
        (MEGABYTES, 1_431_000_000, "1,431 MB"),
    ],
)
def test_values_are_shown_with_three_digits(unit: Unit, value: float, shown: str) -> None:
    assert unit.show(value) == shown
