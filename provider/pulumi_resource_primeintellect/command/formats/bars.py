"""Counts GPUs for the bars of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pulumi_resource_primeintellect.command.listing import gpu_count, printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pulumi_resource_primeintellect.command.listing import ListedSandbox


GROUPS: dict[str, Callable[[ListedSandbox], str]] = {
    "GPUs by region": lambda one: one.region or "no region",
    "GPUs by model": lambda one: (one.gpu and (one.gpu.model or one.gpu.type)) or "unknown",
    "GPUs by status": lambda one: one.status or "unknown",
}
"""By title of a chart: which bar the GPUs of a sandbox belong to."""

MAX_BARS = 12
"""Bars of a chart; one more has all others together."""


class Bar(NamedTuple):
    """GPUs with something in common: those of sandboxes that hold a machine, and all."""

    name: str
    held: int
    listed: int


class Chart(NamedTuple):
    """Bars under a title, the longest first."""

    title: str
    bars: list[Bar]


def make_charts(sandboxes: Iterable[ListedSandbox]) -> list[Chart]:
    """Counts GPUs by region, model and status; without GPUs there is nothing to count."""
    with_gpus = [sandbox for sandbox in sandboxes if sandbox.gpu_count]
    if not with_gpus:
        return []
    return [Chart(title, make_bars(with_gpus, group)) for title, group in GROUPS.items()]


def make_bars(
    sandboxes: Iterable[ListedSandbox], group: Callable[[ListedSandbox], str]
) -> list[Bar]:
    """Makes a bar for each group of sandboxes; the last one may be of many small groups."""
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
