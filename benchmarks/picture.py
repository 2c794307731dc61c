"""Draws the picture of how cost grows."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from benchmarks.colours import COLOURS, GRID, INK, PAPER, adapted
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

STYLE = {
    "svg.hashsalt": "the same names in every picture",
    "svg.fonttype": "none",
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.facecolor": PAPER,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.titlecolor": INK,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "grid.color": GRID,
}


def draw(results: Results, file: Path) -> None:
    """Draws time and peak memory by the number of sandboxes."""
    written = StringIO()
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(9, 4.4), layout="constrained", facecolor=PAPER)
        left, right = figure.subplots(1, 2)
        plot(left, TIME, results.growth, 1)
        left.set_title("Time of listSandboxes", loc="left", fontsize=11)
        left.yaxis.set_major_formatter(FuncFormatter(lambda value, _: seconds(value)))
        plot(right, MEMORY, results.growth, 1e-6)
        right.set_title("Peak memory of the plugin", loc="left", fontsize=11)
        right.yaxis.set_major_formatter(FuncFormatter(lambda value, _: megabytes(value)))
        handles, labels = left.get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower center", ncols=4, frameon=False)
        figure.savefig(written, format="svg", metadata={"Date": None, "Creator": None})
    file.write_text(adapted(written.getvalue()))


def plot(axes: Axes, cost: Cost, growth: Growth, scale: float) -> None:
    """Draws one cost of all contenders, on logarithmic scales."""
    rounds = {size: cost.rounds(measured) for size, measured in growth.items()}
    for contender in CONTENDERS:
        known = {
            size: spread(values)
            for size, r in rounds.items()
            if (values := values_of(r, contender.name))
        }
        if known:
            mark(axes, contender, known, scale)
    axes.set(xlabel="sandboxes", xscale="log", yscale="log")
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.grid(visible=True)


def mark(axes: Axes, contender: Contender, seen: dict[int, Spread], scale: float) -> None:
    """Draws a contender's medians, with bars from the minimum to the maximum."""
    middles = [one.median * scale for one in seen.values()]
    below = [(one.median - one.least) * scale for one in seen.values()]
    above = [(one.most - one.median) * scale for one in seen.values()]
    axes.errorbar(
        list(seen),
        middles,
        yerr=(below, above),
        fmt="o--" if contender.name == "limit" else "o-",
        markersize=4,
        capsize=2,
        color=COLOURS[contender.name],
        label=contender.label,
    )


def seconds(value: float) -> str:
    """Returns a time as text in ms or s."""
    return f"{value:g} s" if value >= 1 else f"{value * 1000:g} ms"


def megabytes(value: float) -> str:
    """Returns a number of megabytes as text in MB or GB."""
    return f"{value / 1000:g} GB" if value >= 1000 else f"{value:g} MB"  # noqa: PLR2004
