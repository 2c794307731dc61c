"""Shows warnings on stderr while a function runs, and its progress if that is a terminal."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType

from rich.console import Console
from rich.text import Text
from typing_extensions import Self

SECONDS_BETWEEN_LINES = 10.0
"""Time between two lines of progress where it cannot be shown in place."""


class Progress:
    """Writes the provider's log to a console, inside a `with` block.

    Each warning is shown once. On a terminal, a temporary line shows progress. Elsewhere, as in the
    log of a pipeline, a line shows it every 10 s.
    """

    def __init__(
        self, console: Console, *, verbose: bool, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.verbose = verbose
        self._console = console
        self._line = console.status("")
        self._shows_progress = True
        self._clock, self._shown_at = clock, clock()
        self._warned: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Removes the progress line until the next status."""
        self._line.stop()

    def show_warnings_only(self) -> None:
        """Stops showing progress, because something else is drawn on the terminal."""
        self._shows_progress = False

    def warning(self, message: str) -> None:
        """Shows a warning, unless it has been shown before."""
        if message not in self._warned:
            self._warned.add(message)
            self._print(f"warning: {message}")

    def status(self, message: str) -> None:
        """Shows the current progress in place of the previous one, or as a line of its own."""
        if not self._shows_progress:
            return
        if self._console.file.isatty():  # not `is_terminal`, which FORCE_COLOR turns on
            self._line.update(Text(message))
            self._line.start()
        elif self._clock() - self._shown_at > SECONDS_BETWEEN_LINES:
            self._shown_at = self._clock()
            self._print(message)

    def debug(self, message: str) -> None:
        """Shows a detail, such as a request, in verbose mode."""
        if self.verbose:
            self._print(message)

    def error(self, message: str) -> None:
        """Shows why there is no result, or which rules it breaks."""
        self.stop()
        self._print(f"error: {message}")

    def _print(self, line: str) -> None:
        with suppress(OSError):  # nobody can read it, but the result may be for a file or a pipe
            self._console.print(Text(line), soft_wrap=True)
