"""Compares the ratios of two runs, to decide whether the runs agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.contenders import CONTENDERS, OURS
from benchmarks.figures import FIGURES
from benchmarks.samples import ratio, values_of
from benchmarks.tables import table

if TYPE_CHECKING:
    from benchmarks.results import Results

ALLOWED = 0.05
"""The largest allowed change of a ratio between two runs, as a fraction of the first."""


def shifts(before: Results, after: Results) -> dict[tuple[str, str], tuple[float, float]]:
    """Returns our ratios to each other contender in both runs, by figure and contender."""
    others = [contender.name for contender in CONTENDERS if contender is not OURS]
    return {
        (figure.title, name): (ratio(first, OURS.name, name), ratio(second, OURS.name, name))
        for figure in FIGURES
        if (first := before.rounds.get(figure.key)) and (second := after.rounds.get(figure.key))
        for name in others
        if values_of(first, name) and values_of(second, name)
    }


def apart(before: Results, after: Results) -> list[tuple[str, str]]:
    """Returns the figure and contender of the ratios that differ more than allowed."""
    return [
        place
        for place, (first, second) in shifts(before, after).items()
        if abs(second / first - 1) > ALLOWED
    ]


def agreement_table(before: Results, after: Results) -> str:
    """Returns a table of the ratios in both runs and their differences."""
    rows = [
        [title, f"÷ {name}", f"{first:.2f}", f"{second:.2f}", f"{second / first - 1:+.1%}"]
        for (title, name), (first, second) in shifts(before, after).items()
    ]
    return table(["Figure", "Ratio", "Before", "Now", "Apart"], rows)
