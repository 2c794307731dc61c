"""Stores the measured rounds in a file, so that tables and picture can be redrawn."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from benchmarks.figures import FIGURES, PEAKS_AT
from benchmarks.growth import MEMORY
from benchmarks.samples import Sample, uncertainties
from benchmarks.scenarios.listings import SIZES, growth

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Generator
    from pathlib import Path

    from benchmarks.growth import Growth
    from benchmarks.samples import Round

MAX_UNCERTAINTY = 0.02
"""The uncertainty of a median ratio, as a fraction of it, at which no more rounds are needed."""

MAX_ROUNDS_FACTOR = 3
"""At most this many times the requested rounds are measured."""


@dataclass(frozen=True)
class Results:
    """The rounds of all figures by key, and of the growth by number of sandboxes.

    `instructions` are the counts by task; empty if `perf` cannot count them.
    """

    machine: dict[str, str]
    rounds: dict[str, list[Round]]
    growth: Growth
    instructions: dict[str, Round] = field(default_factory=dict)

    def save(self, file: Path) -> None:
        """Writes the file."""
        file.write_text(json.dumps(asdict(self), indent=1, default=dict) + "\n")


def load(file: Path) -> Results:
    """Reads the file."""
    read = json.loads(file.read_text())
    return Results(
        machine=read["machine"],
        rounds={key: [_round(one) for one in rounds] for key, rounds in read["rounds"].items()},
        growth={int(size): [_round(one) for one in r] for size, r in read["growth"].items()},
        instructions={what: _round(one) for what, one in read["instructions"].items()},
    )


def measure(
    machine: dict[str, str], count: int, keys: Collection[str], say: Callable[[str], None]
) -> Results:
    """Measures the figures with these keys, and the growth if one of them depends on it."""
    rounds, grown = {}, {}
    for figure in FIGURES:
        if figure.key in keys and figure.scenario is not None:
            say(figure.key)
            rounds[figure.key] = take(figure.scenario(), count * figure.rounds)
    if "memory" in keys:
        for size in SIZES:
            say(f"growth, {size:,}")
            grown[size] = take(growth(size), count / (2 if size < SIZES[-1] else 5))
        rounds["memory"] = MEMORY.rounds(grown[PEAKS_AT])
    return Results(machine, rounds, grown)


def take(scenario: Generator[Round, None, None], least: float) -> list[Round]:
    """Measures at least this many rounds, and more until the ratios are certain enough."""
    least = max(1, round(least))
    rounds: list[Round] = []
    with closing(scenario):
        while len(rounds) < MAX_ROUNDS_FACTOR * least:
            rounds.append(next(scenario))
            if len(rounds) >= least and max(uncertainties(rounds), default=0) <= MAX_UNCERTAINTY:
                break
    return rounds


def _round(read: dict[str, dict[str, object]]) -> Round:
    return {name: Sample(**sample) for name, sample in read.items()}  # type: ignore[arg-type]  # as it was written
