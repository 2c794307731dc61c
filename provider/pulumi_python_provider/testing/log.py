"""A log for tests that call a function without a plugin."""

from __future__ import annotations


class MemoryLog:
    """Keeps the messages for users and for debugging; see `Log`."""

    verbose = True

    def __init__(self) -> None:
        self.warnings: list[str] = []
        self.statuses: list[str] = []
        self.details: list[str] = []

    def warning(self, message: str) -> None:
        """Keeps a warning."""
        self.warnings.append(message)

    def status(self, message: str) -> None:
        """Keeps a status."""
        self.statuses.append(message)

    def debug(self, message: str) -> None:
        """Keeps a message for debugging."""
        self.details.append(message)
