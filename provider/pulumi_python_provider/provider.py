"""A provider as a value: what it is called, what it is configured with, which functions it has."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from pulumi_python_provider.inference.functions import Function, token
from pulumi_python_provider.inference.properties import Property, properties
from pulumi_python_provider.inference.schema import Package, Spec
from pulumi_python_provider.settings import Settings, sources_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pydantic import JsonValue

    from pulumi_python_provider.files import Files
    from pulumi_python_provider.inference.examples import Example
    from pulumi_python_provider.inference.functions import Implementation
    from pulumi_python_provider.log import Log
    from pulumi_python_provider.redaction import Redactor

S = TypeVar("S", bound=Settings)


class Client(Protocol):
    """What functions work with; it is closed when another configuration takes its place."""

    async def close(self) -> None:
        """Ends requests under way, and connections."""


@dataclass(frozen=True)
class Provider(Generic[S]):
    """Declares a provider.

    `functions` are declared by their signatures, see `Implementation`. `connect` makes what they
    work with, `Context.client`, once the settings are known. `files` may hold settings, too.
    `metadata` is added to the schema: https://www.pulumi.com/docs/iac/guides/building-extending/packages/schema/

        provider = Provider(name="host", version="1.0.0", functions=[get_host])
    """

    name: str
    version: str
    functions: Sequence[Implementation]
    settings: type[S] = Settings  # type: ignore[assignment]  # the default for providers without any
    connect: Callable[[S, Log, Redactor], Client] | None = None
    files: Files | None = None
    metadata: Mapping[str, JsonValue] = field(default_factory=dict)

    @cached_property
    def declared(self) -> dict[str, Function]:
        """The functions by their tokens."""
        functions = map(Function.of, self.functions)
        return {token(self.name, function.name): function for function in functions}

    @property
    def issues(self) -> str:
        """Where to report a bug, as far as the metadata tells; else empty."""
        repository = self.metadata.get("repository")
        return f"{repository}/issues" if repository else ""

    def schema(self, examples: Mapping[str, Sequence[Example]] | None = None) -> str:
        """Returns the package's schema as JSON text; `examples` are by the name of the function."""
        functions = list(self.declared.values())
        examples = examples or {}
        unknown = examples.keys() - {function.name for function in functions}
        if unknown:
            raise ValueError(f"examples of functions that are not there: {sorted(unknown)}")
        metadata = {"version": self.version, **self.metadata}
        spec: Spec = Package(self.name, examples).spec(metadata, self._settings(), functions)
        return json.dumps(spec, indent=2, ensure_ascii=False) + "\n"

    def _settings(self) -> list[Property]:
        """Describes each setting with the ways to set it."""
        sources = sources_of(self.settings)
        return [
            member._replace(
                required=False,
                description=f"{member.description}"
                f"{_also(sources[member.name].describe(', then ', self._file))}"
                f"{_default(self.settings.model_fields[member.name].default)}",
            )
            for member in properties(self.settings)
        ]

    @property
    def _file(self) -> str:
        return self.files.name if self.files else ""


def _also(sources: str) -> str:
    return f" Also read from {sources}." if sources else ""


def _default(default: object) -> str:
    if isinstance(default, bool):
        return f" Default: `{json.dumps(default)}`."
    if isinstance(default, (int, float)):
        return f" Default: `{default:g}`."
    return f" Default: `{default}`." if isinstance(default, str) and default else ""
