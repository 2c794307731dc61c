"""Writes the results as text and tables, for the terminal and for RESULTS.md."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.contenders import CONTENDERS
from benchmarks.figures import FIGURES, missed
from benchmarks.growth import COSTS
from benchmarks.samples import uncertainties, values_of
from benchmarks.tables import (
    GROWN,
    cpu_table,
    figures_table,
    growth_table,
    instructions_table,
    shown,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.figure import Figure
    from benchmarks.results import Results
    from benchmarks.samples import Round

HEAD = """# Results of `make bench`

Medians, with the least and the most in brackets. Ratios are medians of the ratios within a round,
in which all contenders are measured one after the other. A target in bold fails the run when it is
missed. How to read this: [CONTRIBUTING.md](../CONTRIBUTING.md#measuring).

The limit is the least that a plugin on the same libraries takes: gRPC, the protocol's stubs, one
pydantic model and a request with httpx; for lists, httpx and `pydantic_core.from_json`. "Above
limit" is what ours takes beyond it, and "Of stock's" its share of what the stock twin takes beyond
it.
"""

CPU = """User and system time of the plugin's process; of a preview, the engine and its programs are
part of it. It varies less than time where other programs run.
"""

INSTRUCTIONS = """What the plugin's process executes in user mode, as `perf` counts it, whatever the
machine's speed and whatever else runs there.
"""

NOT_COUNTED = "None were counted: this machine has no counter that `perf` may read.\n"

GROWTH = """The first listing of a plugin that has answered one getSandbox. The stock twin is left
out at 300,000, where it would need 10 GB.

![Time and peak memory by the number of sandboxes](growth.svg)
"""


def document(results: Results) -> str:
    """Returns the text of RESULTS.md."""
    machine = [f"- {name}: {value}" for name, value in results.machine.items()]
    return "\n".join(
        [
            *(HEAD, figures_table(results)),
            *("\n## How it is measured\n", *notes(results)),
            *("\n## CPU time\n", CPU, cpu_table(results)),
            *("\n## Instructions\n", instructions_text(results)),
            *("\n## How cost grows\n", GROWTH, growth_text(results)),
            *("\n## On which machine\n", *machine, ""),
        ]
    )


def notes(results: Results) -> list[str]:
    """Returns how each figure was measured, and what else was observed."""
    return [
        f"- {figure.title}: {figure.how} {_observations(figure, results.rounds[figure.key])}"
        for figure in FIGURES
        if figure.key in results.rounds
    ]


def misses(results: Results) -> str:
    """Returns a line for each figure that misses a target or has unexpected facts."""
    return "".join(
        f"missed{', and has to be met' if figure.fails(results.rounds[figure.key]) else ''}: "
        f"{figure.title}\n"
        for figure in missed(results.rounds)
    )


def instructions_text(results: Results) -> str:
    """Returns the table of instructions, if they were counted."""
    if not results.instructions:
        return NOT_COUNTED
    return f"{INSTRUCTIONS}\n{instructions_table(results)}"


def growth_text(results: Results) -> str:
    """Returns each cost by number of sandboxes, and the lines that fit; empty if not measured."""
    if not results.growth:
        return ""
    return "\n".join(
        [
            "\n\n".join(growth_table(cost, results.growth) for cost in COSTS),
            "\nEach sandbox more costs, by the straight line that fits the medians:\n",
            *lines(results),
        ]
    )


def lines(results: Results) -> list[str]:
    """Returns the lines that fit each contender's costs, as text."""
    return [
        f"- {c.title}: {', '.join(cost.fit_text(results.growth, c.name) for cost in COSTS)}"
        for c in GROWN
        if any(values_of(rounds, c.name) for rounds in results.growth.values())
    ]


def _observations(figure: Figure, rounds: Sequence[Round]) -> str:
    known = {contender.name for contender in CONTENDERS}
    references = [name for name in rounds[0] if name not in known]
    number = f"{len(rounds)} rounds" if len(rounds) > 1 else "1 round"
    parts = [
        *(f"{name} took {shown(rounds, name, figure.unit)}" for name in references),
        *(_fact(rounds, name) for name in rounds[0]["ours"].facts),
        f"{number}, ratios ± {max(uncertainties(rounds), default=0):.0%}",
    ]
    return f"({'; '.join(parts)})"


def _fact(rounds: Sequence[Round], name: str) -> str:
    """Returns the values of a fact for each contender, or only once if all have the same."""
    seen = {}
    for contender in CONTENDERS:
        facts = [one[contender.name].facts for one in rounds if contender.name in one]
        if values := {each[name] for each in facts if name in each}:
            seen[contender.title] = ", ".join(map(str, sorted(values)))
    if len(set(seen.values())) == 1:
        return f"{name}: {next(iter(seen.values()))}"
    return f"{name}: {', '.join(f'{title} {values}' for title, values in seen.items())}"
