"""Creates and deletes sandboxes while a list is read."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

from primeintellect_simulator.checks import check_choice, check_number, check_whole, require
from primeintellect_simulator.timestamps import timestamp

if TYPE_CHECKING:
    from datetime import datetime

    from primeintellect_simulator.schema import Sandbox
    from primeintellect_simulator.store import SandboxStore

Place: TypeAlias = Literal["head", "tail", "anywhere"]
PLACES: tuple[Place, ...] = get_args(Place)

Unit: TypeAlias = Literal["request", "second"]
UNITS: tuple[Unit, ...] = get_args(Unit)

_MAX_RATE = 10_000
_MAX_CHANGES_AT_ONCE = 10_000
"""The most changes to make after a long idle time; the rest is left out."""

_ROUNDING = 1e-9


@dataclass(frozen=True, kw_only=True)
class Churn:
    """How often sandboxes come and go, and where in the list.

    The seed decides which sandboxes come and go. A new sandbox is a copy of an existing one, with a
    unique id and the present time as its times. An empty list stays empty.

    Attributes:
        insertions: New sandboxes per unit; fractions add up.
        deletions: Deleted sandboxes per unit.
        per: The unit. `request`: each list request, just before its page is cut. `second`: each
            second on the simulator's clock since the first list request.
        insert_at: Where new sandboxes appear.
        delete_at: Where sandboxes vanish.
        max_changes: Insertions and deletions after which the list stays unchanged; None means
            no limit.
        seed: Decides which changes are made, and in which order.

    Raises:
        ValueError: For a rate out of range, without any rate, or for an unknown choice.
    """

    insertions: float = 0.0
    deletions: float = 0.0
    per: Unit = "request"
    insert_at: Place = "head"
    delete_at: Place = "anywhere"
    max_changes: int | None = None
    seed: int = 1

    def __post_init__(self) -> None:
        for name, rate in (("insertions", self.insertions), ("deletions", self.deletions)):
            check_number(name, rate)
            require(rate <= _MAX_RATE, f"{name} must be at most {_MAX_RATE}: {rate:g}")
        require(self.insertions or self.deletions, "churn needs insertions or deletions")
        check_choice("per", self.per, UNITS)
        check_choice("insert_at", self.insert_at, PLACES)
        check_choice("delete_at", self.delete_at, PLACES)
        if self.max_changes is not None:
            check_whole("max_changes", self.max_changes, minimum=1)


class ChurnProgress:
    """Applies a churn's due changes to a store."""

    def __init__(self, churn: Churn) -> None:
        self._churn = churn
        self._random = Random(churn.seed)  # noqa: S311  # an order, not a secret
        self._began: float | None = None
        self._requests = 0
        self._insertions_due = 0
        self._deletions_due = 0
        self._changes_left = math.inf if churn.max_changes is None else churn.max_changes
        self._ids = (f"sbx-new-{number:06d}" for number in itertools.count(1))

    def advance(self, store: SandboxStore, *, time: float, now: datetime) -> None:
        """Counts a list request, and makes the changes that have become due.

        Args:
            store: The store to change.
            time: Seconds on the simulator's clock.
            now: The time for the timestamps of new sandboxes.
        """
        entries = list(store.entries)
        changes = self._due(time)
        for is_insertion in changes:
            if is_insertion and entries:
                template = self._random.choice(entries).sandbox
                new = store.entry(_copy(template, next(self._ids), timestamp(now)))
                entries.insert(self._index(self._churn.insert_at, len(entries) + 1), new)
            elif entries:
                del entries[self._index(self._churn.delete_at, len(entries))]
        if changes:
            store.entries = entries

    def _due(self, time: float) -> list[bool]:
        """Returns the changes due since the last request: true for an insertion."""
        self._requests += 1
        self._began = time if self._began is None else self._began
        units = self._requests if self._churn.per == "request" else time - self._began
        insertions = math.floor(self._churn.insertions * units + _ROUNDING)
        deletions = math.floor(self._churn.deletions * units + _ROUNDING)
        changes = [
            *[True] * min(insertions - self._insertions_due, _MAX_CHANGES_AT_ONCE),
            *[False] * min(deletions - self._deletions_due, _MAX_CHANGES_AT_ONCE),
        ]
        self._insertions_due, self._deletions_due = insertions, deletions
        self._random.shuffle(changes)
        del changes[int(min(_MAX_CHANGES_AT_ONCE, self._changes_left)) :]
        self._changes_left -= len(changes)
        return changes

    def _index(self, place: Place, places: int) -> int:
        if place == "head":
            return 0
        return places - 1 if place == "tail" else self._random.randrange(places)


def _copy(template: Sandbox, sandbox_id: str, now: str) -> Sandbox:
    names = ("createdAt", "updatedAt", "startedAt", "terminatedAt")
    times = {name: now for name in names if template.get(name) is not None}
    return {**template, **times, "id": sandbox_id}
