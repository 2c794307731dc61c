"""Declares the settings of a provider, and where else their values may come from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from pydantic import BaseModel, ConfigDict, JsonValue, PrivateAttr

if TYPE_CHECKING:
    from pathlib import Path

    from pulumi_python_provider.redaction import Redactor


class Found(NamedTuple):
    """A value, and in words where it was found."""

    value: JsonValue
    origin: str


class Sources(NamedTuple):
    """Marks where to look for a setting that a program does not give.

    `variables` are environment variables, the first one that is set counts; an empty one counts
    only where `empty_counts`. `key` is the setting's name in the provider's files.

    apiKey: Annotated[str, Sources(("ACME_API_KEY",), key="api_key")]
    """

    variables: tuple[str, ...] = ()
    key: str | None = None
    empty_counts: bool = False

    def describe(self, separator: str, file: str) -> str:
        """Names all of them, if there are any; `file` is what to call the provider's files."""
        variables = [f"`{variable}`" for variable in self.variables]
        if variables:
            variables[0] = f"the environment variable {variables[0]}"
        stored = [f"`{self.key}` in `{file}`"] if self.key else []
        return separator.join([*variables, *stored])


class Stored(NamedTuple):
    """What a provider's files hold, by key, and why any of them is ignored, in sentences."""

    values: Mapping[str, Found] = {}
    ignored: tuple[str, ...] = ()


Find = Callable[[str], "Found | None"]
"""Finds a setting by its name, outside files."""


class Files(NamedTuple):
    """Files with settings: `name` in words, and what reads them below the home directory, if any.

    `read` may find other settings first, such as the name of a profile. It redacts what it quotes.
    """

    name: str
    read: Callable[[Path | None, Find, Redactor], Stored]


class Settings(BaseModel):
    """Base class of a provider's settings. Numbers may arrive as text: stack configuration is text.

    A setting without a default is required. Give a number both bounds (`ge` or `gt`, and `le`), for
    messages name the whole range. Mark where else a value may come from with `Sources`, and what
    nobody may see with `Secret`.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, defer_build=True
    )
    _origins: dict[str, str] = PrivateAttr(default_factory=dict)

    def origin(self, name: str) -> str:
        """Returns in words where the value of a setting comes from."""
        return self._origins.get(name, "the default")

    def conflicts(self) -> list[str]:
        """Lists what is wrong with the settings together."""
        return []


def sources_of(model: type[Settings]) -> dict[str, Sources]:
    """Returns where each setting is looked for."""
    return {
        name: next((mark for mark in declared.metadata if isinstance(mark, Sources)), Sources())
        for name, declared in model.model_fields.items()
    }
