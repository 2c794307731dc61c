"""Selects sandboxes by all conditions, those included that the API was asked to apply."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulumi_resource_primeintellect.api.sandboxes import SandboxStatus
from pulumi_resource_primeintellect.errors import SelectionError, UnreadableFieldError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pulumi_resource_primeintellect.api.requests import SandboxQuery
    from pulumi_resource_primeintellect.api.sandboxes import Sandbox
    from pulumi_resource_primeintellect.functions.notices import Notices
    from pulumi_resource_primeintellect.functions.predicates import Predicate


class Selection:
    """Says of each sandbox whether it is selected, and keeps the doubtful ones in mind."""

    def __init__(
        self, query: SandboxQuery, predicates: Mapping[str, Predicate], notices: Notices
    ) -> None:
        self._asked = filters_of(query)
        self._tests = [*self._asked.items(), *predicates.items()]
        self._notices = notices
        self._doubtful: dict[str, tuple[str, UnreadableFieldError]] = {}
        """Sandboxes that one condition cannot decide on and no other excludes."""

    def __call__(self, sandbox: Sandbox) -> bool:
        """Says whether the sandbox meets all conditions."""
        self._notices.add(sandbox)
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

    def check(self, quote: Callable[[str], str], remedy: str | None = None) -> None:
        """Makes sure that no sandbox is left out only because it could not be decided on.

        Raises:
            SelectionError: when there is one.
        """
        if not self._doubtful:
            return
        sandbox_id, (argument, error) = min(self._doubtful.items())
        others = len(self._doubtful) - 1
        way_out = remedy or f"Leave out `{argument}`"
        raise SelectionError(
            f'cannot tell whether `{argument}` selects sandbox "{quote(sandbox_id)}"'
            f"{f' and {others:,} more' if others else ''}: {error}. {way_out}, or add a condition "
            "that excludes what cannot be told"
        )


def filters_of(query: SandboxQuery) -> dict[str, Predicate]:
    """Returns tests for what the API was asked to select, by argument: it may not have done it.

    A field that the API does not send at all cannot be tested.
    """
    tests: dict[str, Predicate] = {}
    if query.team_id is not None:
        tests["teamId"] = lambda s: s.teamId == query.team_id or "teamId" not in s.model_fields_set
    if query.user_id is not None:
        tests["userId"] = lambda s: s.userId == query.user_id or "userId" not in s.model_fields_set
    if query.status is not None:
        tests["status"] = lambda s: s.status == query.status or "status" not in s.model_fields_set
    if query.is_active:
        tests["isActive"] = lambda s: s.status != SandboxStatus.TERMINATED
    if query.labels:
        wanted = {*query.labels}
        tests["labels"] = lambda s: (
            wanted <= {*(s.labels or ())} or "labels" not in s.model_fields_set
        )
    return tests
