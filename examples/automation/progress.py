"""What a person sees on stderr while sandboxes are listed: a bar, and the provider's warnings."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

if TYPE_CHECKING:
    from types import TracebackType

    from pulumi.automation.events import EngineEvent
    from typing_extensions import Self

COUNTS = re.compile(r"listed ([\d,]+) of ([\d,]+) sandboxes")
"""How the provider says how far it is; as long as it has not, the bar only says that it is busy."""

PLUGIN_ON_PATH = "using pulumi-resource-"


class Listening:
    """Follows the engine's events from the beginning of the `with` block to its end."""

    def __init__(self) -> None:
        self._console = Console(stderr=True)
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            console=self._console,
            transient=True,
            disable=not sys.stderr.isatty(),
        )
        self._task = self._progress.add_task("asking", total=None)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self._progress.stop()

    def hear(self, event: EngineEvent) -> None:
        """Takes one event of the engine."""
        told = event.diagnostic_event
        if told and told.ephemeral:
            self._show(told.message.strip())
        elif told and told.severity == "warning" and not told.message.startswith(PLUGIN_ON_PATH):
            self._console.out(f"warning: {told.message.splitlines()[0]}", highlight=False)

    def _show(self, status: str) -> None:
        self._progress.update(self._task, description=status)
        if counts := COUNTS.search(status):
            done, total = (int(count.replace(",", "")) for count in counts.groups())
            self._progress.update(self._task, completed=done, total=total)
