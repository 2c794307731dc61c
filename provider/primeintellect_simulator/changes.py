"""Changes the sandboxes from request to request."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, TypeAlias

from primeintellect_simulator.checks import require
from primeintellect_simulator.churn import ChurnProgress
from primeintellect_simulator.lifecycles import Lifecycle
from primeintellect_simulator.store import SandboxStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from primeintellect_simulator.behaviour import Behaviour
    from primeintellect_simulator.lifecycles import Stage
    from primeintellect_simulator.schema import Sandbox

    Edit: TypeAlias = Callable[[list[Sandbox]], Iterable[Sandbox]]


class ChangingSandboxes:
    """A store of sandboxes, and the changes planned for them.

    Args:
        sandboxes: The first sandboxes.
        behaviour: How the sandboxes are sent, and how they come and go.
        clock: Returns seconds that never decrease.
        now: Returns the time for the timestamps of changes.

    Attributes:
        store: The current sandboxes.
    """

    def __init__(
        self,
        sandboxes: Iterable[Sandbox],
        behaviour: Behaviour,
        *,
        clock: Callable[[], float],
        now: Callable[[], datetime],
    ) -> None:
        self._reshape = behaviour.reshape
        self._churn = ChurnProgress(behaviour.churn) if behaviour.churn else None
        self._clock = clock
        self._now = now
        self._edits: deque[Edit | None] = deque()
        self.replace_all(sandboxes)

    def replace_all(self, sandboxes: Iterable[Sandbox]) -> None:
        """Replaces the sandboxes; the lifecycles of the former ones end."""
        self.store = SandboxStore(sandboxes, self._reshape)
        self._lifecycles: dict[str, Lifecycle] = {}

    def script_edits(self, edits: Iterable[Edit | None]) -> None:
        """Queues edits, one for each list request to come."""
        self._edits.extend(edits)

    def script_lifecycle(self, sandbox_id: str, stages: Sequence[Stage]) -> None:
        """Gives a sandbox a lifecycle, whose first stage begins now.

        Raises:
            ValueError: For an unknown sandbox, or for stages that form no lifecycle.
        """
        require(self.store.find(sandbox_id), f"there is no sandbox {sandbox_id}")
        self._lifecycles[sandbox_id] = Lifecycle(stages, began=self._clock())

    def before_list(self) -> SandboxStore:
        """Makes the changes that are due before a page, and returns the store."""
        edit = self._edits.popleft() if self._edits else None
        if edit is not None:
            self.store = SandboxStore(edit(self.store.sandboxes), self._reshape)
        if self._churn is not None:
            self._churn.advance(self.store, time=self._clock(), now=self._now())
        for sandbox_id in self._lifecycles:
            self._advance(sandbox_id)
        return self.store

    def before_get(self, sandbox_id: str) -> SandboxStore:
        """Makes the changes that are due before a sandbox is read, and returns the store."""
        if sandbox_id in self._lifecycles:
            self._advance(sandbox_id)
        return self.store

    def _advance(self, sandbox_id: str) -> None:
        """Counts a request for a sandbox with a lifecycle."""
        lifecycle = self._lifecycles[sandbox_id]
        found = self.store.find(sandbox_id)
        if found is None:
            return
        sandbox = lifecycle.advance(found.sandbox, time=self._clock(), now=self._now())
        if sandbox is not found.sandbox:
            changed = self.store.entry(sandbox)
            self.store.entries = [
                changed if entry is found else entry for entry in self.store.entries
            ]
