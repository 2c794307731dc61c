"""Shows a result repeatedly, until Ctrl-C."""

from __future__ import annotations

import sys
from collections.abc import Callable
from time import sleep

from pulumi_python_provider import ProviderError
from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.text import Text

from pulumi_resource_primeintellect.command.formats.table import draw
from pulumi_resource_primeintellect.command.report import Report

Show = Callable[[Report, str], bool]

NO_PROBLEM = ""


def watch(first: Report, look_up: Callable[[], Report], show: Show, seconds: float) -> None:
    """Shows the first report and then new ones, until `show` returns False.

    After a failed lookup, it shows the previous report with the problem.
    """
    report, problem = first, NO_PROBLEM
    while show(report, problem):
        sleep(seconds)
        try:
            report, problem = look_up(), NO_PROBLEM
        except ProviderError as error:
            problem = str(error)


def watch_terminal(
    console: Console, first: Report, look_up: Callable[[], Report], seconds: float
) -> None:
    """Draws reports on a terminal, each in place of the previous one."""

    def show(report: Report, problem: str) -> bool:
        live.update(draw_watched(report, problem, console.width, seconds), refresh=True)
        return True

    # Text on stderr appears above the tables if it goes to the same terminal.
    with Live(console=console, auto_refresh=False, redirect_stderr=sys.stderr.isatty()) as live:
        watch(first, look_up, show, seconds)


def draw_watched(report: Report, problem: str, width: int, seconds: float) -> RenderableType:
    """Returns the report below its time and the last problem."""
    return Group(
        Text(f"As of {report.made:%H:%M:%S} UTC, every {seconds:g} s. Ctrl-C ends.", "dim"),
        *([Text(f"error: {problem}", "bold red")] if problem else []),
        draw(report, width),
    )
