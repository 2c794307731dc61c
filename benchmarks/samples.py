"""What is made of measured values: medians, spreads, ratios of pairs, fits."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from math import inf
from statistics import correlation, linear_regression, median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True)
class Sample:
    """One measured value in seconds or bytes, seconds of CPU time, and facts seen beside them."""

    value: float
    facts: Mapping[str, int] = field(default_factory=dict)
    cpu: float | None = None

    def with_facts(self, facts: Mapping[str, int]) -> Sample:
        """Adds facts."""
        return replace(self, facts={**self.facts, **facts})

    def divided(self, number: int) -> Sample:
        """Divides what was measured among so many."""
        cpu = None if self.cpu is None else self.cpu / number
        return replace(self, value=self.value / number, cpu=cpu)


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
    """The most that ours may be: so many times a reference of the same round, and so much more.

    A `hard` one fails the run when it is missed.
    """

    times: float = 0
    of: str = ""
    plus: float = 0
    hard: bool = False

    def allowed(self, one: Round) -> float:
        """What ours may be in this round."""
        return self.plus + (self.times * one[self.of].value if self.of else 0)

    def use(self, rounds: Sequence[Round]) -> float:
        """The median share of what is allowed that ours takes: at most 1 meets the target.

        It is infinite where the reference was not measured.
        """
        known = [one for one in rounds if not self.of or self.of in one]
        return median([one["ours"].value / self.allowed(one) for one in known] or [inf])


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


def share_above(rounds: Sequence[Round], name: str, other: str, limit: str) -> float | None:
    """What a contender takes above a limit, as a share of what another one takes above it.

    It is that of the medians: within a round, the difference of two near values can be anything.
    None where one of the values is missing, or the other one is not above the limit.
    """
    if not all(values_of(rounds, each) for each in (name, other, limit)):
        return None
    own, others, least = (median(values_of(rounds, each)) for each in (name, other, limit))
    return (own - least) / (others - least) if others > least else None


def doubt(values: Sequence[float]) -> float:
    """How far from the median the true one may be, as a share of it: with 95 % confidence.

    So many of the sorted values lie on either side of it; the binomial distribution says how many.
    """
    ordered, middle = sorted(values), median(values)
    least = max(0, int((len(ordered) - 1.96 * len(ordered) ** 0.5) / 2))
    return (ordered[-1 - least] - ordered[least]) / 2 / middle


def doubts(rounds: Sequence[Round]) -> list[float]:
    """The doubt about the ratio of ours to each of the others."""
    others = {name for one in rounds for name in one} - {"ours"}
    return [
        doubt([one["ours"].value / one[other].value for one in rounds if other in one])
        for other in others
    ]


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
