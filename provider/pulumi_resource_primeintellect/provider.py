"""From a token to a function's answer. Knows how to configure and dispatch, not what it serves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulumi_resource_primeintellect.api.client import Client
from pulumi_resource_primeintellect.config import NAMESPACE, check, resolve
from pulumi_resource_primeintellect.errors import ArgumentError, ProviderError
from pulumi_resource_primeintellect.functions import FUNCTIONS
from pulumi_resource_primeintellect.infer.values import decode, encode

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from google.protobuf.struct_pb2 import Struct

    from pulumi_resource_primeintellect.infer.functions import AnyFunction

    Warn = Callable[[str], None]
    """Shows the user a warning, the same one only once."""


class Provider:
    """One configured provider."""

    def __init__(self, environment: Mapping[str, str], home: Path | None, warn: Warn) -> None:
        self._environment = environment
        self._home = home
        self._warn = warn
        self._client: Client | None = None
        self._functions: dict[str, AnyFunction[Client]] = {
            function.token(NAMESPACE): function for function in FUNCTIONS
        }

    def check(self, settings: Struct) -> list[str]:
        """Problems of the configuration that a program gives."""
        return check(decode(settings))

    async def configure(self, settings: Struct) -> None:
        """Takes a configuration, in place of any before it.

        Raises:
            ConfigurationError: when it is not enough to work with.
        """
        configuration = resolve(decode(settings), self._environment, self._home)
        await self.close()
        self._client = Client(configuration)

    async def invoke(self, token: str, arguments: Struct) -> Struct:
        """Calls a function.

        Raises:
            ProviderError: with a message for the user.
        """
        function = self._functions.get(token)
        if function is None:
            known = ", ".join(self._functions)
            raise ArgumentError(token, [f"there is no such function; there are {known}"])
        if self._client is None:
            raise ProviderError("the provider was called before it was configured")
        decoded = function.decode(decode(arguments))
        result = await function.call(decoded, self._client)
        missing: set[str] = set()
        encoded = encode(result, reveal=decoded.reveals_secrets, missing=missing)
        for name in sorted(missing):
            self._warn(
                f"the API left out `{name}`, which it documents as always there; "
                "answers are without it"
            )
        return encoded

    async def close(self) -> None:
        """Ends the connections."""
        if self._client is not None:
            await self._client.close()
            self._client = None
