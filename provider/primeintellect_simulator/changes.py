"""The sandboxes as they change from request to request."""

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
    """A store of sandboxes, and what is going to happen to them.

    Args:
        sandboxes: The sandboxes to begin with.
        behaviour: How they are sent, and how they come and go.
        clock: Seconds that only ever grow.
        now: The time that changes bear.

    Attributes:
        store: The sandboxes at present.
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
        """Hold other sandboxes from now on; lifecycles of the former ones end."""
        self.store = SandboxStore(sandboxes, self._reshape)
        self._lifecycles: dict[str, Lifecycle] = {}

    def script_edits(self, edits: Iterable[Edit | None]) -> None:
        """Queue edits, one for each list request to come."""
        self._edits.extend(edits)

    def script_lifecycle(self, sandbox_id: str, stages: Sequence[Stage]) -> None:
        """Give a sandbox stages, of which the first begins now.

        Raises:
            ValueError: For an unknown sandbox, or for stages that make no lifecycle.
        """
        require(self.store.find(sandbox_id), f"there is no sandbox {sandbox_id}")
        self._lifecycles[sandbox_id] = Lifecycle(stages, began=self._clock())

    def before_list(self) -> SandboxStore:
        """Make the changes that are due before a page, and return what there is then."""
        edit = self._edits.popleft() if self._edits else None
        if edit is not None:
            self.store = SandboxStore(edit(self.store.sandboxes), self._reshape)
        if self._churn is not None:
            self._churn.advance(self.store, time=self._clock(), now=self._now())
        for sandbox_id in self._lifecycles:
            self._advance(sandbox_id)
        return self.store

    def before_get(self, sandbox_id: str) -> SandboxStore:
        """Make the changes that are due before a sandbox is read, and return what there is then."""
        if sandbox_id in self._lifecycles:
            self._advance(sandbox_id)
        return self.store

    def _advance(self, sandbox_id: str) -> None:
        """Count a request for a sandbox with a lifecycle."""
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
