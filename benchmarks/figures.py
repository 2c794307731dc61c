"""The figures: what each is called, how it is measured, and what it has to be."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from benchmarks import scenarios
from benchmarks.samples import Target

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping, Sequence

    from benchmarks.samples import Round

PACED = {"requests": scenarios.PAGES, "refused": 0, "beyond maxConcurrency": 0}

PEAKS_AT = 100_000
"""At how many sandboxes the growth's memory is a figure, too."""


@dataclass(frozen=True)
class Unit:
    """What a value in seconds or bytes is shown in."""

    name: str
    scale: float

    def show(self, value: float) -> str:
        """The value with three significant digits at least."""
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

    `effort` is how many of its rounds make up one round of the whole; a `hard` figure that misses
    its target fails the run, and `expects` are facts without which no figure meets it.
    """

    key: str
    title: str
    how: str
    unit: Unit
    target: Target
    hard: bool = False
    effort: float = 1
    expects: Mapping[str, int] = field(default_factory=dict)
    scenario: Callable[[], Generator[Round, None, None]] | None = None

    def met(self, rounds: Sequence[Round]) -> bool:
        """Whether ours meets the target, with the facts as they have to be."""
        seen = [one["ours"].facts.get(name) for one in rounds for name in self.expects]
        wanted = [value for _ in rounds for value in self.expects.values()]
        return seen == wanted and self.target.use(rounds) <= 1


FIGURES = (
    Figure(
        "preview",
        "`pulumi preview`, YAML, one getSandbox",
        "The whole command, with the plugin on `PATH`.",
        MILLISECONDS,
        Target(1.6, "go"),
        hard=True,
        effort=2,
        scenario=scenarios.preview,
    ),
    Figure(
        "first-answer",
        "start to first getSandbox answer",
        "Process start, port, Handshake, CheckConfig, Configure, Invoke.",
        MILLISECONDS,
        Target(0.6, "stock"),
        effort=4,
        scenario=scenarios.first_answer,
    ),
    Figure(
        "first-schema",
        "start to GetSchema answer",
        "Process start, port, GetSchema.",
        MILLISECONDS,
        Target(0.4, "stock"),
        effort=4,
        scenario=scenarios.first_schema,
    ),
    Figure(
        "shutdown",
        "SIGINT to exit",
        "Of a process that has answered a getSandbox.",
        MILLISECONDS,
        Target(plus=0.010),
        effort=4,
        expects={"status": 0},
        scenario=scenarios.shutdown,
    ),
    Figure(
        "lookup",
        "getSandbox, warm",
        f"Median of {scenarios.LOOKUPS} calls, one after the other, gRPC client included; beside "
        "it the same URL with a warm `httpx.Client` in the measuring process.",
        MILLISECONDS,
        Target(1, "httpx", 0.0005),
        effort=2,
        scenario=scenarios.lookup,
    ),
    Figure(
        "listing",
        "listSandboxes of 10,000, per sandbox",
        "In a plugin that has listed them before; the answer is received, but not decoded.",
        MICROSECONDS,
        Target(0.4, "go"),
        hard=True,
        scenario=scenarios.listing,
    ),
    Figure(
        "memory",
        f"peak memory, listSandboxes of {PEAKS_AT:,}",
        "`VmHWM` of a fresh process after one listing.",
        MEGABYTES,
        Target(0.3, "go"),
        hard=True,
    ),
    Figure(
        "small-pages",
        "listSandboxes, 100 pages of 10, 50 ms a request",
        "The Go twin reads them one after the other. The API enforces its rate limit, and counts.",
        SECONDS,
        Target(0.2, "go"),
        effort=0.5,
        expects=PACED,
        scenario=partial(scenarios.pages, 10),
    ),
    Figure(
        "large-pages",
        "listSandboxes, 100 pages of 1000, 50 ms a request",
        "The same with 100,000 sandboxes to decode.",
        SECONDS,
        Target(0.2, "go"),
        effort=0.5,
        expects=PACED,
        scenario=partial(scenarios.pages, 1000),
    ),
    Figure(
        "crowd",
        "500 distinct getSandbox at once, 50 ms a request",
        f"With {scenarios.CONCURRENCY} requests at a time (`maxConcurrency`). Then 500 identical "
        "ones at 1 s a request.",
        SECONDS,
        Target(plus=2 * scenarios.AT_ONCE / scenarios.CONCURRENCY * scenarios.DELAY),
        effort=0.5,
        expects={"requests for 500 identical": 1},
        scenario=scenarios.crowd,
    ),
    Figure(
        "counting",
        "`pulumi preview`, 100,000, `includeSandboxes: false`",
        "The whole command; beside it the provider's own time for the same listing.",
        SECONDS,
        Target(2, "listing", 0.6),
        effort=0.5,
        scenario=scenarios.counting,
    ),
)


def missed(rounds: Mapping[str, Sequence[Round]]) -> list[Figure]:
    """The measured figures that do not meet their targets."""
    return [f for f in FIGURES if f.key in rounds and not f.met(rounds[f.key])]


def exit_status(rounds: Mapping[str, Sequence[Round]]) -> int:
    """1 if one is missed that has to be met."""
    return int(any(figure.hard for figure in missed(rounds)))
