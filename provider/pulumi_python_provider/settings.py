"""Declares the settings of a provider, and where else their values can come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, PrivateAttr

from pulumi_python_provider.annotations import marks_of

if TYPE_CHECKING:
    from collections.abc import Iterable


class Sources:
    """Marks where to look for a setting that a program does not give.

    `variables` are environment variables; the first one that is set counts. An empty one counts
    only with `empty_counts`. `key` is the setting's name in the provider's files.

    apiKey: Annotated[str, Sources("ACME_API_KEY", key="api_key")]
    """

    def __init__(self, *variables: str, key: str | None = None, empty_counts: bool = False) -> None:
        self.variables = variables
        self.key = key
        self.empty_counts = empty_counts

    def describe(self, separator: str, file: str) -> str:
        """Lists all sources as text for messages; `file` is a name for the provider's files."""
        variables = [f"`{variable}`" for variable in self.variables]
        if variables:
            variables[0] = f"the environment variable {variables[0]}"
        stored = [f"`{self.key}` in `{file}`"] if self.key and file else []
        return separator.join([*variables, *stored])


class Settings(BaseModel):
    """Base class of a provider's settings. Accepts numbers as text: stack configuration is text.

    A setting without a default is required. Give a number both bounds (`ge` or `gt`, and `le`),
    because messages name the whole range. Mark where else a value can come from with `Sources`,
    and secret values with `Secret`.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        allow_inf_nan=False,
        hide_input_in_errors=True,
        defer_build=True,
    )
    _origins: dict[str, str] = PrivateAttr(default_factory=dict)

    def origin(self, name: str) -> str:
        """Returns where the value of a setting comes from, as text for messages."""
        return self._origins.get(name, "the default")

    def conflicts(self) -> Iterable[str]:
        """Returns the conflicts between settings."""
        return ()


def sources_of(model: type[Settings]) -> dict[str, Sources]:
    """Returns the sources of each setting."""
    return {
        name: next((mark for mark in marks_of(declared) if isinstance(mark, Sources)), Sources())
        for name, declared in model.model_fields.items()
    }
