"""Where the provider comes from, and what is known of it before it is imported.

The engine starts a plugin twice for one preview, the first time for its schema alone. So a provider
can be named like `acme.provider:PROVIDER`, as ASGI servers name an app. It is imported when the
engine configures it; the schema comes from the file `schema.json` in its package.
"""

from __future__ import annotations

import os
from functools import cached_property
from importlib import import_module
from pkgutil import get_data
from typing import TYPE_CHECKING, cast

from pulumi_python_provider.errors import ProviderError

if TYPE_CHECKING:
    from types import TracebackType

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

    def describe(self, error: BaseException) -> str:
        """Returns what the user reads of an error. Imports nothing: that could fail as well."""
        if isinstance(error, ProviderError):
            return str(error)
        if isinstance(error, MemoryError):
            return "the machine is out of memory. Ask for less"
        # A bug: its text may hold secrets, so no text.
        return self._describe_bug(f"{type(error).__name__}{_place(error.__traceback__)}")

    def _describe_bug(self, bug: str) -> str:
        """Says whose bug it is and where to report it, as far as is known without an import."""
        if isinstance(self._named, str) and "provider" not in self.__dict__:
            return f"a bug in the provider ({bug})"
        provider = self.provider
        issues = f". Please report it at {provider.issues}" if provider.issues else ""
        return f"a bug in the {provider.name} provider {provider.version} ({bug}){issues}"


def _place(traceback: TracebackType | None) -> str:
    """Names the file and line that raised, from where the traceback ends."""
    while traceback is not None and traceback.tb_next is not None:
        traceback = traceback.tb_next
    if traceback is None:
        return ""
    file = traceback.tb_frame.f_code.co_filename.rpartition(os.sep)[2]
    return f" at {file}:{traceback.tb_lineno}"
