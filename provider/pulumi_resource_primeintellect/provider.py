"""From a token to a function's answer. Knows how to configure and dispatch, not what it serves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulumi_resource_primeintellect import NAMESPACE
from pulumi_resource_primeintellect.api.client import Client
from pulumi_resource_primeintellect.config import Settings, check, resolve
from pulumi_resource_primeintellect.errors import ArgumentError, ProviderError
from pulumi_resource_primeintellect.functions import FUNCTIONS
from pulumi_resource_primeintellect.infer.functions import token
from pulumi_resource_primeintellect.infer.values import decode, with_secrets

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from google.protobuf.struct_pb2 import Struct

    from pulumi_resource_primeintellect.report import Report


class Provider:
    """One configured provider."""

    def __init__(self, environment: Mapping[str, str], home: Path | None, report: Report) -> None:
        self._environment = environment
        self._home = home
        self._report = report
        self._client: Client | None = None
        self._functions = {token(NAMESPACE, name): load for name, load in FUNCTIONS.items()}

    def check(self, settings: Struct) -> tuple[Struct, list[str]]:
        """The configuration that a program gives, secrets marked for the state; its problems."""
        return with_secrets(settings, Settings), check(decode(settings))

    async def configure(self, settings: Struct) -> None:
        """Takes a configuration, in place of any before it.

        Raises:
            ConfigurationError: when it is not enough to work with; the one before stays.
        """
        configuration = resolve(decode(settings), self._environment, self._home)
        before, self._client = self._client, Client(configuration, self._report)
        if before is not None:
            await before.close()

    async def invoke(self, wanted: str, arguments: Struct) -> list[bytes]:
        """Calls a function; its result as a Struct on the wire, in pieces.

        Raises:
            ProviderError: with a message for the user.
        """
        load = self._functions.get(wanted)
        if load is None:
            known = ", ".join(self._functions)
            raise ArgumentError(wanted, [f"there is no such function; there are {known}"])
        if self._client is None:
            raise ProviderError("the provider was called before it was configured")
        result, drift = await load().answer(arguments, self._client.call())
        for message in drift.messages():
            self._report.warn(message)
        return result

    def hide(self, text: str) -> str:
        """The text without the key, should a program have put it where it does not belong."""
        return self._client.hide(text) if self._client else text
