"""Finds the one sandbox that meets all conditions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulumi_resource_primeintellect.api.listing import Listing
from pulumi_resource_primeintellect.errors import SelectionError, UnreadableFieldError
from pulumi_resource_primeintellect.functions import properties
from pulumi_resource_primeintellect.functions.texts import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from pulumi_resource_primeintellect.api.client import Call
    from pulumi_resource_primeintellect.api.listing import Listed
    from pulumi_resource_primeintellect.api.requests import SandboxQuery
    from pulumi_resource_primeintellect.api.sandboxes import Sandbox
    from pulumi_resource_primeintellect.api.timestamps import Instant
    from pulumi_resource_primeintellect.functions.notices import Notices
    from pulumi_resource_primeintellect.functions.predicates import Predicate
    from pulumi_resource_primeintellect.functions.selection import Selection

MAX_CANDIDATES = 10
"""Sandboxes that a message shows."""


class Lookup:
    """One search: what it looks for, and what it came across."""

    def __init__(
        self,
        name: str | None,
        predicates: Mapping[str, Predicate],
        selection: Selection,
        notices: Notices,
        quote: Callable[[str], str],
    ) -> None:
        self._name, self._folded = name, None if name is None else fold(name)
        self._predicates = predicates
        self._selection = selection
        self._notices = notices
        self._quote = quote
        self._met: dict[str, set[str]] = {argument: set() for argument in predicates}
        """The sandboxes that meet each condition."""
        self._similar: set[str] = set()
        """Names that differ only in case, spaces or Unicode form."""

    async def candidates(self, call: Call, query: SandboxQuery) -> list[Sandbox]:
        """Returns the sandboxes that meet all conditions.

        Raises:
            SelectionError: when there is none, or when that cannot be told.
        """
        listing = await Listing(call, query, self._keep).read_all(None)
        self._notices.add_skipped(listing.skipped.values(), len(listing.kept))
        self._selection.check(self._quote, "Use `sandboxId`")
        found = [sandbox for sandbox in listing.kept.values() if sandbox is not None]
        names = {one.name for one in listing.skipped.values()}
        if names and (self._name is None or names & {None, self._name}):
            raise SelectionError(
                "cannot tell which sandbox is meant: one without an ID that can be used may be. "
                "Use `sandboxId`"
            )
        if not found:
            raise SelectionError(self._none(listing, query))
        return found

    def _keep(self, sandbox: Sandbox) -> Sandbox | None:
        selected = self._selection(sandbox)
        for argument, holds in self._predicates.items():
            if selected or _surely(holds, sandbox):
                self._met[argument].add(sandbox.id)
        name = sandbox.readable.name
        if name and self._folded is not None and fold(name) == self._folded:
            self._similar.add(name)
        return sandbox if selected else None

    def _none(self, listing: Listed[Sandbox | None], query: SandboxQuery) -> str:
        count = len(listing.kept) + len(listing.skipped)
        searched = f"the {count:,} searched ({query.describe(self._quote)})"
        others = {argument: ids for argument, ids in self._met.items() if argument != "name"}
        each = ", ".join(f"{len(ids):,} by `{argument}`" for argument, ids in others.items())
        if self._name is None:
            alone = f" Each condition alone selects {each}." if each else ""
            return f"no sandbox meets all conditions among {searched}.{alone} Check the conditions."
        name = f'"{self._quote(self._name)}"'
        if self._met["name"]:
            with_name = f"{len(self._met['name']):,} with the name"
            return (
                f"no sandbox named {name} meets the other conditions among {searched}. Each "
                f"condition alone selects {with_name}, {each}. Check the conditions."
            )
        similar = self._similar - {self._name}
        hint = f"Did you mean {_either(sorted(similar), self._quote)}? " if similar else ""
        return (
            f"no sandbox is named {name} among {searched}. {hint}Check `name` and the conditions."
        )


def most_recent(candidates: Iterable[Sandbox], notices: Notices) -> list[Sandbox]:
    """Sorts by time of creation, the latest first; those without one come last."""

    def creation(sandbox: Sandbox) -> tuple[bool, Instant | str, str]:
        try:
            created = properties.created(sandbox)
        except UnreadableFieldError as error:
            notices.add_unreadable(sandbox, error, "these sandboxes count as the oldest")
            created = None
        return created is not None, created or "", sandbox.id

    return sorted(candidates, key=creation, reverse=True)


def describe(sandboxes: Sequence[Sandbox], quote: Callable[[str], str]) -> str:
    """Names some sandboxes, with what tells them apart."""
    shown = "; ".join(quote(_described(one.readable)) for one in sandboxes[:MAX_CANDIDATES])
    others = len(sandboxes) - MAX_CANDIDATES
    return f"{shown}; and {others:,} more" if others > 0 else shown


def _described(sandbox: Sandbox) -> str:
    state = (sandbox.status, sandbox.region, sandbox.createdAt)
    return f"{sandbox.id} ({', '.join(value or 'unknown' for value in state)})"


def _surely(holds: Predicate, sandbox: Sandbox) -> bool:
    try:
        return holds(sandbox)
    except UnreadableFieldError:
        return False


def _either(names: Sequence[str], quote: Callable[[str], str]) -> str:
    return " or ".join(f'"{quote(name)}"' for name in names[:MAX_CANDIDATES])
