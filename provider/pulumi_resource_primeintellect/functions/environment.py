"""The argument by which every function that answers sandboxes gives out their secrets."""

from __future__ import annotations

from pydantic import Field

from pulumi_resource_primeintellect.fields import Arguments


class EnvironmentArguments(Arguments):
    """Arguments of a function whose answer has environment variables."""

    includeEnvironmentVars: bool = Field(
        default=False,
        description="Whether the answer has the values of environment variables, not only their "
        "names. They are secrets, and one secret makes Pulumi treat the whole answer as secret: "
        "leave this out unless you need the values. Python's and Node's plain forms hand them "
        "over as plain text.",
    )

    @property
    def reveals_secrets(self) -> bool:
        """As the argument says."""
        return self.includeEnvironmentVars
