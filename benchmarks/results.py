"""The measured rounds as a file, so that table and picture can be made again."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import asdict, dataclass
from itertools import islice
from typing import TYPE_CHECKING

from benchmarks.figures import FIGURES, PEAKS_AT
from benchmarks.growth import MEMORY
from benchmarks.samples import Sample
from benchmarks.scenarios import SIZES, growth

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Generator
    from pathlib import Path

    from benchmarks.growth import Growth
    from benchmarks.samples import Round


@dataclass(frozen=True)
class Results:
    """The rounds of every figure by its key, and of the growth by the number of sandboxes."""

    machine: dict[str, str]
    rounds: dict[str, list[Round]]
    growth: Growth

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
    )


def measure(
    machine: dict[str, str], count: int, keys: Collection[str], say: Callable[[str], None]
) -> Results:
    """Measures the figures with these keys, and the growth if one of them is taken from it."""
    rounds, grown = {}, {}
    for figure in FIGURES:
        if figure.key in keys and figure.scenario is not None:
            say(figure.key)
            rounds[figure.key] = _take(figure.scenario(), count * figure.effort)
    if "memory" in keys:
        for size in SIZES:
            say(f"growth, {size:,}")
            grown[size] = _take(growth(size), count / (2 if size < SIZES[-1] else 5))
        rounds["memory"] = MEMORY.rounds(grown[PEAKS_AT])
    return Results(machine, rounds, grown)


def _take(scenario: Generator[Round, None, None], count: float) -> list[Round]:
    with closing(scenario):
        return list(islice(scenario, max(1, round(count))))


def _round(read: dict[str, dict[str, object]]) -> Round:
    return {name: Sample(**sample) for name, sample in read.items()}  # type: ignore[arg-type]  # as it was written
