"""Writes Markdown for the summary of a CI job, as GitHub and GitLab render it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from pulumi_resource_primeintellect.command.listing import TITLES, printable
from pulumi_resource_primeintellect.command.report import Report

SPECIAL = re.compile(
    r"[\\`*~\[\]<>|&#@$]"
    r"|(?<![a-zA-Z0-9])_|_(?![a-zA-Z0-9])"  # no markup within a word
    r"|:(?=//)|(?<=www)\."  # parts of automatic links
)
"""Characters that start markup, a mention or a link. Escaped, no name can break out of its cell."""


def write_markdown(report: Report) -> str:
    """Returns the report below a heading."""
    return "\n".join(paragraphs(report))


def paragraphs(report: Report) -> Iterator[str]:
    """Yields the lines of the report."""
    yield f"## {escape(report.title)}\n"
    if report.problem:
        yield f"**Error:** {escape(report.problem)}\n"
    yield from (f"{escape(line)}\n" for line in report.lines)
    if report.rows:
        yield from table(TITLES, report.rows)
    if report.facts:
        yield from table(("Property", "Value"), report.facts)
    if report.violations:
        yield f"### Violations: {len(report.violations):,}\n"
        broken = ((one.id, one.name, one.message) for one in report.violations)
        yield from table(("ID", "Name", "Violation"), broken)


def table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yields the lines of a table, the last one empty."""
    yield line(titles)
    yield line(["---"] * len(titles))
    yield from (line([escape(cell) for cell in row]) for row in rows)
    yield ""


def line(cells: Sequence[str]) -> str:
    """Returns one line of a table."""
    return f"| {' | '.join(cells)} |"


def escape(text: str) -> str:
    """Returns Markdown that shows the text, on one line."""
    return SPECIAL.sub(r"\\\g<0>", printable(text))
