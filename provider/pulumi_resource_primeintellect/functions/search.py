"""Finds the one sandbox that meets all conditions."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from operator import attrgetter

from pulumi_python_provider.messages import Quote
from pydantic import Field

from pulumi_resource_primeintellect.api.client import Call
from pulumi_resource_primeintellect.api.listed import Listed
from pulumi_resource_primeintellect.api.requests import SandboxQuery
from pulumi_resource_primeintellect.api.sandboxes import Sandbox
from pulumi_resource_primeintellect.api.timestamps import instant
from pulumi_resource_primeintellect.errors import NoMatchError, SelectionError, UnreadableFieldError
from pulumi_resource_primeintellect.functions import properties
from pulumi_resource_primeintellect.functions.conditions import SandboxConditions
from pulumi_resource_primeintellect.functions.notices import Notices
from pulumi_resource_primeintellect.functions.predicates import Predicate
from pulumi_resource_primeintellect.functions.reading import read_lists
from pulumi_resource_primeintellect.functions.selection import Selection
from pulumi_resource_primeintellect.functions.texts import VisibleText, fold

MAX_CANDIDATES = 10
"""Sandboxes that a message lists."""

MAX_COMPARED_NAMES = 1000
"""Names to compare with one that was not found. That takes up to 0.1 s."""

MIN_RESEMBLANCE = 0.8
"""How much a name resembles the wanted one, from 0 to 1, if it could be meant."""

MAX_COMPARED_CHARACTERS = 100
"""The longest of these names."""

TEAMS = "A team's sandboxes are found only with `teamId` or `teamIds`."


class SearchArguments(SandboxConditions):
    """Which sandbox to search for."""

    name: VisibleText | None = Field(None, description="Exact name of the sandbox.")
    mostRecent: bool | None = Field(
        None,
        description="Whether to return the most recently created sandbox if several meet all "
        "conditions, instead of failing. Of those created at the same time, that is the one with "
        "the last ID. Defaults to `false`.",
    )

    def predicates(self) -> dict[str, Predicate]:
        """Returns the predicates of all conditions, including the name."""
        named: dict[str, Predicate] = {}
        if self.name is not None:
            named["name"] = lambda s: s.name == self.name
        return {**named, **super().predicates()}


class Search:
    """One search: its conditions, and the near misses it found."""

    def __init__(self, arguments: SearchArguments, notices: Notices, quote: Quote) -> None:
        self._arguments = arguments
        self._predicates = arguments.predicates()
        self._notices = notices
        self._quote = quote
        self._folded = fold(arguments.name or "")
        self._met: dict[str, set[str]] = {argument: set() for argument in self._predicates}
        """IDs of the sandboxes that meet a condition, by argument."""
        self._similar: set[str] = set()
        """Names that differ from the wanted one only in case, spaces or Unicode form."""
        self._other_names: set[str] = set()

    async def find(self, call: Call) -> Sandbox:
        """Finds the one sandbox that meets all conditions.

        Raises:
            NoMatchError: when there is none.
            SelectionError: when there are several, or when a sandbox cannot be decided on.
        """
        queries = self._arguments.queries(call.team_id)
        read = await self._read(call, queries)
        candidates = [*read.kept.values()]
        if len(candidates) == 1:
            return candidates[0]
        if not candidates:
            raise NoMatchError(self._explain_none(queries, len(read.ids)))
        if self._arguments.mostRecent:
            return most_recent(candidates, self._quote)
        latest_first = sorted(candidates, key=_creation, reverse=True)
        name = self._arguments.name
        what = "meet the conditions" if name is None else f'are named "{self._quote(name)}"'
        raise SelectionError(
            f"{len(candidates)} sandboxes {what}: {describe(latest_first, self._quote)}. "
            "Use `sandboxId`, add conditions such as `isActive`, or set `mostRecent` to take the "
            "most recently created one."
        )

    async def _read(self, call: Call, queries: Sequence[SandboxQuery]) -> Listed[Sandbox]:
        """Reads the sandboxes, and checks that every one was decided on."""
        selections = [Selection(query, self._predicates, self._notices) for query in queries]
        tests = [partial(self._select, selection) for selection in selections]
        read = await read_lists(call, dict(zip(queries, tests, strict=True)), None, list)
        self._notices.add_read(read)
        for selection in selections:
            selection.check(read, self._quote, "Use `sandboxId`")
        names, name = {one.name for one in read.skipped.values()}, self._arguments.name
        if names and (name is None or names & {None, name}):
            raise SelectionError(
                "cannot tell which sandbox is meant: it may be one without a usable ID. "
                "Use `sandboxId`."
            )
        return read

    def _select(self, selection: Selection, sandbox: Sandbox) -> bool:
        """Returns whether the sandbox is selected. Also records near misses."""
        selected = selection(sandbox)
        for argument, holds in self._predicates.items():
            if selected or _certainly_holds(holds, sandbox):
                self._met[argument].add(sandbox.id)
        name, wanted = sandbox.readable.name, self._arguments.name
        if name and wanted and name != wanted:
            self._add_name(name)
        return selected

    def _add_name(self, name: str) -> None:
        """Records a name that is not the wanted one."""
        if fold(name) == self._folded:
            self._similar.add(name)
        elif len(self._other_names) < MAX_COMPARED_NAMES and len(name) <= MAX_COMPARED_CHARACTERS:
            self._other_names.add(name)

    def _explain_none(self, queries: Sequence[SandboxQuery], count: int) -> str:
        """Returns a message that counts the sandboxes searched, and the matches per condition."""
        described = " and ".join(query.describe(self._quote) for query in queries) or "no team"
        searched = f"the {count:,} searched ({described})"
        teams = f" {TEAMS}" if any(query.team_id is None for query in queries) else ""
        name = None if self._arguments.name is None else f'"{self._quote(self._arguments.name)}"'
        if name is not None and not self._met["name"]:
            similar = self._similar_names()
            meant = f"Did you mean {' or '.join(similar)}? " if similar else ""
            return (
                f"no sandbox is named {name} among {searched}. {meant}Check `name` and the "
                f"conditions.{teams}"
            )
        named = f" named {name}" if name else ""
        counts = [f"`{argument}` selects {len(ids):,}" for argument, ids in self._met.items()]
        alone = f" Alone, {', '.join(counts)}." if counts else ""
        return f"no sandbox{named} meets all conditions among {searched}.{alone} Check them.{teams}"

    def _similar_names(self) -> list[str]:
        """Returns names that resemble the wanted one, in quotation marks."""
        names = sorted(self._similar)[:MAX_CANDIDATES]
        wanted = self._arguments.name or ""
        if not names and len(wanted) <= MAX_COMPARED_CHARACTERS:
            import difflib  # noqa: PLC0415  # slow to import, and rarely needed

            others = sorted(self._other_names)
            names = difflib.get_close_matches(wanted, others, cutoff=MIN_RESEMBLANCE)
        return [f'"{self._quote(name)}"' for name in names]


def most_recent(candidates: Sequence[Sandbox], quote: Quote) -> Sandbox:
    """Returns the sandbox that was created last.

    Raises:
        SelectionError: when a time is missing or cannot be read, because that sandbox might be the
            most recent one.
    """
    for sandbox in sorted(candidates, key=attrgetter("id")):
        try:
            created = properties.created(sandbox)
            problem = "" if created else "the API left out `createdAt`"
        except UnreadableFieldError as error:
            problem = str(error)
        if problem:
            raise SelectionError(
                f'cannot tell whether sandbox "{quote(sandbox.id)}" is the most recent: {problem}. '
                "Use `sandboxId`, or add a condition that excludes it."
            )
    return max(candidates, key=_creation)


def _creation(sandbox: Sandbox) -> tuple[str, str]:
    """Returns the sort key: time of creation, then ID."""
    return instant(sandbox.readable.createdAt) or "", sandbox.id


def describe(sandboxes: Sequence[Sandbox], quote: Quote) -> str:
    """Lists the first sandboxes as text, with the properties that distinguish them."""
    shown = "; ".join(quote(_described(one.readable)) for one in sandboxes[:MAX_CANDIDATES])
    others = len(sandboxes) - MAX_CANDIDATES
    return f"{shown}; and {others:,} more" if others > 0 else shown


def _described(sandbox: Sandbox) -> str:
    state = (sandbox.status, sandbox.region, sandbox.createdAt)
    return f"{sandbox.id} ({', '.join(value or 'unknown' for value in state)})"


def _certainly_holds(holds: Predicate, sandbox: Sandbox) -> bool:
    """Returns whether a condition holds; False if that cannot be decided."""
    try:
        return holds(sandbox)
    except UnreadableFieldError:
        return False
