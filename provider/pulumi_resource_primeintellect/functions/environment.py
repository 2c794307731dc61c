"""The argument that decides whether results have the values of environment variables."""

from __future__ import annotations

from pulumi_python_provider import Arguments
from pydantic import Field


class EnvironmentArguments(Arguments):
    """Whether the secrets of sandboxes are returned."""

    includeEnvironmentVars: bool = Field(
        default=False,
        description="Whether to return the values of environment variables, not only their names. "
        "The values are secrets, and a single secret makes Pulumi treat the whole result as "
        "secret, so leave this out unless you need them. The SDKs' plain forms of this function "
        "return them as plain text, except in Go, where they fail. Defaults to `false`.",
    )

    @property
    def reveals_secrets(self) -> bool:
        """Whether `includeEnvironmentVars` is set."""
        return self.includeEnvironmentVars
