"""Writes a page as one HTML file, for the artifacts of a CI job.

The page loads nothing. Its content security policy allows only its own style and script, by hash,
so that text from the API could do no harm even if it were not escaped.
"""

from __future__ import annotations

import html
from base64 import b64encode
from collections.abc import Iterable, Sequence
from hashlib import sha256
from importlib.resources import files
from string import Template

from pulumi_resource_primeintellect.api.field_types import (
    SandboxStatus,
    is_final,
    known_status,
)
from pulumi_resource_primeintellect.command.formats.bars import Bar, Chart, make_charts
from pulumi_resource_primeintellect.command.listing import TITLES, Cells, ListedSandbox, printable
from pulumi_resource_primeintellect.command.report import Report

FILTER = """\
<p class="filter" hidden>
<label for="filter">Filter</label>
<input id="filter" type="search" autocomplete="off" spellcheck="false">
<span id="shown" role="status"></span>
</p>"""

LEGEND = """\
<p class="legend">
<span><svg class="key" aria-hidden="true"><rect class="held" width="100%" height="100%"/></svg>\
held</span>
<span><svg class="key" aria-hidden="true"><rect class="listed" width="100%" height="100%"/></svg>\
listed, not held</span>
</p>"""


def write_page(report: Report) -> str:
    """Returns the page."""
    style, script = read("page.css"), read("page.js")
    return Template(read("page.html")).substitute(
        title=escape(report.title),
        made=report.made.isoformat(timespec="seconds"),
        made_text=f"{report.made:%Y-%m-%d %H:%M} UTC",
        lines="\n".join(f'<p class="total">{escape(line)}</p>' for line in report.lines),
        body="\n".join(sections(report)),
        style=style,
        style_hash=digest(style),
        script=script,
        script_hash=digest(script),
    )


def read(name: str) -> str:
    """Returns the text of a file in this package."""
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def digest(text: str) -> str:
    """Returns the hash of a style or script, as a source of the security policy."""
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def escape(text: str) -> str:
    """Returns HTML that shows the text."""
    return html.escape(printable(text))


def sections(report: Report) -> list[str]:
    """Returns the sections that have content."""
    parts = []
    if report.problem:
        parts.append(f'<p class="problem" role="alert">Error: {escape(report.problem)}</p>')
    charts = make_charts(report.sandboxes)
    if charts:
        parts += ['<div class="charts">', *map(chart_section, charts), "</div>", LEGEND]
    if report.violations:
        broken = [(one.id, one.name, one.message) for one in report.violations]
        parts += [
            f"<h2>Violations: {len(broken):,}</h2>",
            table("violations", ("ID", "Name", "Violation"), map(plain_row, broken)),
        ]
    if report.sandboxes:
        rows = map(sandbox_row, report.sandboxes, report.rows)
        parts += ["<h2>Sandboxes</h2>", FILTER, table("sandboxes", TITLES, rows)]
    if report.facts:
        rows = map(plain_row, report.facts)
        parts += ["<h2>Properties</h2>", table("properties", ("Property", "Value"), rows)]
    return parts


def chart_section(chart: Chart) -> str:
    """Returns a chart."""
    longest = max(bar.listed for bar in chart.bars)
    bars = "\n".join(bar_line(bar, longest) for bar in chart.bars)
    return f"<section>\n<h2>{chart.title}</h2>\n<dl>\n{bars}\n</dl>\n</section>"


def bar_line(bar: Bar, longest: int) -> str:
    """Returns a bar between its name and its numbers. The longest bar has the full width."""
    held, listed = (100 * number / longest for number in (bar.held, bar.listed))
    numbers = f"{bar.held:,} / {bar.listed:,}"
    return (
        f"<dt>{escape(bar.name)}</dt>"
        '<dd class="bar" aria-hidden="true"><svg viewBox="0 0 100 1" preserveAspectRatio="none">'
        f'<rect class="listed" width="{listed:.2f}" height="1"/>'
        f'<rect class="held" width="{held:.2f}" height="1"/></svg></dd>'
        f'<dd title="held / listed">{numbers}</dd>'
    )


def table(name: str, titles: Sequence[str], rows: Iterable[str]) -> str:
    """Returns a sortable table."""
    heads = "".join(f'<th scope="col">{escape(title)}</th>' for title in titles)
    lines = "\n".join(rows)
    return (
        f'<div class="scroll"><table id="{name}" class="sortable">\n'
        f"<thead><tr>{heads}</tr></thead>\n<tbody>\n{lines}\n</tbody>\n</table></div>"
    )


def plain_row(cells: Sequence[str]) -> str:
    """Returns a row of texts."""
    first, *others = map(escape, cells)
    return f'<tr><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in others)}</tr>'


def sandbox_row(sandbox: ListedSandbox, row: Cells) -> str:
    """Returns the row of a sandbox. The GPU column sorts by the number of GPUs."""
    cells = row._replace(**{name: escape(text) for name, text in row._asdict().items()})
    return (
        f'<tr><th scope="row">{cells.id}</th><td>{cells.name}</td>'
        f'<td class="{status_class(sandbox.status)}">{cells.status}</td><td>{cells.region}</td>'
        f'<td class="number" data-sort="{sandbox.gpu_count}">{cells.gpus}</td>'
        f'<td>{cells.labels}</td><td class="number">{cells.created}</td></tr>'
    )


def status_class(status: str) -> str:
    """Returns the CSS class of a status."""
    if known_status(status) == SandboxStatus.ERROR:
        return "status-error"
    return "status-ended" if is_final(status) else "status"
