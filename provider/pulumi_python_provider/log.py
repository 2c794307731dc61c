"""What users read in their terminal beside results."""

from __future__ import annotations

from typing import Protocol


class Log(Protocol):
    """Takes messages of one line, without secrets: quote other people's text with a `Redactor`.

    The engine shows them; in tests, a list may keep them.
    """

    verbose: bool
    """Whether anybody reads `debug` messages; check it where making one takes time."""

    def warning(self, message: str) -> None:
        """Warns of something that is wrong, though there is a result. Each text is shown once."""

    def status(self, message: str) -> None:
        """Shows progress; the next status takes its place."""

    def debug(self, message: str) -> None:
        """Writes details for someone who looks for a fault."""
