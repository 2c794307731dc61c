"""The picture of how cost grows, from the results."""

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.ticker import MultipleLocator

from benchmarks.contenders import CONTENDERS
from benchmarks.growth import MEMORY, TIME
from benchmarks.samples import spread, values_of

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.axes import Axes

    from benchmarks.contenders import Contender
    from benchmarks.growth import Cost, Growth
    from benchmarks.results import Results
    from benchmarks.samples import Spread

COLOURS = {"ours": "#0b6e4f", "go": "#2f6fb3", "stock": "#b4552d"}
STYLE = {
    "svg.hashsalt": "the same names in every picture",
    "svg.fonttype": "none",
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
}


def draw(results: Results, file: Path) -> None:
    """Draws time and peak memory by the number of sandboxes."""
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(9, 3.8), layout="constrained", facecolor="white")
        left, right = figure.subplots(1, 2)
        plot(left, TIME, results.growth, 1)
        left.set_title("Time of listSandboxes, seconds", loc="left", fontsize=11)
        left.legend(frameon=False)
        plot(right, MEMORY, results.growth, 1e-9)
        right.set_title("Peak memory of the plugin, GB", loc="left", fontsize=11)
        figure.savefig(file, metadata={"Date": None, "Creator": None})


def plot(axes: Axes, cost: Cost, growth: Growth, scale: float) -> None:
    """Draws one cost of all contenders."""
    rounds = {size: cost.rounds(measured) for size, measured in growth.items()}
    for contender in CONTENDERS:
        known = {
            size: values for size, r in rounds.items() if (values := values_of(r, contender.name))
        }
        mark(axes, contender, {size: spread(values) for size, values in known.items()}, scale)
        line, ends = cost.fit(growth, contender.name), (0, max(known))
        heights = [(line.intercept + line.slope * x) * scale for x in ends]
        axes.plot(ends, heights, color=COLOURS[contender.name])
    axes.set(xlabel="sandboxes", xlim=(0, None), ylim=(0, None))
    axes.xaxis.set_major_locator(MultipleLocator(100_000))
    axes.xaxis.set_major_formatter("{x:,.0f}")
    axes.grid(visible=True, alpha=0.3)


def mark(axes: Axes, contender: Contender, seen: dict[int, Spread], scale: float) -> None:
    """Draws a contender's medians as points, with bars from the least to the most."""
    middles = [one.median * scale for one in seen.values()]
    below = [(one.median - one.least) * scale for one in seen.values()]
    above = [(one.most - one.median) * scale for one in seen.values()]
    axes.errorbar(
        list(seen),
        middles,
        yerr=(below, above),
        fmt="o",
        markersize=5,
        capsize=3,
        color=COLOURS[contender.name],
        label=contender.title,
    )
