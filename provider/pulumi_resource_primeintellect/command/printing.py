"""Writes reports to stdout and to files."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from pulumi_python_provider import ProviderError

from pulumi_resource_primeintellect.command.consoles import make_console
from pulumi_resource_primeintellect.command.formats.table import draw
from pulumi_resource_primeintellect.command.options import FORMATS, REPORTS, SUFFIXES, TABLE
from pulumi_resource_primeintellect.command.report import Report

MAX_WIDTH = 10_000
"""Columns of a table if stdout is not a terminal: enough to wrap nothing."""


class Printer:
    """Writes reports to stdout in the requested format."""

    def __init__(self, format_: str) -> None:
        self.format = format_
        self.console = make_console(width=None if sys.stdout.isatty() else MAX_WIDTH)

    @property
    def draws(self) -> bool:
        """Whether it draws a table on a terminal."""
        return self.format == TABLE and sys.stdout.isatty()

    def show(self, report: Report) -> bool:
        """Writes the report to stdout. Returns whether the pipe still has a reader.

        Raises:
            ProviderError: when it cannot be written.
        """
        if report.problem and self.format not in REPORTS:
            return True
        try:
            sys.stdout.write(self._text(report))
            sys.stdout.flush()
        except BrokenPipeError:
            _drop_output()
            return False
        except OSError as error:
            _drop_output()
            raise ProviderError(f"cannot write to stdout: {error.strerror}") from error
        return True

    def _text(self, report: Report) -> str:
        if self.format != TABLE:
            return FORMATS[self.format](report)
        with self.console.capture() as drawn:
            self.console.print(draw(report, self.console.width))
        return "".join(f"{line.rstrip()}\n" for line in drawn.get().splitlines())


def _drop_output() -> None:
    """Redirects stdout to the null device, so that the rest of its buffer can be flushed."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def save(files: Sequence[Path], report: Report) -> None:
    """Writes the report to each file, in the format for its suffix.

    If it cannot write a file in a format for programs, or has no result for it, it removes that
    file, so that no program reads an older one.

    Raises:
        ProviderError: when some cannot be written; the others are.
    """
    problems = []
    for file in files:
        name = SUFFIXES[file.suffix]
        try:
            if report.problem and name not in REPORTS:
                remove(file)
            else:
                replace(file.resolve(), FORMATS[name](report))
        except OSError as error:
            problems.append(f"cannot write {file}: {error.strerror}")
            if name not in REPORTS:
                with suppress(OSError):
                    remove(file)
    if problems:
        raise ProviderError("; ".join(problems))


def remove(file: Path) -> None:
    """Removes the file, or the one that it is a link to, but no pipe and no device."""
    target = file.resolve()
    if target.is_file():
        target.unlink()


def replace(file: Path, content: str) -> None:
    """Writes a file as a whole or not at all: other programs may read it at the same time."""
    if file.exists() and not file.is_file():  # a pipe or a device
        file.write_text(content, encoding="utf-8")
        return
    written = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        written.write_text(content, encoding="utf-8")
        written.replace(file)
    finally:
        written.unlink(missing_ok=True)
