"""Arguments shared by all functions on sandboxes: what to ask the API for, and what to return."""

from __future__ import annotations

from pulumi_python_provider import Arguments
from pydantic import Field

from pulumi_resource_primeintellect.api.requests import SandboxQuery
from pulumi_resource_primeintellect.api.sandboxes import Status
from pulumi_resource_primeintellect.functions.texts import NotEmpty


class ScopeArguments(Arguments):
    """The API's own filters; a sandbox must pass all of them."""

    teamId: str | None = Field(
        None,
        description="Only sandboxes owned by the team with this ID. Defaults to the provider's "
        "`teamId`; an empty string means your personal account.",
    )
    labels: list[NotEmpty[str]] | None = Field(
        None, description="Only sandboxes with all of these labels."
    )
    status: NotEmpty[Status] | None = Field(None, description="Only sandboxes with this status.")
    isActive: bool | None = Field(
        None, description="Whether to exclude terminated sandboxes. `false` excludes none."
    )

    def query(self, team_id: str | None) -> SandboxQuery:
        """The filters as the API takes them; `team_id` is the provider's own setting."""
        return SandboxQuery(
            team_id=(team_id if self.teamId is None else self.teamId) or None,
            status=self.status,
            is_active=self.isActive or False,
            labels=tuple(self.labels or ()),
        )


class EnvironmentArguments(Arguments):
    """Whether the secrets of sandboxes are returned."""

    includeEnvironmentVars: bool = Field(
        default=False,
        description="Whether to return the values of environment variables, not only their names. "
        "The values are secrets, and a single secret makes Pulumi treat the whole result as "
        "secret, so leave this out unless you need them. The plain forms of the Python and "
        "Node.js functions return them as plain text.",
    )

    @property
    def reveals_secrets(self) -> bool:
        """As the argument says."""
        return self.includeEnvironmentVars
