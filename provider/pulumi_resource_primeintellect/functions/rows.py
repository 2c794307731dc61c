"""The rows of a listing: what it keeps of each sandbox."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import repeat
from typing import NamedTuple

from pulumi_python_provider import Encoded

from pulumi_resource_primeintellect.api.sandboxes import Sandbox
from pulumi_resource_primeintellect.api.timestamps import Instant
from pulumi_resource_primeintellect.errors import UnreadableFieldError
from pulumi_resource_primeintellect.functions.notices import Notices
from pulumi_resource_primeintellect.functions.summary import Counted

Rank = Instant | str | float
"""The value that a listing is sorted by. All ranks of one listing have the same type."""

NOT_INCLUDED = Encoded[Sandbox](b"")


class Row(NamedTuple):
    """The part of a matching sandbox that stays in memory. The rest of its page does not."""

    id: str
    rank: Rank | None
    rank_problem: str
    """Why the property to sort by could not be read; empty if it could."""
    counted: Counted
    encoded: Encoded[Sandbox]


class Rows:
    """Turns selected sandboxes into rows. Without `encode`, these do not include the sandboxes."""

    def __init__(
        self,
        rank: Callable[[Sandbox], Rank | None],
        notices: Notices,
        encode: Callable[[Sequence[Sandbox]], Iterable[Encoded[Sandbox]]] | None,
    ) -> None:
        self._rank = rank
        self._notices = notices
        self._encode = encode or (lambda _: repeat(NOT_INCLUDED))
        self._counted: dict[Counted, Counted] = {}

    def keep(self, sandboxes: Sequence[Sandbox]) -> list[Row]:
        """Returns the rows of selected sandboxes."""
        encoded = self._encode([sandbox.readable for sandbox in sandboxes])
        return [*map(self._row, sandboxes, encoded)]

    def _row(self, sandbox: Sandbox, encoded: Encoded[Sandbox]) -> Row:
        own = Counted.of(sandbox.readable)
        if sandbox.flaws:
            for field in sandbox.flaws.keys() & {*Counted._fields}:
                self._notices.add_effect(field, "totals lack it")
            if "gpuType" in sandbox.flaws and own.gpuCount:  # nobody knows whether there is a GPU
                own = own._replace(gpuCount=None)
        counted = self._counted.setdefault(own, own)
        rank, rank_problem = None, ""
        try:
            rank = self._rank(sandbox)
        except UnreadableFieldError as error:
            self._notices.add_unreadable(sandbox, error, "these sandboxes are sorted last")
            rank_problem = str(error)
        return Row(sandbox.id, rank, rank_problem, counted, encoded)
