"""The measured rounds as a file, so that table and picture can be made again."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from benchmarks.figures import FIGURES, PEAKS_AT
from benchmarks.growth import MEMORY
from benchmarks.instructions import count_instructions
from benchmarks.samples import Sample, doubts
from benchmarks.scenarios.listings import SIZES, growth

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Generator
    from pathlib import Path

    from benchmarks.growth import Growth
    from benchmarks.samples import Round

CERTAIN = 0.02
"""How far a median ratio may be off, as a share of it, for no more rounds to be needed."""

MOST = 3
"""So many times the rounds that are asked for are measured at most."""


@dataclass(frozen=True)
class Results:
    """The rounds of every figure by its key, and of the growth by the number of sandboxes.

    `instructions` are those that plugins execute, by what they do; empty where none are counted.
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
    """Measures the figures with these keys, and the growth if one of them is taken from it."""
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
    say("instructions")
    return Results(machine, rounds, grown, count_instructions())


def take(scenario: Generator[Round, None, None], least: float) -> list[Round]:
    """Takes so many rounds at least, and more until the ratios are certain."""
    least = max(1, round(least))
    rounds: list[Round] = []
    with closing(scenario):
        while len(rounds) < MOST * least:
            rounds.append(next(scenario))
            if len(rounds) >= least and max(doubts(rounds), default=0) <= CERTAIN:
                break
    return rounds


def _round(read: dict[str, dict[str, object]]) -> Round:
    return {name: Sample(**sample) for name, sample in read.items()}  # type: ignore[arg-type]  # as it was written
