"""Selects sandboxes by all conditions, including those that the API was asked to apply."""

from __future__ import annotations

from collections.abc import Mapping

from pulumi_python_provider.messages import Quote

from pulumi_resource_primeintellect.api.field_types import SandboxStatus
from pulumi_resource_primeintellect.api.listed import Listed
from pulumi_resource_primeintellect.api.requests import SandboxQuery
from pulumi_resource_primeintellect.api.sandboxes import Sandbox
from pulumi_resource_primeintellect.errors import SelectionError, UnreadableFieldError
from pulumi_resource_primeintellect.functions.exclusions import SINGLE_AND_SEVERAL
from pulumi_resource_primeintellect.functions.notices import Notices
from pulumi_resource_primeintellect.functions.predicates import Predicate
from pulumi_resource_primeintellect.functions.properties import status


class Selection:
    """Decides whether each sandbox is selected, and remembers those it could not decide on."""

    def __init__(
        self,
        query: SandboxQuery,
        predicates: Mapping[str, Predicate],
        notices: Notices,
        *,
        is_asked: bool = True,
    ) -> None:
        """Prepares all predicates. `is_asked` is whether the API was asked to apply `query`.

        If `query` filters by one of several values, such as one of `teamIds`, its predicate
        replaces the one for all of them.
        """
        found = filters_of(query, is_asked=is_asked)
        several = {one: name for one, name in SINGLE_AND_SEVERAL if name in predicates}
        filters = {several.get(name, name): predicate for name, predicate in found.items()}
        self._asked = filters.keys() if is_asked else frozenset[str]()
        others = {name: one for name, one in predicates.items() if name not in filters}
        self._predicates = [*filters.items(), *others.items()]
        self._notices = notices
        self._undecided: dict[str, tuple[str, UnreadableFieldError]] = {}
        """The first undecidable argument of sandboxes that no other argument excludes, by ID."""

    def __call__(self, sandbox: Sandbox) -> bool:
        """Returns whether the sandbox meets all conditions."""
        self._notices.add(sandbox)
        if self._undecided:
            self._undecided.pop(sandbox.id, None)
        unreadable = None
        for argument, holds in self._predicates:
            try:
                if not holds(sandbox):
                    if argument in self._asked:
                        self._notices.add_ignored(argument, sandbox)
                    return False
            except UnreadableFieldError as error:  # noqa: PERF203  # free without errors
                unreadable = unreadable or (argument, error)
        if unreadable is not None:
            self._undecided[sandbox.id] = unreadable
        return unreadable is None

    def check(self, read: Listed[object], quote: Quote, remedy: str | None = None) -> None:
        """Checks that every sandbox that was read was decided on.

        Raises:
            SelectionError: when one was left out undecided.
        """
        undecided = [one for one in self._undecided if one in read.ids and one not in read.kept]
        if not undecided:
            return
        sandbox_id, others = min(undecided), len(undecided) - 1
        argument, error = self._undecided[sandbox_id]
        way_out = remedy or f"Leave out `{argument}`"
        raise SelectionError(
            f'cannot tell whether `{argument}` selects sandbox "{quote(sandbox_id)}"'
            f"{f' and {others:,} more' if others else ''}: {error}. {way_out}, or add a condition "
            f"that excludes {'them' if others else 'it'}."
        )


def filters_of(query: SandboxQuery, *, is_asked: bool = True) -> dict[str, Predicate]:
    """Returns the predicates of the API's own filters, by argument name.

    If the API was asked to apply a filter, a sandbox without the field in question meets it.
    """

    def not_sent(sandbox: Sandbox, field: str) -> bool:
        return is_asked and field not in sandbox.model_fields_set

    predicates: dict[str, Predicate] = {}
    if query.team_id is not None:
        predicates["teamId"] = lambda s: s.teamId == query.team_id or not_sent(s, "teamId")
    if query.user_id is not None:
        predicates["userId"] = lambda s: s.userId == query.user_id or not_sent(s, "userId")
    if query.status is not None:
        predicates["status"] = lambda s: status(s) == query.status or not_sent(s, "status")
    if query.is_active:
        predicates["isActive"] = lambda s: status(s) != SandboxStatus.TERMINATED
    if query.labels:
        wanted = {*query.labels}
        predicates["labels"] = lambda s: wanted <= {*(s.labels or ())} or not_sent(s, "labels")
    return predicates
