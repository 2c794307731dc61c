"""Selects sandboxes by all conditions, those included that the API was asked to apply."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulumi_resource_primeintellect.api.field_types import SandboxStatus
from pulumi_resource_primeintellect.errors import SelectionError, UnreadableFieldError

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Mapping

    from pulumi_resource_primeintellect.api.requests import SandboxQuery
    from pulumi_resource_primeintellect.api.sandboxes import Sandbox
    from pulumi_resource_primeintellect.functions.notices import Notices
    from pulumi_resource_primeintellect.functions.predicates import Predicate


class Selection:
    """Says of each sandbox whether it is selected, and keeps the doubtful ones in mind."""

    def __init__(
        self,
        query: SandboxQuery,
        predicates: Mapping[str, Predicate],
        notices: Notices,
        *,
        is_asked: bool = True,
    ) -> None:
        """Takes what the API may select by; `is_asked` says whether it was asked to."""
        filters = filters_of(query, is_asked=is_asked)
        self._asked = filters.keys() if is_asked else frozenset[str]()
        self._tests = [*filters.items(), *predicates.items()]
        self._notices = notices
        self._doubtful: dict[str, tuple[str, UnreadableFieldError]] = {}
        """Sandboxes that one condition cannot decide on and no other excludes."""

    def __call__(self, sandbox: Sandbox) -> bool:
        """Says whether the sandbox meets all conditions."""
        self._notices.add(sandbox)
        if self._doubtful:
            self._doubtful.pop(sandbox.id, None)
        doubt = None
        for argument, holds in self._tests:
            try:
                if not holds(sandbox):
                    if argument in self._asked:
                        self._notices.add_ignored(argument, sandbox)
                    return False
            except UnreadableFieldError as error:  # noqa: PERF203  # costs nothing where none is
                doubt = doubt or (argument, error)
        if doubt is not None:
            self._doubtful[sandbox.id] = doubt
        return doubt is None

    def check(
        self, listed: Container[str], quote: Callable[[str], str], remedy: str | None = None
    ) -> None:
        """Makes sure that none of the listed sandboxes was left out without a decision.

        Raises:
            SelectionError: when there is one.
        """
        doubtful = [sandbox_id for sandbox_id in self._doubtful if sandbox_id in listed]
        if not doubtful:
            return
        sandbox_id, others = min(doubtful), len(doubtful) - 1
        argument, error = self._doubtful[sandbox_id]
        way_out = remedy or f"Leave out `{argument}`"
        raise SelectionError(
            f'cannot tell whether `{argument}` selects sandbox "{quote(sandbox_id)}"'
            f"{f' and {others:,} more' if others else ''}: {error}. {way_out}, or add a condition "
            "that excludes what cannot be told."
        )


def filters_of(query: SandboxQuery, *, is_asked: bool = True) -> dict[str, Predicate]:
    """Returns tests for what the API can select by, under the names of the arguments.

    If it was asked to, a field that it does not send at all cannot be tested, and passes.
    """

    def untold(sandbox: Sandbox, field: str) -> bool:
        return is_asked and field not in sandbox.model_fields_set

    tests: dict[str, Predicate] = {}
    if query.team_id is not None:
        tests["teamId"] = lambda s: s.teamId == query.team_id or untold(s, "teamId")
    if query.user_id is not None:
        tests["userId"] = lambda s: s.userId == query.user_id or untold(s, "userId")
    if query.status is not None:
        tests["status"] = lambda s: s.status == query.status or untold(s, "status")
    if query.is_active:
        tests["isActive"] = lambda s: s.status != SandboxStatus.TERMINATED
    if query.labels:
        wanted = {*query.labels}
        tests["labels"] = lambda s: wanted <= {*(s.labels or ())} or untold(s, "labels")
    return tests
