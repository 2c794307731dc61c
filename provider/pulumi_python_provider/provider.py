"""Declares a provider: its name, its settings and its functions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from inspect import iscoroutinefunction, signature
from types import NoneType
from typing import TYPE_CHECKING, Generic, Protocol

from typing_extensions import TypeVar  # with a default; pydantic needs the package too

from pulumi_python_provider.errors import DeclarationError
from pulumi_python_provider.files import Files
from pulumi_python_provider.inference.declarations import (
    check_facts,
    check_function,
    check_package,
    check_parts,
    fold,
)
from pulumi_python_provider.inference.functions import Function, token
from pulumi_python_provider.inference.properties import Property, inputs
from pulumi_python_provider.inference.schema import Package, Spec
from pulumi_python_provider.settings import Settings, sources_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pydantic import JsonValue

    from pulumi_python_provider.inference.examples import Example
    from pulumi_python_provider.inference.functions import Implementation
    from pulumi_python_provider.log import Log
    from pulumi_python_provider.redaction import Redactor

S = TypeVar("S", bound=Settings, default=Settings)


class Client(Protocol):
    """The object that all functions use, closed when another configuration replaces it."""

    async def close(self) -> None:
        """Ends the requests in flight, and closes the connections."""


@dataclass(frozen=True)
class Provider(Generic[S]):
    """Declares a provider.

    `functions` are declared by their signatures, see `Implementation`. `connect` creates the client
    that they get as `Context.client`, once the settings are known. `files` can also hold settings.
    `metadata` is added to the schema: https://www.pulumi.com/docs/iac/guides/building-extending/packages/schema/

        provider = Provider(name="host", version="1.0.0", functions=[get_host])
    """

    name: str
    version: str
    functions: Sequence[Implementation]
    settings: type[S] = Settings  # type: ignore[assignment]  # for providers without settings
    connect: Callable[[S, Log, Redactor], Client] | None = None
    files: Files | None = None
    metadata: Mapping[str, JsonValue] = field(default_factory=dict)

    @cached_property
    def declared(self) -> dict[str, Function]:
        """The functions, by token.

        Raises:
            DeclarationError: when one is not declared as `Implementation` says.
        """
        check_parts(
            name=(self.name, str, "a text"),
            version=(self.version, str, "a text"),
            functions=(self.functions, (list, tuple), "a list"),
            settings=(self.settings, type(Settings), "a class derived from Settings"),
            files=(self.files, (Files, NoneType), "an object of class Files"),
            metadata=(self.metadata, Mapping, "a dict"),
        )
        if not issubclass(self.settings, Settings):
            raise DeclarationError(f"{self.settings.__name__} is not derived from Settings")
        check_package(self.name)
        check_facts(self.version, self.metadata)
        self._check_connect()
        functions: dict[str, Function] = {}
        for function in map(Function.of, self.functions):
            check_function(function.name)
            if functions.setdefault(fold(function.name), function) is not function:
                raise DeclarationError(f"two functions are named {function.name}: rename one")
        every = [*functions.values()]
        return {token(self.name, one.name): one._replace(functions=every) for one in every}

    def _check_connect(self) -> None:
        if self.connect is None:
            return
        call = getattr(self.connect, "__call__", None)  # noqa: B004  # of an object, it can be async
        if iscoroutinefunction(self.connect) or iscoroutinefunction(call):
            raise DeclarationError("`connect` must be a plain function, not an `async def`")
        try:
            signature(self.connect).bind(None, None, None)
        except (TypeError, ValueError):
            problem = "must be a function with three parameters: settings, log and redactor"
            raise DeclarationError(f"`connect` {problem}") from None

    @property
    def issues(self) -> str:
        """The address for bug reports; empty if the metadata names no repository."""
        repository = self.metadata.get("repository")
        return f"{repository}/issues" if repository else ""

    def schema(self, examples: Mapping[str, Sequence[Example]] | None = None) -> str:
        """Returns the package's schema as JSON text. `examples` has examples by function name."""
        functions = list(self.declared.values())
        examples = examples or {}
        unknown = examples.keys() - {function.name for function in functions}
        if unknown:
            raise ValueError(f"examples of functions that are not there: {sorted(unknown)}")
        metadata = {"version": self.version, **self.metadata}
        spec: Spec = Package(self.name, examples).spec(
            metadata, self.settings, self._settings(), functions
        )
        return json.dumps(spec, indent=2, ensure_ascii=False) + "\n"

    def _settings(self) -> list[Property]:
        """Describes each setting and the ways to set it."""
        sources, fields = sources_of(self.settings), self.settings.model_fields
        return [
            member._replace(
                required=False,
                description=f"{member.description}"
                f"{_sources_sentence(sources[member.name].describe(', then ', self._file))}"
                f"{'' if member.secret else _default_sentence(fields[member.name].default)}",
            )
            for member in inputs(self.settings)
        ]

    @property
    def _file(self) -> str:
        return self.files.name if self.files else ""


def _sources_sentence(sources: str) -> str:
    return f" Also read from {sources}." if sources else ""


def _default_sentence(default: object) -> str:
    if isinstance(default, bool):
        return f" Default: `{json.dumps(default)}`."
    if isinstance(default, float):
        return f" Default: `{default:.15g}`."
    return f" Default: `{default}`." if isinstance(default, (str, int)) and default != "" else ""
