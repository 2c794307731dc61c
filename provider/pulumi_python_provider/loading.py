"""Where the provider comes from, and what is known of it before it is imported.

The engine starts a plugin twice for one preview, the first time for its schema alone. So a provider
can be named like `acme.provider:PROVIDER`, as ASGI servers name an app. It is imported when the
engine configures it; the schema comes from the file `schema.json` in its package.
"""

from __future__ import annotations

from functools import cached_property
from importlib import import_module
from pkgutil import get_data
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from pulumi_python_provider.provider import Provider
    from pulumi_python_provider.settings import Settings

SCHEMA = "schema.json"


class Source:
    """A provider that is there, or one named `MODULE:ATTRIBUTE` with its package's version."""

    def __init__(self, provider: Provider[Settings] | str, version: str = "") -> None:
        self._named = provider
        self._version = version

    @cached_property
    def provider(self) -> Provider[Settings]:
        """The provider itself, imported at the first need."""
        if not isinstance(self._named, str):
            return self._named
        module, _, attribute = self._named.partition(":")
        return cast("Provider[Settings]", getattr(import_module(module), attribute))

    @property
    def version(self) -> str:
        """The version, without an import where it was given."""
        return self._version or self.provider.version

    def schema(self) -> bytes:
        """Returns the schema: from its file if there is one, or else from the provider."""
        if isinstance(self._named, str):
            package = self._named.partition(":")[0].partition(".")[0]
            try:
                return get_data(package, SCHEMA) or b""
            except FileNotFoundError:
                pass
        return self.provider.schema().encode()

    def describe_bug(self, bug: str) -> str:
        """Says whose bug it is and where to report it, as far as is known without an import."""
        provider = self.__dict__.get("provider")
        if provider is None:
            return f"a bug in the provider ({bug})"
        issues = f". Please report it at {provider.issues}" if provider.issues else ""
        return f"a bug in the {provider.name} provider {provider.version} ({bug}){issues}"
