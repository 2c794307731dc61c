"""What is made of measured values: medians, spreads, ratios of pairs, fits."""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import correlation, linear_regression, median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True)
class Sample:
    """One measured value in seconds or bytes, and facts that were seen beside it."""

    value: float
    facts: Mapping[str, int] = field(default_factory=dict)


Round = dict[str, Sample]
"""One sample of each contender, by name, taken one right after the other."""


@dataclass(frozen=True)
class Spread:
    """The middle and the ends of some values."""

    median: float
    least: float
    most: float


@dataclass(frozen=True)
class Target:
    """The most that ours may be: so many times a reference of the same round, and so much more."""

    times: float = 0
    of: str = ""
    plus: float = 0

    def allowed(self, one: Round) -> float:
        """What ours may be in this round."""
        return self.plus + (self.times * one[self.of].value if self.of else 0)

    def use(self, rounds: Sequence[Round]) -> float:
        """The median share of what is allowed that ours takes: at most 1 meets the target."""
        return median(one["ours"].value / self.allowed(one) for one in rounds)


@dataclass(frozen=True)
class Fit:
    """A straight line through points, and how much of their variance it explains."""

    slope: float
    intercept: float
    r_squared: float


def spread(values: Sequence[float]) -> Spread:
    """The median, least and most of the values."""
    return Spread(median(values), min(values), max(values))


def values_of(rounds: Sequence[Round], name: str) -> list[float]:
    """A contender's values, round after round."""
    return [one[name].value for one in rounds if name in one]


def ratio(rounds: Sequence[Round], name: str, other: str) -> float:
    """The median of one contender's values over another's of the same round."""
    return median(
        one[name].value / one[other].value for one in rounds if name in one and other in one
    )


def fit(points: Mapping[float, float]) -> Fit:
    """The line that fits the points best."""
    x, y = list(points), list(points.values())
    slope, intercept = linear_regression(x, y)
    return Fit(slope, intercept, correlation(x, y) ** 2)
