"""Runs a function and shows what it returns, once or again and again."""

from __future__ import annotations

import os
import sys
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from pulumi_python_provider import ProviderError
from rich.console import Console

from pulumi_resource_primeintellect.command.formats.table import draw
from pulumi_resource_primeintellect.command.lookup import Lookup
from pulumi_resource_primeintellect.command.options import FORMATS, REPORTS, TABLE
from pulumi_resource_primeintellect.command.progress import Progress
from pulumi_resource_primeintellect.command.report import Report, describe_result
from pulumi_resource_primeintellect.command.violations import read_violations

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pulumi_python_provider import Function
    from pydantic import JsonValue

    from pulumi_resource_primeintellect.command.options import Options

MAX_WIDTH = 10_000
"""Columns of a table where stdout is no terminal: nothing is wrapped."""


class Run:
    """One call of the command."""

    def __init__(
        self,
        function: Function,
        settings: Mapping[str, JsonValue],
        arguments: Mapping[str, JsonValue],
        options: Options,
    ) -> None:
        self._function = function
        self._settings = settings
        self._arguments = arguments
        self._options = options
        width = None if sys.stdout.isatty() else MAX_WIDTH
        self._out = Console(width=width, highlight=False)

    def run(self) -> int:
        """Returns the exit status."""
        errors = Console(stderr=True, highlight=False)
        with Progress(errors, verbose=self._options.verbose) as progress:
            report = Report(self._options.title, now())
            try:
                if self._options.violations is not None:
                    report = report._replace(violations=read_violations(self._options.violations))
                lookup = Lookup(self._settings, progress)
                report = self._look_up(lookup, report)
            except ProviderError as error:
                if self._options.format in REPORTS:
                    self._show(report._replace(problem=str(error)))
                progress.error(str(error))
                return 1
            progress.stop()
            self._show(report)
            if report.violations:
                progress.error(f"{len(report.violations):,} violations of rules")
        return 1 if report.violations else 0

    def _look_up(self, lookup: Lookup, report: Report) -> Report:
        result = lookup.call(
            self._function.name, self._arguments, show_secrets=self._options.show_secrets
        )
        return describe_result(report, self._function, result, self._arguments)

    def _show(self, report: Report) -> None:
        """Writes the report to stdout, as far as whoever reads wants it."""
        try:
            if self._options.format == TABLE:
                self._out.print(draw(report, self._out.width))
            else:
                sys.stdout.write(FORMATS[self._options.format](report))
            sys.stdout.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def now() -> datetime:
    """Returns the time in UTC."""
    return datetime.now(timezone.utc)
