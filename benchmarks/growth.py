"""Describes how cost grows with the number of sandboxes: the costs, and straight lines that fit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.figure import KILOBYTES, MEGABYTES, MICROSECONDS, SECONDS
from benchmarks.samples import Round, Sample, fit, spread, values_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks.figure import Unit
    from benchmarks.samples import Fit

Growth = dict[int, list[Round]]
"""The rounds by the number of sandboxes."""


@dataclass(frozen=True)
class Cost:
    """One kind of cost: its place in a sample, and its units in total and per sandbox."""

    title: str
    of: Callable[[Sample], float]
    unit: Unit
    unit_each: Unit

    def rounds(self, measured: Sequence[Round]) -> list[Round]:
        """Returns the rounds with only this cost."""
        return [{name: Sample(self.of(s)) for name, s in one.items()} for one in measured]

    def fit(self, growth: Growth, name: str) -> Fit:
        """Returns the line that fits a contender's medians."""
        values = {size: values_of(self.rounds(r), name) for size, r in growth.items()}
        return fit({float(size): spread(each).median for size, each in values.items() if each})

    def fit_text(self, growth: Growth, name: str) -> str:
        """Returns that line as text."""
        line = self.fit(growth, name)
        return f"{self.title} {self.unit_each.show(line.slope)} (R² {line.r_squared:.4f})"


TIME = Cost("time", lambda sample: sample.value, SECONDS, MICROSECONDS)
CPU = Cost("CPU time", lambda sample: sample.cpu or 0, SECONDS, MICROSECONDS)
MEMORY = Cost("peak memory", lambda sample: sample.facts["peak"], MEGABYTES, KILOBYTES)
COSTS = (TIME, CPU, MEMORY)
