"""The command's own options, in addition to the arguments of functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import isnan
from pathlib import Path
from typing import NamedTuple

import click

from pulumi_resource_primeintellect.command.formats.markdown import write_markdown
from pulumi_resource_primeintellect.command.formats.page import write_page
from pulumi_resource_primeintellect.command.formats.structured import write_json
from pulumi_resource_primeintellect.command.report import Report

WATCH_SECONDS = 5.0
MIN_WATCH_SECONDS = 1.0
MAX_WATCH_SECONDS = 86_400.0

TABLE = "table"
FORMATS: dict[str, Callable[[Report], str]] = {
    "json": write_json,
    "markdown": write_markdown,
    "html": write_page,
}
"""The writer of each format except the table, which depends on the terminal."""

REPORTS = frozenset({"markdown", "html"})
"""Formats of reports that users keep. These also show the error if there is no result."""

SUFFIXES = {".html": "html", ".json": "json", ".md": "markdown"}
"""Formats of files by suffix."""


class Seconds(click.FloatRange):
    """A number of seconds."""

    name = "number of seconds"


class Options(NamedTuple):
    """How a result is shown; see `make_options`."""

    format: str
    title: str
    output: tuple[Path, ...]
    violations: Path | None
    watch: float | None
    show_secrets: bool
    verbose: bool
    everything: bool = False

    @classmethod
    def of(cls, parameters: Mapping[str, object]) -> Options:
        """Extracts the command's own options from the parameters that click parsed."""
        own = {name: value for name, value in parameters.items() if name in cls._fields}
        return cls(**own)  # type: ignore[arg-type]  # click converted them to the options' types

    def check(self) -> None:
        """Checks that the options fit together.

        Raises:
            click.UsageError: with a message for the user.
        """
        for file in self.output:
            if file.suffix not in SUFFIXES:
                raise click.UsageError(f"--output must end with one of {', '.join(SUFFIXES)}.")
            if self.violations and file.resolve() == self.violations.resolve():
                raise click.UsageError("--output and --violations cannot be the same file.")
        if not self.title:
            raise click.UsageError("--title must not be empty.")
        if self.watch is not None and isnan(self.watch):
            raise click.UsageError("--watch must be a number of seconds.")
        if self.watch is not None and self.format == "html":
            raise click.UsageError("--watch and --format html cannot be used together.")
        if self.watch is not None and self.output:
            raise click.UsageError("--watch and --output cannot be used together.")


def make_options(*, listing: bool) -> list[click.Option]:
    """Returns the options of a subcommand. Some are only for listings."""
    everything = click.Option(
        ["--all", "everything"],
        is_flag=True,
        help="Include terminated sandboxes. Implied by `--status`, `--statuses`, `--ids`, and by "
        "arguments about exit codes and termination.",
    )
    return [
        *([everything] if listing else []),
        *_report_options("Sandboxes" if listing else "Sandbox"),
        click.Option(
            ["--watch"],
            is_flag=False,
            flag_value=str(WATCH_SECONDS),
            type=Seconds(min=MIN_WATCH_SECONDS, max=MAX_WATCH_SECONDS),
            metavar="[SECONDS]",
            help="Repeat every SECONDS until Ctrl-C, and show the newest result. "
            f"Default: {WATCH_SECONDS:g}.",
        ),
        click.Option(["--show-secrets"], is_flag=True, help="Show secret values."),
        click.Option(["--verbose"], is_flag=True, help="Show each request."),
    ]


def _report_options(title: str) -> list[click.Option]:
    """Returns the options for the content and format of the report."""
    return [
        click.Option(
            ["--format"],
            type=click.Choice([TABLE, *FORMATS]),
            default=TABLE,
            help="What to print: a table for people, JSON as `pulumi do` prints it, Markdown for "
            "the summary of a job, or a page in one HTML file.",
        ),
        click.Option(
            ["--output"],
            multiple=True,
            type=click.Path(path_type=Path, dir_okay=False),
            help="Also write the result to this file, in the format of its extension: "
            f"{', '.join(SUFFIXES)}. Can be repeated.",
        ),
        click.Option(
            ["--title"],
            default=title,
            help="Heading of the report.",
        ),
        click.Option(
            ["--violations"],
            type=click.Path(path_type=Path),
            help="Also show the violations of rules in this file, a JSON list of objects such as "
            '{"id": "sbx-1", "message": "has no owner"}. If there are any, the exit status is 1.',
        ),
    ]
