"""Computes medians, spreads, ratios and fits of measured values."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from math import inf
from statistics import correlation, linear_regression, median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True)
class Sample:
    """One measured value in seconds or bytes, with other observed facts and seconds of CPU time."""

    value: float
    facts: Mapping[str, int] = field(default_factory=dict)
    cpu: float | None = None

    def with_facts(self, facts: Mapping[str, int]) -> Sample:
        """Returns the sample with more facts."""
        return replace(self, facts={**self.facts, **facts})

    def divided(self, number: int) -> Sample:
        """Returns the sample with the value and the CPU time divided by a number."""
        cpu = None if self.cpu is None else self.cpu / number
        return replace(self, value=self.value / number, cpu=cpu)


Round = dict[str, Sample]
"""One sample of each contender, by name, measured right after each other."""


@dataclass(frozen=True)
class Spread:
    """The median, minimum and maximum of some values."""

    median: float
    least: float
    most: float


@dataclass(frozen=True)
class Target:
    """The maximum for our value: `times` a reference of the same round, and `plus` in addition.

    A missed `hard` target fails the run.
    """

    times: float = 0
    of: str = ""
    plus: float = 0
    hard: bool = False

    def allowed(self, one: Round) -> float:
        """Returns the maximum for our value in this round."""
        return self.plus + (self.times * one[self.of].value if self.of else 0)

    def use(self, rounds: Sequence[Round]) -> float:
        """Returns the median of our values, each divided by its maximum. Up to 1 meets the target.

        It is infinite if the reference was not measured.
        """
        known = [one for one in rounds if not self.of or self.of in one]
        return median([one["ours"].value / self.allowed(one) for one in known] or [inf])


@dataclass(frozen=True)
class Fit:
    """A straight line through points, and the fraction of their variance that it explains."""

    slope: float
    intercept: float
    r_squared: float


def spread(values: Sequence[float]) -> Spread:
    """Returns the median, minimum and maximum of the values."""
    return Spread(median(values), min(values), max(values))


def values_of(rounds: Sequence[Round], name: str) -> list[float]:
    """Returns a contender's values, in the order of the rounds."""
    return [one[name].value for one in rounds if name in one]


def share_above(rounds: Sequence[Round], name: str, other: str, limit: str) -> float | None:
    """Returns a contender's cost above a limit, as a fraction of another contender's cost above it.

    Uses medians, because the difference of two close values in one round can be anything. Returns
    None if one of the three was not measured, or the other contender is not above the limit.
    """
    if not all(values_of(rounds, each) for each in (name, other, limit)):
        return None
    own, others, least = (median(values_of(rounds, each)) for each in (name, other, limit))
    return (own - least) / (others - least) if others > least else None


def uncertainty(values: Sequence[float]) -> float:
    """Returns half the 95 % confidence interval of the median, as a fraction of the median.

    The interval's ends are two of the sorted values, which the binomial distribution determines.
    """
    ordered, middle = sorted(values), median(values)
    least = max(0, int((len(ordered) - 1.96 * len(ordered) ** 0.5) / 2))
    return (ordered[-1 - least] - ordered[least]) / 2 / middle


def uncertainties(rounds: Sequence[Round]) -> list[float]:
    """Returns the uncertainty of our ratio to each other contender."""
    others = {name for one in rounds for name in one} - {"ours"}
    return [
        uncertainty([one["ours"].value / one[other].value for one in rounds if other in one])
        for other in others
    ]


def ratio(rounds: Sequence[Round], name: str, other: str) -> float:
    """Returns the median ratio of two contenders' values in the same round."""
    return median(
        one[name].value / one[other].value for one in rounds if name in one and other in one
    )


def fit(points: Mapping[float, float]) -> Fit:
    """Returns the line that fits the points best."""
    x, y = list(points), list(points.values())
    slope, intercept = linear_regression(x, y)
    return Fit(slope, intercept, correlation(x, y) ** 2)
