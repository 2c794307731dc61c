"""What people read on stderr while a function runs: warnings, and at a terminal its progress."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.markup import escape

if TYPE_CHECKING:
    from types import TracebackType

    from rich.console import Console
    from typing_extensions import Self


class Progress:
    """The provider's log on a console, for as long as the `with` block lasts.

    Each warning is shown once. Progress is shown at a terminal only, in a line that goes away.
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
        """Takes the line of progress away, until there is a new status."""
        self._line.stop()

    def show_warnings_only(self) -> None:
        """Shows no progress any more: something else is drawn on the terminal."""
        self._shows_progress = False

    def warning(self, message: str) -> None:
        """Shows a warning, unless it has been shown before."""
        if message not in self._warned:
            self._warned.add(message)
            self._print(f"warning: {message}")

    def status(self, message: str) -> None:
        """Shows how far it is, in place of what was shown before."""
        if self._shows_progress:
            self._line.update(escape(message))
            self._line.start()

    def debug(self, message: str) -> None:
        """Shows a detail, such as a request, where details are wanted."""
        if self.verbose:
            self._print(message)

    def error(self, message: str) -> None:
        """Says why there is no result, or why it is not as it should be."""
        self.stop()
        self._print(f"error: {message}")

    def _print(self, line: str) -> None:
        self._console.print(line, markup=False, highlight=False, soft_wrap=True)
