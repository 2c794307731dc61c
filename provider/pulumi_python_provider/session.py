"""A provider at work: configured, and called."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pulumi_python_provider.errors import ArgumentError, ProviderError
from pulumi_python_provider.inference.values import (
    decode_arguments,
    decode_settings,
    with_secrets,
)
from pulumi_python_provider.redaction import Redactor
from pulumi_python_provider.settings import Given, check

if TYPE_CHECKING:
    from google.protobuf.struct_pb2 import Struct

    from pulumi_python_provider.inference.encoding import Pieces
    from pulumi_python_provider.log import Log
    from pulumi_python_provider.provider import Client, Provider
    from pulumi_python_provider.settings import Resolver, Settings


class Configured(NamedTuple):
    """What functions work with, and the configuration it was made from."""

    settings: Settings
    client: Client | None


class Session:
    """One provider, its configuration and its secrets, for one engine after the other."""

    def __init__(self, provider: Provider[Settings], resolver: Resolver, log: Log) -> None:
        self.redactor = Redactor()
        self._provider = provider
        self._resolver = resolver
        self._log = log
        self._configured: Configured | None = None
        self._in_use = False
        """Whether the engine that is being served has configured the provider."""

    def release(self) -> None:
        """Lets the next configuration differ: it is for another engine, or another operation."""
        self._in_use = False

    def check(self, settings: Struct, *, explicit: bool) -> tuple[Struct, list[str]]:
        """Returns what a program gives, with secrets marked for the state, and its problems."""
        model = self._provider.settings
        given = Given(decode_settings(settings), self._provider.name, explicit)
        return with_secrets(settings, model), check(model, given)

    async def configure(self, settings: Struct, *, explicit: bool) -> None:
        """Takes a configuration, in place of any that another engine gave.

        Raises:
            ConfigurationError: when it cannot be used; the one before stays.
            ProviderError: when the same engine has given a different one already. Calls do not say
                which provider they are for, so one would get the other's results.
        """
        given = Given(decode_settings(settings), self._provider.name, explicit)
        found = self._resolver.resolve(self._provider.settings, given, self.redactor, self._log)
        before = self._configured
        if before is not None and self._in_use:
            if found.model_dump() == before.settings.model_dump():
                return
            raise ProviderError(
                f"this {self._provider.name} plugin is attached to, and serves one provider "
                "configuration at a time. The program has two providers with different settings: "
                "run it without PULUMI_DEBUG_PROVIDERS, or with one of them"
            )
        connect = self._provider.connect
        client = None if connect is None else connect(found, self._log, self.redactor)
        self._configured, self._in_use = Configured(found, client), True
        if before is not None and before.client is not None:
            await before.client.close()

    async def invoke(self, token: str, arguments: Struct) -> Pieces:
        """Calls a function and returns its encoded result.

        Raises:
            ProviderError: with a message for the user.
        """
        functions = self._provider.declared
        function = functions.get(token)
        if function is None:
            problem = f"there is no such function; there are {', '.join(functions)}"
            raise ArgumentError(self.redactor.quote(token), [problem])
        if self._configured is None:
            raise ProviderError("the provider was called before it was configured")
        client = self._configured.client
        given = decode_arguments(function.name, arguments)
        return await function.invoke(given, client, self._log, self.redactor)
