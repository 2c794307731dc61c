"""Draws tables that fit the width of the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from pulumi_resource_primeintellect.api.field_types import known_status
from pulumi_resource_primeintellect.command.listing import TITLES, Cells, printable
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
"""Columns of the terminal for the status, the region and the GPUs in a narrow table."""

STATUS = Cells._fields.index("status")


def style_of(status: str) -> str:
    """Returns the style of a status; a known one can have any case."""
    return STYLES.get(known_status(status), "")


def draw(report: Report, width: int) -> RenderableType:
    """Returns the report as tables. `width` is that of the terminal, in columns."""
    parts: list[RenderableType] = []
    if report.rows:
        parts += [sandbox_table(report.rows, width), ""]
    if report.facts:
        parts.append(plain_table(("Property", "Value"), report.facts, width))
    parts += [Text(line) for line in report.lines]
    if report.violations:
        broken = [
            (printable(v.id), printable(v.name), printable(v.message)) for v in report.violations
        ]
        parts += [
            Text(f"\nViolations: {len(broken):,}", "bold red"),
            plain_table(("ID", "Name", "Violation"), broken, width),
        ]
    return Group(*parts)


def sandbox_table(rows: Sequence[Cells], width: int) -> RenderableType:
    """Returns a table with a row for each sandbox, with the ID below the name if it is too wide."""
    widths = [max(map(cell_len, column)) for column in zip(TITLES, *rows, strict=True)]
    return wide_table(rows, widths) if full_width(widths) <= width else narrow_table(rows)


def full_width(widths: Sequence[int]) -> int:
    """Returns the number of terminal columns that columns of these widths take."""
    return sum(widths) + GAP * (len(widths) - 1)


def wide_table(rows: Sequence[Cells], widths: Sequence[int]) -> RenderableType:
    """Returns a table with all columns, without wrapping.

    Its lines are made here: 10,000 rows would take rich's own table 8 s.
    """

    def line(row: Cells, style: str, status_style: str) -> Text:
        cells = [
            cell + " " * (width - cell_len(cell) + GAP)
            for cell, width in zip(row, widths, strict=True)
        ]
        text = Text("".join(cells).rstrip(), style)
        begin = len("".join(cells[:STATUS]))
        text.stylize(status_style, begin, begin + len(row.status))
        return text

    body = (line(row, "", style_of(row.status)) for row in rows)
    return Group(line(TITLES, "bold", ""), "─" * full_width(widths), *body)


def narrow_table(rows: Sequence[Cells]) -> Table:
    """Returns a table without the time of creation, with long texts wrapped."""
    is_short = all(cell_len(row.status) <= MAX_NARROW for row in rows)
    table = empty_table()
    table.add_column(f"{TITLES.name}\n{TITLES.id}", overflow="fold")
    table.add_column(TITLES.status, overflow="fold", no_wrap=is_short, max_width=MAX_NARROW)
    table.add_column(TITLES.region, overflow="fold", max_width=MAX_NARROW)
    table.add_column(TITLES.gpus, overflow="fold", max_width=MAX_NARROW)
    table.add_column(TITLES.labels, overflow="fold")
    for row in rows:
        name = Text.assemble(row.name, "\n", (row.id, "dim"))
        status = Text(row.status, style_of(row.status))
        table.add_row(name, status, Text(row.region), Text(row.gpus), Text(row.labels))
    return table


def plain_table(titles: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> Table:
    """Returns a table that wraps all columns, except for the first if it takes up to half."""
    is_short = max(cell_len(first) for first, *_ in rows) <= width // 2
    table = empty_table()
    table.add_column(titles[0], overflow="fold", no_wrap=is_short)
    for title in titles[1:]:
        table.add_column(title, overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    return table


def empty_table() -> Table:
    """Returns a table without lines, except for one below its titles."""
    return Table(box=box.SIMPLE_HEAD, show_edge=False, padding=(0, GAP - 1, 0, 0))
