"""Configures a provider, and calls its functions."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, NamedTuple

from pulumi_python_provider.errors import ArgumentError, ProviderError
from pulumi_python_provider.given import Given
from pulumi_python_provider.inference.values import (
    decode_arguments,
    decode_settings,
    with_secrets,
)
from pulumi_python_provider.loading import StoppedError
from pulumi_python_provider.messages import NOT_CONFIGURED, unknown_function
from pulumi_python_provider.redaction import Redactor
from pulumi_python_provider.resolver import check

if TYPE_CHECKING:
    from google.protobuf.struct_pb2 import Struct

    from pulumi_python_provider.given import Place
    from pulumi_python_provider.inference.encoding import Pieces
    from pulumi_python_provider.log import Log
    from pulumi_python_provider.provider import Client, Provider
    from pulumi_python_provider.resolver import Resolver
    from pulumi_python_provider.settings import Settings


CLOSE_SECONDS = 5.0
"""Time to close a client that was replaced."""


class Configured(NamedTuple):
    """The client that functions use, and the settings that it was created from."""

    settings: Settings
    client: Client | None


class Session:
    """One provider, its configuration and its secrets, for engines in turn.

    Calls do not say which provider they are for. So the session refuses a request that could return
    results of a configuration that the sender has not given.
    """

    def __init__(self, provider: Provider[Settings], resolver: Resolver, log: Log) -> None:
        self.redactor = Redactor()
        self._provider = provider
        self._resolver = resolver
        self._log = log
        self._configured: Configured | None = None
        self._settings_by_peer: dict[str, Settings] = {}
        """The settings given by each connection; an engine has one connection for each provider."""
        self._in_use = False
        """Whether the current engine has configured the provider."""

    def release(self) -> None:
        """Allows the next configuration to differ: it is for another engine or operation."""
        self._in_use = False

    def check(self, settings: Struct, place: Place) -> tuple[Struct, list[str]]:
        """Returns a program's settings, with secrets marked for the state, and their problems."""
        model = self._provider.settings
        given = Given(decode_settings(settings), self._provider.name, place)
        return with_secrets(settings, model), check(model, given, self.redactor)

    async def configure(self, settings: Struct, peer: str, place: Place) -> None:
        """Configures the provider, replacing any configuration of another engine.

        Raises:
            ConfigurationError: when the settings cannot be used; the former ones stay.
            ProviderError: when the same engine has already given different settings.
        """
        given = Given(decode_settings(settings), self._provider.name, place)
        found = self._resolver.resolve(self._provider.settings, given, self.redactor, self._log)
        before = self._configured
        if before is not None and self._in_use and not _same(found, before.settings):
            raise ProviderError(
                f"the {self._provider.name} plugin serves one configuration at a time, and the "
                "program has two providers with different settings. Give them the same settings, "
                "or run it without PULUMI_DEBUG_PROVIDERS, so that each gets its own plugin"
            )
        if before is None or not self._in_use:
            connect = self._provider.connect
            client = None if connect is None else connect(found, self._log, self.redactor)
            self._configured, self._in_use = Configured(found, client), True
        self._settings_by_peer[peer] = found
        if before is not None and before is not self._configured and before.client is not None:
            await self._close(before.client)

    async def _close(self, client: Client) -> None:
        """Closes a client that was replaced. Its failure must not prevent the new configuration."""
        try:
            await asyncio.wait_for(client.close(), CLOSE_SECONDS)
        except Exception as error:  # noqa: BLE001  # the author's own code
            kind = type(error).__name__
            self._log.warning(f"the former connection could not be closed ({kind})")

    async def invoke(self, token: str, arguments: Struct, peer: str) -> Pieces:
        """Calls a function and returns its encoded result.

        Raises:
            ProviderError: with a message for the user.
        """
        functions = self._provider.declared
        function = functions.get(token)
        if function is None:
            raise ArgumentError(self.redactor.quote(token), [unknown_function(functions)])
        if self._configured is None or not (self._in_use or peer in self._settings_by_peer):
            raise ProviderError(NOT_CONFIGURED)
        settings, client = self._configured
        if not _same(self._settings_by_peer.get(peer, settings), settings):
            raise ProviderError(
                f"another engine has configured the {self._provider.name} plugin in the meantime, "
                "and the plugin serves one configuration at a time. Run one engine after the "
                "other, or without PULUMI_DEBUG_PROVIDERS"
            )
        given = decode_arguments(function.name, arguments)
        try:
            return await function.invoke(given, client, self._log, self.redactor)
        except (KeyboardInterrupt, SystemExit) as error:  # of the function: signals end the process
            raise StoppedError(error) from None


def _same(one: Settings, other: Settings) -> bool:
    """Returns whether the values are equal, wherever they come from."""
    return one.model_dump() == other.model_dump()
