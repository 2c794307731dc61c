"""Draws tables that fit the width of the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import box
from rich.cells import cell_len
from rich.console import Group
from rich.table import Table
from rich.text import Text

from pulumi_resource_primeintellect.command.listing import TITLES, Row, printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import RenderableType

    from pulumi_resource_primeintellect.command.report import Report

STYLES = {
    "PENDING": "yellow",
    "PROVISIONING": "yellow",
    "RUNNING": "green",
    "PAUSED": "cyan",
    "ERROR": "bold red",
    "TERMINATED": "dim",
    "TIMEOUT": "dim",
}
GAP = 2
"""Columns of the terminal between two columns of the table."""

MAX_NARROW = 16
"""Columns of the terminal for the region and for the GPUs in a narrow table."""


def draw(report: Report, width: int) -> RenderableType:
    """Returns the report as tables. `width` is that of the terminal, in columns."""
    parts: list[RenderableType] = []
    if report.rows:
        parts += [sandbox_table(report.rows, width), ""]
    if report.facts:
        parts.append(plain_table(("Property", "Value"), report.facts))
    parts += [Text(line) for line in report.lines]
    if report.violations:
        broken = [
            (printable(v.id), printable(v.name), printable(v.message)) for v in report.violations
        ]
        parts += [
            Text(f"\nViolations: {len(broken):,}", "bold red"),
            plain_table(("ID", "Name", "Violation"), broken),
        ]
    return Group(*parts)


def sandbox_table(rows: Sequence[Row], width: int) -> Table:
    """Returns a table with a row for each sandbox, with the ID below the name if it is too wide."""
    if natural_width(rows) <= width:
        return wide_table(rows)
    return narrow_table(rows)


def natural_width(rows: Sequence[Row]) -> int:
    """Returns the number of terminal columns that the wide table takes."""
    widths = (max(map(cell_len, column)) for column in zip(TITLES, *rows, strict=True))
    return sum(widths) + GAP * (len(TITLES) - 1)


def wide_table(rows: Sequence[Row]) -> Table:
    """Returns a table with all columns, without wrapping."""
    table = empty_table()
    for title in TITLES:
        table.add_column(title, no_wrap=True)
    for row in rows:
        table.add_row(*map(Text, row[:2]), status_text(row), *map(Text, row[3:]))
    return table


def narrow_table(rows: Sequence[Row]) -> Table:
    """Returns a table without the time of creation, with long texts wrapped."""
    table = empty_table()
    table.add_column(f"{TITLES.name}\n{TITLES.id}", overflow="fold")
    table.add_column(TITLES.status, no_wrap=True)
    table.add_column(TITLES.region, overflow="fold", max_width=MAX_NARROW)
    table.add_column(TITLES.gpus, overflow="fold", max_width=MAX_NARROW)
    table.add_column(TITLES.labels, overflow="fold")
    for row in rows:
        name = Text.assemble(row.name, "\n", (row.id, "dim"))
        table.add_row(name, status_text(row), Text(row.region), Text(row.gpus), Text(row.labels))
    return table


def plain_table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    """Returns a table that wraps all columns but the first."""
    table = empty_table()
    table.add_column(titles[0], no_wrap=True)
    for title in titles[1:]:
        table.add_column(title, overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    return table


def empty_table() -> Table:
    """Returns a table without lines, except for one below its titles."""
    return Table(box=box.SIMPLE_HEAD, show_edge=False, padding=(0, GAP - 1, 0, 0))


def status_text(row: Row) -> Text:
    """Returns the status in its colour."""
    return Text(row.status, STYLES.get(row.status, ""))
