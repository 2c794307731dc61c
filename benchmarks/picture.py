"""The picture of how cost grows, from the results."""

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib as mpl
from matplotlib.figure import Figure

from benchmarks.contenders import CONTENDERS
from benchmarks.report import fits
from benchmarks.results import peaks
from benchmarks.samples import spread, values_of

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.axes import Axes

    from benchmarks.results import Results
    from benchmarks.samples import Fit, Round

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
        time, memory = figure.subplots(1, 2)
        _plot(time, results.growth, {c.name: fits(results, c.name)[0] for c in CONTENDERS}, 1)
        _title(time, "Time of listSandboxes, seconds")
        grown = {size: [peaks(one) for one in rounds] for size, rounds in results.growth.items()}
        _plot(memory, grown, {c.name: fits(results, c.name)[1] for c in CONTENDERS}, 1e-9)
        _title(memory, "Peak memory of the plugin, GB")
        time.legend(frameon=False)
        figure.savefig(file, metadata={"Date": None, "Creator": None})


def _plot(axes: Axes, grown: dict[int, list[Round]], lines: dict[str, Fit], scale: float) -> None:
    """A contender's medians as points on the line that fits them, with bars from least to most."""
    for contender in CONTENDERS:
        sizes = [size for size, rounds in grown.items() if values_of(rounds, contender.name)]
        seen = [spread(values_of(grown[size], contender.name)) for size in sizes]
        colour, line = COLOURS[contender.name], lines[contender.name]
        middles = [one.median * scale for one in seen]
        below = [(one.median - one.least) * scale for one in seen]
        above = [(one.most - one.median) * scale for one in seen]
        axes.errorbar(
            sizes,
            middles,
            (below, above),
            fmt="o",
            ms=5,
            capsize=3,
            color=colour,
            label=contender.title,
        )
        ends = (0, sizes[-1])
        axes.plot(ends, [(line.intercept + line.slope * x) * scale for x in ends], color=colour)


def _title(axes: Axes, title: str) -> None:
    axes.set_title(title, loc="left", fontsize=11)
    axes.set_xlabel("sandboxes")
    axes.xaxis.set_major_formatter("{x:,.0f}")
    axes.set_xlim(left=0)
    axes.set_ylim(bottom=0)
    axes.grid(visible=True, alpha=0.3)
