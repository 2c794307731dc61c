from __future__ import annotations

import pytest

from benchmarks.samples import (
    Sample,
    Spread,
    Target,
    fit,
    ratio,
    share_above,
    spread,
    uncertainties,
    uncertainty,
    values_of,
)


def rounds(**values: list[float]) -> list[dict[str, Sample]]:
    count = len(next(iter(values.values())))
    return [{name: Sample(each[i]) for name, each in values.items()} for i in range(count)]


def test_a_spread_is_the_median_between_the_ends() -> None:
    assert spread([4.0, 1.0, 9.0, 2.0]) == Spread(median=3.0, least=1.0, most=9.0)


def test_ratios_are_taken_within_a_round_before_the_median() -> None:
    measured = rounds(ours=[1.0, 20.0, 3.0], go=[2.0, 10.0, 4.0])  # 0.5, 2, 0.75
    assert ratio(measured, "ours", "go") == 0.75


def test_a_round_without_a_contender_has_no_part_in_its_ratio() -> None:
    measured = [*rounds(ours=[1.0], go=[4.0]), *rounds(ours=[1.0])]
    assert ratio(measured, "ours", "go") == 0.25
    assert values_of(measured, "go") == [4.0]
    assert values_of(measured, "stock") == []


@pytest.mark.parametrize(
    ("target", "use"),
    [
        (Target(0.4, "go"), 0.5),
        (Target(plus=0.010), 0.2),
        (Target(1, "go", 0.005), 2 / 15),
    ],
)
def test_a_target_is_a_multiple_a_limit_or_both(target: Target, use: float) -> None:
    measured = rounds(ours=[0.002], go=[0.010])
    assert target.use(measured) == pytest.approx(use)


def test_a_line_through_points_on_a_line_is_that_line() -> None:
    line = fit({1000.0: 7.0, 10_000.0: 25.0, 100_000.0: 205.0})
    assert line.slope == pytest.approx(0.002)
    assert line.intercept == pytest.approx(5.0)
    assert line.r_squared == pytest.approx(1.0)


def test_points_off_the_line_show_in_the_fit() -> None:
    line = fit({0.0: 0.0, 1.0: 1.0, 2.0: 1.0})
    assert line.slope == pytest.approx(0.5)
    assert line.intercept == pytest.approx(1 / 6)
    assert line.r_squared == pytest.approx(0.75)


@pytest.mark.parametrize(
    ("values", "doubted"),
    [
        ([5.0], 0),
        ([9.0, 11.0], 0.1),
        ([8.0, 10.0, 10.0, 10.0, 14.0], 0.3),
        ([1.0, *[9.0] * 3, *[10.0] * 5, *[11.0] * 3, 90.0], 0.1),
    ],
    ids=["one", "two", "few", "ends far out"],
)
def test_a_median_may_be_off_by_half_of_what_lies_around_it(
    values: list[float], doubted: float
) -> None:
    """Of few values all count; of more, those far out do not."""
    assert uncertainty(values) == pytest.approx(doubted)


def test_doubts_are_about_ratios() -> None:
    measured = rounds(ours=[1.0, 100.0], go=[2.0, 200.0], stock=[1.0, 125.0])
    assert sorted(uncertainties(measured)) == pytest.approx([0, 1 / 9])


def test_what_is_above_a_limit_is_compared_by_medians() -> None:
    measured = rounds(ours=[4.0, 4.0, 9.0], stock=[7.0, 7.0, 7.0], limit=[3.0, 3.0, 0.0])
    assert share_above(measured, "ours", "stock", "limit") == 0.25
    assert share_above(measured, "ours", "go", "limit") is None
    assert share_above(measured, "stock", "limit", "limit") is None


def test_a_sample_is_divided_with_its_cpu_time() -> None:
    assert Sample(8.0, {"a": 1}, 4.0).divided(2) == Sample(4.0, {"a": 1}, 2.0)
    assert Sample(8.0).divided(4) == Sample(2.0)
    assert Sample(8.0, {"a": 1}).with_facts({"b": 2}) == Sample(8.0, {"a": 1, "b": 2})
