"""Counts GPUs for the bars of the page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from pulumi_resource_primeintellect.command.listing import ListedSandbox, gpu_count, printable

GROUPS: dict[str, Callable[[ListedSandbox], str]] = {
    "GPUs by region": lambda one: one.region or "no region",
    "GPUs by model": lambda one: (one.gpu and (one.gpu.model or one.gpu.type)) or "unknown",
    "GPUs by status": lambda one: one.status or "unknown",
}
"""The function that names the bar for a sandbox's GPUs, by title of the chart."""

MAX_BARS = 12
"""Bars of a chart, not counting one for all others together."""


class Bar(NamedTuple):
    """The GPUs of one group: those of sandboxes that hold a machine, and all listed ones."""

    name: str
    held: int
    listed: int


class Chart(NamedTuple):
    """A title and its bars, the longest first."""

    title: str
    bars: list[Bar]


def make_charts(sandboxes: Iterable[ListedSandbox]) -> list[Chart]:
    """Counts GPUs by region, model and status. Returns no charts if there are no GPUs."""
    with_gpus = [sandbox for sandbox in sandboxes if sandbox.gpu_count]
    if not with_gpus:
        return []
    return [Chart(title, make_bars(with_gpus, group)) for title, group in GROUPS.items()]


def make_bars(
    sandboxes: Iterable[ListedSandbox], group: Callable[[ListedSandbox], str]
) -> list[Bar]:
    """Returns a bar for each group of sandboxes. The last bar can combine many small groups."""
    groups: dict[str, list[ListedSandbox]] = {}
    for sandbox in sandboxes:
        groups.setdefault(printable(group(sandbox)), []).append(sandbox)
    bars = [
        Bar(name, gpu_count(one for one in members if one.held), gpu_count(members))
        for name, members in groups.items()
    ]
    bars.sort(key=lambda bar: (-bar.listed, bar.name))
    others = bars[MAX_BARS:]
    if not others:
        return bars
    held, listed = sum(bar.held for bar in others), sum(bar.listed for bar in others)
    return [*bars[:MAX_BARS], Bar(f"{len(others):,} others", held, listed)]
