"""Runs a function and shows its result, once or repeatedly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from functools import partial

from pulumi_python_provider import ProviderError
from pulumi_python_provider.reflection import Function
from pydantic import JsonValue

from pulumi_resource_primeintellect.command.consoles import make_console
from pulumi_resource_primeintellect.command.listing import printable
from pulumi_resource_primeintellect.command.lookup import Lookup
from pulumi_resource_primeintellect.command.options import Options
from pulumi_resource_primeintellect.command.printing import Printer, save
from pulumi_resource_primeintellect.command.progress import Progress
from pulumi_resource_primeintellect.command.report import Report, describe_result
from pulumi_resource_primeintellect.command.violations import Violation, read_violations
from pulumi_resource_primeintellect.command.watching import watch, watch_terminal


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
        self._printer = Printer(options.format)
        self._progress = Progress(make_console(stderr=True), verbose=options.verbose)
        self._violations: Sequence[Violation] = ()
        self._unchecked = ""
        """Why no rules were checked; empty if they were, or if there are none."""

    def run(self) -> int:
        """Calls the function, shows its result and returns the exit status."""
        with self._progress:
            try:
                return self._run()
            except ProviderError as error:
                self._progress.error(str(error))
                return 1

    def _run(self) -> int:
        try:
            self._read_violations()
            lookup = Lookup(self._settings, self._progress)
            report = self._look_up(lookup)
        except (ProviderError, KeyboardInterrupt, SystemExit) as error:
            problem = str(error) if isinstance(error, ProviderError) else "interrupted"
            self._publish(self._report()._replace(problem=problem))
            raise
        self._progress.stop()
        if self._options.watch is not None:
            self._watch(lookup, report, self._options.watch)
            return 0
        is_published = self._publish(report)
        if self._violations:
            count = len(self._violations)
            self._progress.error(f"{count:,} violation{'s' if count > 1 else ''} of the rules")
        if self._unchecked:
            self._progress.error(self._unchecked)
        return 0 if is_published and not (self._violations or self._unchecked) else 1

    def _read_violations(self) -> None:
        file = self._options.violations
        try:
            self._violations = () if file is None else read_violations(file)
        except FileNotFoundError:  # the step that checks the rules has failed
            self._unchecked = f"the rules were not checked: there is no {file}"

    def _look_up(self, lookup: Lookup) -> Report:
        result = lookup.call(
            self._function.name, self._arguments, show_secrets=self._options.show_secrets
        )
        report = describe_result(self._report(), self._function, result, self._arguments)
        if not self._unchecked:
            return report
        note = printable(self._unchecked)
        return report._replace(lines=[*report.lines, note[0].upper() + note[1:]])

    def _report(self) -> Report:
        """Returns a report without a result."""
        now = datetime.now(timezone.utc)
        return Report(self._options.title, now, violations=self._violations)

    def _publish(self, report: Report) -> bool:
        """Prints the report and writes the files. Returns whether that worked, or says why not."""
        problems = []
        for write in (self._printer.show, partial(save, self._options.output)):
            try:
                write(report)
            except ProviderError as error:  # noqa: PERF203  # there are two
                problems.append(str(error))
        for problem in problems:
            self._progress.error(problem)
        return not problems

    def _watch(self, lookup: Lookup, first: Report, seconds: float) -> None:
        look_up = partial(self._look_up, lookup)
        if self._printer.draws:
            self._progress.show_warnings_only()
            watch_terminal(self._printer.console, first, look_up, seconds)
        else:
            watch(first, look_up, self._show_or_complain, seconds)

    def _show_or_complain(self, report: Report, problem: str) -> bool:
        if problem:
            self._progress.error(problem)
            return True
        return self._printer.show(report)
