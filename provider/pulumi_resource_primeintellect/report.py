"""What goes to the user's terminal beside answers. Whoever serves the provider implements it."""

from __future__ import annotations

from typing import Protocol


class Report(Protocol):
    """Takes messages of one line; none holds a key or a value of an environment variable."""

    verbose: bool
    """Whether anybody reads what `debug` tells; making it takes time."""

    def warn(self, message: str) -> None:
        """Something is wrong, but there is an answer. The same text is shown only once a run."""

    def status(self, message: str) -> None:
        """How far it is; the next status takes its place."""

    def debug(self, message: str) -> None:
        """What only someone looking for a fault wants to know."""
