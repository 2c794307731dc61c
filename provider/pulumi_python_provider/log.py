"""The messages that users read in their terminal, besides results."""

from __future__ import annotations

from typing import Protocol


class Log(Protocol):
    """Shows messages of one line. For text from elsewhere, use `Redactor.quote`: it hides secrets.

    The engine displays them; in tests, a list can record them.
    """

    verbose: bool
    """Whether `debug` messages are shown; check it before creating an expensive one."""

    def warning(self, message: str) -> None:
        """Warns about a problem that does not prevent a result. Each text is shown once."""

    def status(self, message: str) -> None:
        """Shows progress; the next status replaces it."""

    def debug(self, message: str) -> None:
        """Writes details that help to find a fault."""
