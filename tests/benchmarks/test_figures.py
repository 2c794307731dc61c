from __future__ import annotations

import pytest

from benchmarks.figure import MEGABYTES, MICROSECONDS, MILLISECONDS, SECONDS, Unit
from benchmarks.figures import FIGURES, exit_status, missed
from benchmarks.samples import Round, Sample, Target

BY_KEY = {figure.key: figure for figure in FIGURES}


def listed(ours: float, go: float = 100e-6, lean: float = 100e-6) -> list[Round]:
    return [{"ours": Sample(ours), "go": Sample(go), "lean": Sample(lean)}] * 3


def test_the_targets_are_those_that_were_set() -> None:
    assert {figure.key: list(figure.targets) for figure in FIGURES} == {
        "preview": [Target(1.45, "go", hard=True)],
        "preview-installed": [],
        "preview-python": [],
        "preview-python-installed": [],
        "preview-https": [],
        "first-answer": [Target(0.8, "stock", hard=True), Target(1.15, "limit")],
        "first-answer-https": [Target(1.3, "go")],
        "first-schema": [Target(0.4, "stock")],
        "shutdown": [Target(plus=0.010)],
        "lookup": [Target(1, "httpx", 0.0006)],
        "listing": [Target(0.25, "go", hard=True), Target(0.25, "lean", hard=True)],
        "memory": [Target(0.22, "go", hard=True)],
        "counting-memory": [Target(plus=150e6)],
        "small-pages": [Target(0.2, "go")],
        "large-pages": [Target(0.2, "go")],
        "distant-pages": [],
        "crowd": [Target(plus=6.25)],
        "counting": [Target(2, "listing", 0.6)],
    }


def test_a_target_is_met_up_to_its_limit() -> None:
    assert BY_KEY["listing"].met(listed(ours=25e-6))
    assert not BY_KEY["listing"].met(listed(ours=26e-6))


def test_every_target_has_to_be_met() -> None:
    assert not BY_KEY["listing"].met(listed(ours=25e-6, lean=99e-6))
    assert not BY_KEY["listing"].met(listed(ours=25e-6, go=99e-6))


def test_a_target_is_not_met_where_its_reference_was_not_measured() -> None:
    assert not BY_KEY["memory"].met([{"ours": Sample(1e6)}])


@pytest.mark.parametrize("status", [1, -2])
def test_a_figure_is_missed_when_what_was_seen_beside_it_is_wrong(status: int) -> None:
    right: Round = {"ours": Sample(0.001, {"status": 0})}
    wrong: Round = {"ours": Sample(0.001, {"status": status})}
    assert BY_KEY["shutdown"].met([right, right])
    assert not BY_KEY["shutdown"].met([right, wrong])


def test_only_a_figure_that_has_to_be_met_fails_the_run() -> None:
    slow_end: Round = {"ours": Sample(0.5, {"status": 0})}
    good = {"listing": listed(ours=20e-6), "shutdown": [slow_end]}
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
