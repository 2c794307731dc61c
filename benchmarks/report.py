"""The results as a table, for the terminal and for RESULTS.md."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.contenders import CONTENDERS
from benchmarks.figures import FIGURES, missed
from benchmarks.growth import COSTS
from benchmarks.samples import ratio, spread, values_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.figures import Figure, Unit
    from benchmarks.growth import Cost, Growth
    from benchmarks.results import Results
    from benchmarks.samples import Round, Target

HEAD = """# Results of `make bench`

Medians, with the least and the most in brackets. Ratios are medians of the ratios within a round,
in which all contenders are measured one after the other. A target in bold fails the run when it is
missed. How to read this: [CONTRIBUTING.md](../CONTRIBUTING.md#measuring).
"""


GROWTH = """The first listing of a plugin that has answered one getSandbox. The stock twin is left
out at 300,000, where it would need 10 GB.

![Time and peak memory by the number of sandboxes](growth.svg)
"""

NAMES = {"go": "Go"}
"""Where a name is written in another way."""


def document(results: Results) -> str:
    """The whole of RESULTS.md."""
    machine = [f"- {name}: {value}" for name, value in results.machine.items()]
    return "\n".join(
        [
            *(HEAD, figures_table(results)),
            *("\n## How it is measured\n", *notes(results)),
            *("\n## How cost grows\n", GROWTH, growth_text(results)),
            *("\n## On which machine\n", *machine, ""),
        ]
    )


def figures_table(results: Results) -> str:
    """Every figure with what it has to be."""
    names = [contender.title for contender in CONTENDERS]
    head = ["Figure", *names, "÷ Go", "÷ stock", "Target", "Of what is allowed", "Met"]
    rows = [_row(f, results.rounds[f.key]) for f in FIGURES if f.key in results.rounds]
    return table(head, rows)


def notes(results: Results) -> list[str]:
    """For each figure how it was measured, and what was seen beside it."""
    return [
        f"- {figure.title}: {figure.how} {_beside(figure, results.rounds[figure.key])}"
        for figure in FIGURES
        if figure.key in results.rounds
    ]


def misses(results: Results) -> str:
    """A line for each figure that misses its target."""
    return "".join(
        f"missed{', and has to be met' if figure.hard else ''}: {figure.title}\n"
        for figure in missed(results.rounds)
    )


def growth_text(results: Results) -> str:
    """Each cost by the number of sandboxes, and the lines that fit them; nothing if unknown."""
    if not results.growth:
        return ""
    names = [contender.title for contender in CONTENDERS]
    tables = [
        table([f"Sandboxes, {cost.title}", *names], _growth_rows(cost, results.growth))
        for cost in COSTS
    ]
    return "\n".join(
        [
            "\n\n".join(tables),
            "\nEach sandbox more costs, by the straight line that fits the medians:\n",
            *lines(results),
        ]
    )


def lines(results: Results) -> list[str]:
    """The lines that fit each contender's costs, in words."""
    return [
        f"- {c.title}: {', '.join(cost.fit_text(results.growth, c.name) for cost in COSTS)}"
        for c in CONTENDERS
        if any(values_of(rounds, c.name) for rounds in results.growth.values())
    ]


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown, its columns aligned."""
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    rule = ["-" * width for width in widths]
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in (head, rule, *rows)
    )


def target_text(target: Target, unit: Unit) -> str:
    """The target in symbols."""
    factor = "" if target.times == 1 else f"{target.times:g} × "
    parts = [
        *([f"{factor}{NAMES.get(target.of, target.of)}"] if target.of else []),
        *([unit.show(target.plus)] if target.plus else []),
    ]
    return f"≤ {' + '.join(parts)}"


def _growth_rows(cost: Cost, growth: Growth) -> list[list[str]]:
    return [
        [f"{size:,}", *(_shown(cost.rounds(r), c.name, cost.unit) for c in CONTENDERS)]
        for size, r in growth.items()
    ]


def _row(figure: Figure, rounds: Sequence[Round]) -> list[str]:
    target = target_text(figure.target, figure.unit)
    return [
        figure.title,
        *(_shown(rounds, contender.name, figure.unit) for contender in CONTENDERS),
        *(_ratio(rounds, other) for other in ("go", "stock")),
        f"**{target}**" if figure.hard else target,
        f"{figure.target.use(rounds):.0%}",
        "yes" if figure.met(rounds) else "no",
    ]


def _shown(rounds: Sequence[Round], name: str, unit: Unit) -> str:
    values = values_of(rounds, name)
    if not values:
        return "–"
    seen = spread(values)
    least, most = (unit.show(value).split()[0] for value in (seen.least, seen.most))
    return f"{unit.show(seen.median)} ({least}-{most})"


def _ratio(rounds: Sequence[Round], other: str) -> str:
    return f"{ratio(rounds, 'ours', other):.2f}" if values_of(rounds, other) else "–"


def _beside(figure: Figure, rounds: Sequence[Round]) -> str:
    known = {contender.name for contender in CONTENDERS}
    references = [name for name in rounds[0] if name not in known]
    facts = {name: {one["ours"].facts[name] for one in rounds} for name in figure.expects}
    said = [
        *(f"{name} took {_shown(rounds, name, figure.unit)}" for name in references),
        *(f"{name}: {', '.join(map(str, sorted(values)))}" for name, values in facts.items()),
        f"{len(rounds)} rounds" if len(rounds) > 1 else "1 round",
    ]
    return f"({'; '.join(said)})"
