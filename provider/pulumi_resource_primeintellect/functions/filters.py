"""The API's own filters, which all functions on sandboxes share."""

from __future__ import annotations

from pulumi_python_provider import Arguments
from pydantic import Field

from pulumi_resource_primeintellect.api.field_types import (
    DOCUMENTED_STATUSES,
    KNOWN_STATUSES,
)
from pulumi_resource_primeintellect.api.requests import SandboxQuery
from pulumi_resource_primeintellect.functions import properties
from pulumi_resource_primeintellect.functions.predicates import Predicate
from pulumi_resource_primeintellect.functions.texts import Id, IdOrEmpty, StatusName, VisibleText

UNDOCUMENTED_STATUSES = KNOWN_STATUSES - DOCUMENTED_STATUSES
"""Statuses that sandboxes can have, but that the API's filter might reject."""


class FilterArguments(Arguments):
    """The API's own filters; a sandbox must pass all of them, which is checked here again."""

    teamId: IdOrEmpty | None = Field(
        None,
        description="Only sandboxes owned by the team with this ID. Defaults to the provider's "
        "`teamId`; an empty string means your personal account.",
    )
    labels: list[VisibleText] | None = Field(
        None, description="Only sandboxes with all of these labels."
    )
    userId: Id | None = Field(
        None,
        description="Only sandboxes of the user with this ID. Another user's sandboxes require a "
        "team administrator's API key and that team's `teamId`.",
    )
    status: StatusName | None = Field(None, description="Only sandboxes with this status.")
    isActive: bool | None = Field(
        None,
        description="Whether to exclude `TERMINATED` sandboxes. Those with `ERROR` or `TIMEOUT` "
        "stay. `false` excludes none.",
    )

    def query(self, team_id: str | None) -> SandboxQuery:
        """Returns the filters for the API. `team_id` is the provider's setting."""
        return SandboxQuery(
            team_id=(team_id if self.teamId is None else self.teamId) or None,
            user_id=self.userId,
            status=None if self.status in UNDOCUMENTED_STATUSES else self.status,
            is_active=self.isActive or False,
            labels=tuple(self.labels or ()),
        )

    def predicates(self) -> dict[str, Predicate]:
        """Returns the predicates of conditions that the API's filters cannot express."""
        predicates: dict[str, Predicate] = {}
        if self.teamId == "":
            predicates["teamId"] = lambda s: not s.teamId
        if self.status in UNDOCUMENTED_STATUSES:
            predicates["status"] = lambda s: properties.status(s) == self.status
        return predicates
