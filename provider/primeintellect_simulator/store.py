"""Stores a simulator's sandboxes, serialised once, and finds them."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from primeintellect_simulator.checks import require

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from primeintellect_simulator.schema import JSON, Sandbox

_MAX_CACHED_SELECTIONS = 8

_encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True, kw_only=True)
class Selection:
    """The sandboxes that a caller asks for and may read.

    Attributes:
        caller: The user who asks; other users' personal sandboxes are not selected.
        teams: The owning teams; None in this set selects personal sandboxes.
        user_id: The owning user; None selects every user's sandboxes.
        status: The only status to select; None selects every status.
        active_only: Whether to leave out terminated sandboxes.
        labels: Labels that a sandbox must have, all of them.
    """

    caller: str
    teams: frozenset[str | None]
    user_id: str | None = None
    status: str | None = None
    active_only: bool = False
    labels: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class StoredSandbox:
    """One sandbox, ready to be selected and sent.

    Attributes:
        sandbox: The sandbox as it was given.
        body: The JSON to send, in UTF-8.
        team_id: The owning team; None for a personal sandbox, or if `teamId` is not text.
    """

    sandbox: Sandbox
    body: bytes
    id: JSON
    team_id: str | None
    user_id: JSON
    status: JSON
    labels: frozenset[str]

    def renamed(self, sandbox_id: str) -> StoredSandbox:
        """Returns a copy that differs only in its id."""
        return replace(
            self, id=sandbox_id, body=encode({**json.loads(self.body), "id": sandbox_id})
        )

    def matches(self, selection: Selection) -> bool:
        """Returns whether the selection includes this sandbox."""
        return (
            self.team_id in selection.teams
            and (self.team_id is not None or self.user_id == selection.caller)
            and selection.user_id in (None, self.user_id)
            and selection.status in (None, self.status)
            and not (selection.active_only and self.status == "TERMINATED")
            and selection.labels <= self.labels
        )


class SandboxStore:
    """Sandboxes in listing order.

    All entries change at once: another thread sees the old or the new ones, never a mixture.

    Args:
        sandboxes: The first sandboxes.
        reshape: Turns each sandbox into the form that is sent.

    Raises:
        ValueError: For a sandbox without an id.
    """

    def __init__(
        self,
        sandboxes: Iterable[Sandbox],
        reshape: Callable[[Sandbox], Sandbox] | None = None,
    ) -> None:
        self._reshape = reshape
        self.entries = tuple(self.entry(sandbox) for sandbox in sandboxes)

    @property
    def entries(self) -> tuple[StoredSandbox, ...]:
        """The sandboxes, each with its serialised form."""
        return self._entries

    @entries.setter
    def entries(self, entries: Iterable[StoredSandbox]) -> None:
        self._entries = tuple(entries)
        self._by_id: dict[JSON, StoredSandbox] | None = None
        self.select = lru_cache(_MAX_CACHED_SELECTIONS)(self._select)

    @property
    def sandboxes(self) -> list[Sandbox]:
        """The sandboxes as they were given."""
        return [entry.sandbox for entry in self.entries]

    def entry(self, sandbox: Sandbox) -> StoredSandbox:
        """Serialises a sandbox, without adding it."""
        require("id" in sandbox, "each sandbox must have an id")
        team_id, labels = sandbox.get("teamId"), sandbox.get("labels")
        return StoredSandbox(
            sandbox=sandbox,
            body=encode(self._reshape(dict(sandbox)) if self._reshape else sandbox),
            id=sandbox["id"],
            team_id=team_id if isinstance(team_id, str) else None,
            user_id=sandbox.get("userId"),
            status=sandbox.get("status"),
            labels=frozenset(
                label
                for label in (labels if isinstance(labels, list) else ())
                if isinstance(label, str)
            ),
        )

    def find(self, sandbox_id: str) -> StoredSandbox | None:
        """Returns the sandbox with this id, if there is one."""
        if self._by_id is None:
            readable = (entry for entry in self.entries if isinstance(entry.id, str))
            self._by_id = {entry.id: entry for entry in readable}
        return self._by_id.get(sandbox_id)

    def _select(self, selection: Selection) -> tuple[StoredSandbox, ...]:
        return tuple(entry for entry in self.entries if entry.matches(selection))


def encode(value: JSON) -> bytes:
    """Serialises to compact JSON in UTF-8; half a surrogate pair is escaped."""
    try:
        return _encoder.encode(value).encode()
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":")).encode()
