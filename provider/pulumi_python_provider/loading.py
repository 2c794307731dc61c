"""Loads the provider, and describes it before it is imported.

The engine starts a plugin twice for one preview, the first time only for its schema. So a provider
can be named like `acme.provider:PROVIDER`, as ASGI servers name an app. It is imported when the
engine configures it; the schema comes from the file `schema.json` in its package.
"""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from functools import cached_property
from importlib import import_module
from pkgutil import get_data
from typing import TYPE_CHECKING

from pulumi_python_provider.errors import ArgumentError, DeclarationError, ProviderError

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Any

    from pulumi_python_provider.provider import Provider

SCHEMA = "schema.json"

STANDARD, FRAMEWORK = (file.rpartition(os.sep)[0] + os.sep for file in (os.__file__, __file__))
"""The folders of Python's own modules and of this package."""


class Source:
    """An imported provider, or one named `MODULE:ATTRIBUTE` with its package's version."""

    def __init__(self, provider: Provider[Any] | str, version: str = "") -> None:
        self._given = provider
        self._version = version

    @cached_property
    def provider(self) -> Provider[Any]:
        """The provider itself, imported on first use."""
        from pulumi_python_provider.provider import Provider  # noqa: PLC0415  # slow to import

        found: object = self._given
        if isinstance(found, str):
            module, _, attribute = found.partition(":")
            try:
                found = getattr(import_module(module), attribute, None)
            except (ModuleNotFoundError, ValueError) as error:
                problem = f"there is no module {getattr(error, 'name', None) or repr(module)}"
                raise DeclarationError(f"the provider cannot be imported: {problem}") from error
        if not isinstance(found, Provider):
            if isinstance(self._given, str):
                raise DeclarationError(
                    f"{self._given} names no provider, unlike `MODULE:ATTRIBUTE`"
                )
            kind = type(self._given).__name__
            raise DeclarationError(f"a Provider is needed, but this is of type {kind}")
        if self._version not in {"", found.version}:
            raise DeclarationError(
                f"`run` was given version {self._version}, but the provider has {found.version}"
            )
        return found

    @property
    def version(self) -> str:
        """The version; it needs no import if it was given."""
        return self._version or self.provider.version

    def schema(self) -> bytes:
        """Returns the schema from its file if there is one, otherwise from the provider.

        The file is in the module's package, or in one around it.
        """
        module = self._given.partition(":")[0] if isinstance(self._given, str) else ""
        package = module.rpartition(".")[0] or module
        while package:
            with suppress(OSError, ImportError):
                if found := get_data(package, SCHEMA):
                    return found
            package = package.rpartition(".")[0]
        return self.provider.schema().encode()

    def describe(self, error: BaseException) -> tuple[str, str]:
        """Returns the name of gRPC's status for an error, and the message for the user.

        Imports nothing, because that could also fail.
        """
        # A bug's own text is left out, because it can contain secrets.
        bug = f"{type(error).__name__}{_location(error.__traceback__)}"
        try:
            if isinstance(error, ProviderError) and (text := str(error)):
                is_argument = isinstance(error, ArgumentError)
                return "INVALID_ARGUMENT" if is_argument else "FAILED_PRECONDITION", text
            if text := _describe_shortage(error):
                return "RESOURCE_EXHAUSTED", text
            return "INTERNAL", self._describe_bug(bug)
        except Exception:  # noqa: BLE001  # of the author's own `__str__`, for example
            return "INTERNAL", f"a bug in the provider ({bug})"

    def _describe_bug(self, bug: str) -> str:
        """Says whose bug it is and where to report it, if that is known without an import."""
        provider: Provider[Any] | None = self.__dict__.get("provider")
        if provider is None:
            return f"a bug in the provider ({bug})"
        issues = f". Please report it at {provider.issues}" if provider.issues else ""
        return f"a bug in the {provider.name} provider {provider.version} ({bug}){issues}"


def _describe_shortage(error: BaseException) -> str:
    """Describes what the machine has run out of; empty for any other error."""
    if isinstance(error, MemoryError):
        return "the machine is out of memory. Ask for less"
    if isinstance(error, OSError) and error.errno in {errno.EMFILE, errno.ENFILE}:
        return (
            "no more files and connections may be open. Raise the limit (`ulimit -n`), or make "
            "fewer calls at once"
        )
    return ""


class StoppedError(Exception):
    """Carries an exception that would stop the event loop, and with it the plugin."""

    def __init__(self, error: BaseException) -> None:
        self.exceptions = (error,)  # like a group: see `first_of`


def first_of(error: BaseException) -> BaseException:
    """Returns the error itself, or the first one of a group, such as a task group raises.

    An expected error comes before a bug.
    """
    group: object = ()
    with suppress(Exception):  # of the author's own property
        group = getattr(error, "exceptions", ())  # Python 3.10 has no class for it
    members = group if isinstance(group, (tuple, list)) else ()
    errors = (one for one in members if isinstance(one, BaseException) and one is not error)
    leaves = [first_of(one) for one in errors]
    expected = (one for one in leaves if isinstance(one, ProviderError))
    return next(expected, leaves[0] if leaves else error)


def _location(traceback: TracebackType | None) -> str:
    """Returns the last file and line of the provider's own code, or else of any code."""
    own = last = ""
    while traceback is not None:
        path = traceback.tb_frame.f_code.co_filename
        last = f" at {path.rpartition(os.sep)[2]}:{traceback.tb_lineno}"
        own = own if _is_library(path) else last
        traceback = traceback.tb_next
    return own or last


def _is_library(path: str) -> bool:
    """Returns whether a file is part of Python, of pydantic or of this package."""
    if path.startswith(FRAMEWORK) or f"{os.sep}pydantic{os.sep}" in path:
        return True
    is_installed = f"{os.sep}site-packages{os.sep}" in path
    return path.startswith(("<frozen", STANDARD)) and not is_installed
