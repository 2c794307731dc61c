"""How sandboxes are shown on stdout: to people, to programs, in a job summary."""

from __future__ import annotations

import json
import re
import sys
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from pulumi_primeintellect import ListSandboxesResult
    from pulumi_primeintellect.outputs import Sandbox

COLUMNS: dict[str, Callable[[Sandbox], str]] = {
    "ID": lambda one: one.id,
    "Name": lambda one: one.name,
    "Status": lambda one: one.status,
    "Region": lambda one: one.region or "",
    "GPUs": lambda one: f"{one.gpu.count} x {one.gpu_type}" if one.gpu else "",
    "Labels": lambda one: ", ".join(one.labels or ()),
    "Created": lambda one: one.created_at[:16].replace("T", " "),
}
WRAPPED = {"Name", "Labels"}
"""Columns that give way in a narrow terminal."""

STYLES = {
    "PENDING": "yellow",
    "PROVISIONING": "yellow",
    "RUNNING": "green",
    "PAUSED": "cyan",
    "ERROR": "bold red",
    "TERMINATED": "dim",
}
MARKUP = re.compile(r"[\\`*\[\]<>|&]")
WIDE = 200
"""Columns there are where stdout is no terminal."""


def table(found: ListSandboxesResult) -> None:
    """A table with coloured states; without colours where stdout is no terminal."""
    shown = Table(box=box.SIMPLE_HEAD, show_edge=False)
    for title in COLUMNS:
        shown.add_column(title, overflow="fold", no_wrap=title not in WRAPPED)
    for one in found.sandboxes:
        styles = {"Status": STYLES.get(one.status, "")}
        shown.add_row(*(Text(cell(one, title), styles.get(title, "")) for title in COLUMNS))
    console = Console(width=None if sys.stdout.isatty() else WIDE, highlight=False)
    console.print(shown)
    console.print(f"\n {totals(found)}")


def as_json(found: ListSandboxesResult) -> None:
    """One object; names are those of the Python SDK, and what is absent is left out."""
    shown = {"count": found.count, "summary": found.summary, "sandboxes": found.sandboxes}
    sys.stdout.write(json.dumps(shown, indent=2, sort_keys=True, ensure_ascii=False) + "\n")


def markdown(found: ListSandboxesResult) -> None:
    """A table as GitHub and GitLab render it; names of sandboxes cannot break out of it."""
    rows = [list(COLUMNS), ["---"] * len(COLUMNS)]
    rows += [
        [MARKUP.sub(r"\\\g<0>", cell(one, title)) for title in COLUMNS] for one in found.sandboxes
    ]
    lines = [f"| {' | '.join(row)} |" for row in rows]
    sys.stdout.write("\n".join([*lines, "", totals(found), ""]))


def cell(one: Sandbox, title: str) -> str:
    """A property as text that changes nothing but its own place on the screen."""
    text = COLUMNS[title](one)
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)


def totals(found: ListSandboxesResult) -> str:
    """The sum of it all."""
    held = found.summary
    gpus = f"GPUs: {held.gpu_count:,}, GPU memory: {held.gpu_memory_gb:,.0f} GB"
    return f"Sandboxes: {found.count:,}, {gpus}"


VIEWS: dict[str, Callable[[ListSandboxesResult], None]] = {
    "table": table,
    "json": as_json,
    "markdown": markdown,
}
