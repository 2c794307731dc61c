"""Shows warnings on stderr while a function runs, and its progress if that is a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.markup import escape

if TYPE_CHECKING:
    from types import TracebackType

    from rich.console import Console
    from typing_extensions import Self


class Progress:
    """Writes the provider's log to a console, inside a `with` block.

    Each warning is shown once. Progress is shown only on a terminal, in a temporary line.
    """

    def __init__(self, console: Console, *, verbose: bool) -> None:
        self.verbose = verbose
        self._console = console
        self._line = console.status("")
        self._shows_progress = console.is_terminal
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
        """Shows the current progress in place of the previous one."""
        if self._shows_progress:
            self._line.update(escape(message))
            self._line.start()

    def debug(self, message: str) -> None:
        """Shows a detail, such as a request, in verbose mode."""
        if self.verbose:
            self._print(message)

    def error(self, message: str) -> None:
        """Shows why there is no result, or which rules it breaks."""
        self.stop()
        self._print(f"error: {message}")

    def _print(self, line: str) -> None:
        self._console.print(line, markup=False, highlight=False, soft_wrap=True)
