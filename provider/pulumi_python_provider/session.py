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
from pulumi_python_provider.resolver import Given, check

if TYPE_CHECKING:
    from google.protobuf.struct_pb2 import Struct

    from pulumi_python_provider.inference.encoding import Pieces
    from pulumi_python_provider.log import Log
    from pulumi_python_provider.provider import Client, Provider
    from pulumi_python_provider.resolver import Resolver
    from pulumi_python_provider.settings import Settings


class Configured(NamedTuple):
    """What functions work with, and the configuration it was made from."""

    settings: Settings
    client: Client | None


class Session:
    """One provider, its configuration and its secrets, for one engine after the other.

    Calls do not say which provider they are for. So what could get the results of a configuration
    that it has not given is refused.
    """

    def __init__(self, provider: Provider[Settings], resolver: Resolver, log: Log) -> None:
        self.redactor = Redactor()
        self._provider = provider
        self._resolver = resolver
        self._log = log
        self._configured: Configured | None = None
        self._by_peer: dict[str, Settings] = {}
        """What each connection has given; an engine has one for each of its providers."""
        self._in_use = False
        """Whether the engine that is being served has configured the provider."""

    def release(self) -> None:
        """Lets the next configuration differ: it is for another engine, or another operation."""
        self._in_use = False

    def check(self, settings: Struct, *, explicit: bool) -> tuple[Struct, list[str]]:
        """Returns what a program gives, with secrets marked for the state, and its problems."""
        model = self._provider.settings
        given = Given(decode_settings(settings), self._provider.name, explicit)
        return with_secrets(settings, model), check(model, given, self.redactor.quote)

    async def configure(self, settings: Struct, peer: str, *, explicit: bool) -> None:
        """Takes a configuration, in place of any that another engine gave.

        Raises:
            ConfigurationError: when it cannot be used; the one before stays.
            ProviderError: when the same engine has given a different one already.
        """
        given = Given(decode_settings(settings), self._provider.name, explicit)
        found = self._resolver.resolve(self._provider.settings, given, self.redactor, self._log)
        before = self._configured
        if before is not None and self._in_use and not _same(found, before.settings):
            raise ProviderError(
                f"the {self._provider.name} plugin serves one configuration at a time, and the "
                "program has two providers with different settings. Give them the same settings, "
                "or run it without PULUMI_DEBUG_PROVIDERS, so that each gets a plugin of its own"
            )
        if before is None or not self._in_use:
            connect = self._provider.connect
            client = None if connect is None else connect(found, self._log, self.redactor)
            self._configured, self._in_use = Configured(found, client), True
            if before is not None and before.client is not None:
                await before.client.close()
        self._by_peer[peer] = found

    async def invoke(self, token: str, arguments: Struct, peer: str) -> Pieces:
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
        settings, client = self._configured
        if not _same(self._by_peer.get(peer, settings), settings):
            raise ProviderError(
                f"another engine has configured the {self._provider.name} plugin meanwhile, and "
                "the plugin serves one configuration at a time. Run one engine after the other, or "
                "without PULUMI_DEBUG_PROVIDERS"
            )
        given = decode_arguments(function.name, arguments)
        return await function.invoke(given, client, self._log, self.redactor)


def _same(one: Settings, other: Settings) -> bool:
    """Compares values, wherever they come from."""
    return one.model_dump() == other.model_dump()
