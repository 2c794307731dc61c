"""Defines a figure: how it is measured, and its targets."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping, Sequence

    from benchmarks.samples import Round, Target


@dataclass(frozen=True)
class Unit:
    """The unit in which a value in seconds or bytes is shown."""

    name: str
    scale: float

    def show(self, value: float) -> str:
        """Returns the value with at least three significant digits."""
        shown = value * self.scale
        digits = 2 if shown < 10 else 1 if shown < 100 else 0  # noqa: PLR2004
        return f"{shown:,.{digits}f} {self.name}"


SECONDS = Unit("s", 1)
MILLISECONDS = Unit("ms", 1e3)
MICROSECONDS = Unit("µs", 1e6)
MEGABYTES = Unit("MB", 1e-6)
KILOBYTES = Unit("kB", 1e-3)


@dataclass(frozen=True)
class Figure:
    """One row of the table.

    `rounds` is the minimum number of its rounds per round of the whole run. `expects` are the facts
    that a valid measurement must have. A figure without `scenario` comes from the growth.
    """

    key: str
    title: str
    how: str
    unit: Unit
    targets: Sequence[Target] = ()
    rounds: float = 1
    expects: Mapping[str, int] = field(default_factory=dict)
    scenario: Callable[[], Generator[Round, None, None]] | None = None

    def met(self, rounds: Sequence[Round]) -> bool:
        """Returns whether our provider meets all targets with the expected facts."""
        return all(target.use(rounds) <= 1 for target in self.targets) and self.as_expected(rounds)

    def as_expected(self, rounds: Sequence[Round]) -> bool:
        """Returns whether our provider has the expected facts in each round."""
        seen = [one["ours"].facts.get(name) for one in rounds for name in self.expects]
        wanted = [value for _ in rounds for value in self.expects.values()]
        return seen == wanted

    def fails(self, rounds: Sequence[Round]) -> bool:
        """Returns whether a hard target is missed."""
        return any(target.hard and target.use(rounds) > 1 for target in self.targets)
