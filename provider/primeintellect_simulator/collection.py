"""The sandboxes a simulator holds, serialised once, and how they are found."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from primeintellect_simulator.schema import JSON, Sandbox

_SELECTIONS_REMEMBERED = 8

_encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True, kw_only=True)
class Selection:
    """Which sandboxes a caller asks for, and may see.

    Attributes:
        team_id: The owning team; None selects personal sandboxes.
        user_id: The owning user; None selects every user's.
        status: The only status wanted, if any.
        active_only: Leave terminated sandboxes out.
        labels: Labels a sandbox must have, all of them.
    """

    team_id: str | None
    user_id: str | None
    status: str | None = None
    active_only: bool = False
    labels: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One sandbox, ready to be selected and answered.

    Attributes:
        body: The answered JSON, UTF-8.
    """

    id: JSON
    team_id: JSON
    user_id: JSON
    status: JSON
    labels: frozenset[JSON]
    body: bytes

    def renamed(self, sandbox_id: str) -> Entry:
        """Return a copy that differs in its id alone."""
        return replace(
            self, id=sandbox_id, body=encode({**json.loads(self.body), "id": sandbox_id})
        )

    def matches(self, selection: Selection) -> bool:
        """Say whether the selection includes this sandbox."""
        return (
            self.team_id == selection.team_id
            and selection.user_id in {None, self.user_id}
            and selection.status in {None, self.status}
            and not (selection.active_only and self.status == "TERMINATED")
            and selection.labels <= self.labels
        )


class Collection:
    """A fixed set of sandboxes, in the order they were given."""

    def __init__(
        self,
        sandboxes: Iterable[Sandbox],
        reshape: Callable[[Sandbox], Sandbox] | None = None,
    ) -> None:
        self.sandboxes = tuple(sandboxes)
        self._entries = [_entry(sandbox, reshape) for sandbox in self.sandboxes]
        self._by_id = {entry.id: entry for entry in self._entries}
        self.select = lru_cache(_SELECTIONS_REMEMBERED)(self._select)

    def find(self, sandbox_id: str) -> Entry | None:
        """Return the sandbox with this id, if there is one."""
        return self._by_id.get(sandbox_id)

    def _select(self, selection: Selection) -> tuple[Entry, ...]:
        return tuple(entry for entry in self._entries if entry.matches(selection))


def encode(value: JSON) -> bytes:
    """Serialise to compact JSON in UTF-8."""
    return _encoder.encode(value).encode()


def _entry(sandbox: Sandbox, reshape: Callable[[Sandbox], Sandbox] | None) -> Entry:
    labels = sandbox.get("labels")
    return Entry(
        id=sandbox["id"],
        team_id=sandbox.get("teamId"),
        user_id=sandbox.get("userId"),
        status=sandbox.get("status"),
        labels=frozenset(labels if isinstance(labels, list) else ()),
        body=encode(reshape(dict(sandbox)) if reshape else sandbox),
    )
