"""Formats the results as Markdown tables."""

from __future__ import annotations

from math import isinf
from typing import TYPE_CHECKING

from benchmarks.contenders import CONTENDERS, LEAN, LIMIT, OURS
from benchmarks.figures import FIGURES
from benchmarks.samples import Sample, ratio, share_above, spread, values_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.figure import Figure, Unit
    from benchmarks.growth import Cost, Growth
    from benchmarks.results import Results
    from benchmarks.samples import Round, Target

UNKNOWN = "–"
NAMES = {"go": "Go", "lean": "lean Go"}
"""How to write a contender's name, if not unchanged."""

COMPARED = ["÷ Go", "÷ stock", "Above limit", "Of stock's"]
GROWN = (*CONTENDERS, LEAN)
"""The contenders in the tables of the growth."""


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Returns a Markdown table with aligned columns."""
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    rule = ["-" * width for width in widths]
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in (head, rule, *rows)
    )


def figures_table(results: Results) -> str:
    """Returns the table of all figures with their targets."""
    head = ["Figure", *_titles(), *COMPARED, "Target", "Of what is allowed", "Met"]
    return table(head, [[*_values(f, r), *_verdict(f, r)] for f, r in _measured(results)])


def cpu_table(results: Results) -> str:
    """Returns the table of CPU times, for the figures that have one."""
    worked = [(figure, _worked(rounds)) for figure, rounds in _measured(results)]
    rows = [_values(figure, rounds) for figure, rounds in worked if rounds]
    return table(["CPU time", *_titles(), *COMPARED], rows)


def growth_table(cost: Cost, growth: Growth) -> str:
    """Returns the table of a cost by number of sandboxes."""
    rows = [
        [f"{size:,}", *(shown(cost.rounds(r), c.name, cost.unit) for c in GROWN)]
        for size, r in growth.items()
    ]
    return table([f"Sandboxes, {cost.title}", *(c.title for c in GROWN)], rows)


def instructions_table(results: Results) -> str:
    """Returns the table of instructions in millions, by task."""
    rows = [
        [what, *(f"{counted[c.name].value / 1e6:,.0f}" for c in CONTENDERS), *_compared([counted])]
        for what, counted in results.instructions.items()
    ]
    return table(["Million instructions", *_titles(), *COMPARED], rows)


def shown(rounds: Sequence[Round], name: str, unit: Unit) -> str:
    """Returns a contender's median, minimum and maximum."""
    values = values_of(rounds, name)
    if not values:
        return UNKNOWN
    seen = spread(values)
    least, most = (unit.show(value).split()[0] for value in (seen.least, seen.most))
    return f"{unit.show(seen.median)} ({least}-{most})"


def target_text(target: Target, unit: Unit) -> str:
    """Returns the target as a formula, in bold if it is hard."""
    factor = "" if target.times == 1 else f"{target.times:g} × "
    parts = [
        *([f"{factor}{NAMES.get(target.of, target.of)}"] if target.of else []),
        *([unit.show(target.plus)] if target.plus else []),
    ]
    text = f"≤ {' + '.join(parts)}"
    return f"**{text}**" if target.hard else text


def _titles() -> list[str]:
    return [contender.title for contender in CONTENDERS]


def _measured(results: Results) -> list[tuple[Figure, list[Round]]]:
    return [(f, results.rounds[f.key]) for f in FIGURES if f.key in results.rounds]


def _values(figure: Figure, rounds: Sequence[Round]) -> list[str]:
    values = [shown(rounds, contender.name, figure.unit) for contender in CONTENDERS]
    return [figure.title, *values, *_compared(rounds)]


def _compared(rounds: Sequence[Round]) -> list[str]:
    ratios = {
        name: ratio(rounds, OURS.name, name) if values_of(rounds, name) else None
        for name in ("go", "stock", LIMIT.name)
    }
    above = None if (least := ratios.pop(LIMIT.name)) is None else least - 1
    share = share_above(rounds, OURS.name, "stock", LIMIT.name)
    return [
        *(UNKNOWN if one is None else f"{one:.2f}" for one in ratios.values()),
        UNKNOWN if above is None else f"{above:+.0%}",
        UNKNOWN if share is None else f"{share:.0%}",
    ]


def _verdict(figure: Figure, rounds: Sequence[Round]) -> list[str]:
    targets = ", ".join(target_text(target, figure.unit) for target in figure.targets)
    uses = [target.use(rounds) for target in figure.targets]
    used = [UNKNOWN if isinf(use) else f"{use:.0%}" for use in uses]
    met = ("yes" if figure.met(rounds) else "no") if targets or figure.expects else UNKNOWN
    return [targets or UNKNOWN, ", ".join(used) or UNKNOWN, met]


def _worked(rounds: Sequence[Round]) -> list[Round]:
    """Returns the rounds with the CPU time as the value; empty if it was not measured."""
    worked = [
        {name: Sample(one.cpu) for name, one in each.items() if one.cpu is not None}
        for each in rounds
    ]
    return worked if any(worked) else []
