"""Runs a provider in the program's own process, without an engine."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from google.protobuf.struct_pb2 import Struct

from pulumi_python_provider.errors import ArgumentError, ConfigurationError, ProviderError
from pulumi_python_provider.given import Given
from pulumi_python_provider.inference.functions import token
from pulumi_python_provider.inference.values import decode_arguments, decode_result
from pulumi_python_provider.loading import Source, first_of
from pulumi_python_provider.messages import NOT_CONFIGURED, unknown_function
from pulumi_python_provider.redaction import Redactor
from pulumi_python_provider.resolver import Resolver, unknown_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from typing import Any

    from pydantic import JsonValue

    from pulumi_python_provider.log import Log
    from pulumi_python_provider.messages import Quote
    from pulumi_python_provider.provider import Client, Provider


class LocalProvider:
    """A provider that a program calls directly. Arguments and results are plain JSON values.

        provider = LocalProvider(PROVIDER, log)
        provider.configure({"token": "..."})
        host = await provider.invoke("getHost", {})
        await provider.close()

    Decoding, messages and results are the same as in the plugin.
    """

    def __init__(self, provider: Provider[Any], log: Log) -> None:
        self._source = Source(provider)
        self._provider = self._source.provider
        self._log = log
        self._redactor = Redactor()
        self._is_configured = False
        self._client: Client | None = None

    def configure(
        self,
        settings: Mapping[str, JsonValue],
        *,
        environment: Mapping[str, str] = {},
        home: Path | None = None,
        origin_of: Callable[[str], str] = lambda _: "",
    ) -> None:
        """Configures the provider. Call it once.

        Args:
            settings: values that take precedence over those of the environment and of files. Null
                counts as not given.
            environment: environment variables.
            home: the directory that holds the provider's files.
            origin_of: returns where a setting is given, as text for messages, or an empty text.

        Raises:
            ConfigurationError: when the settings cannot be used.
        """
        values = {name: value for name, value in settings.items() if value is not None}
        given = Given(values, self._provider.name, origin_of=origin_of)
        if unknown := unknown_settings(self._provider.settings, values, self._redactor.quote):
            raise ConfigurationError(f"the {given.package} provider's configuration", unknown)
        resolver = Resolver(environment, home, self._provider.files)
        found = resolver.resolve(self._provider.settings, given, self._redactor, self._log)
        if self._provider.connect is not None:
            self._client = self._provider.connect(found, self._log, self._redactor)
        self._is_configured = True

    async def invoke(
        self, name: str, arguments: Mapping[str, JsonValue], *, show_secrets: bool = False
    ) -> dict[str, JsonValue]:
        """Calls a function by its name in camel case.

        Secrets in the result are the text `[secret]`, unless `show_secrets` is set.

        Raises:
            ProviderError: with a message for the user, whatever goes wrong.
        """
        declared = self._provider.declared
        function = declared.get(token(self._provider.name, name))
        if function is None:
            problem = unknown_function(one.name for one in declared.values())
            raise ArgumentError(self._redactor.quote(name), [problem])
        if not self._is_configured:
            raise ProviderError(NOT_CONFIGURED)
        given = _encode(name, arguments, self._redactor.quote)
        try:
            plain = decode_arguments(name, given)  # without nulls, whole numbers as ints
            pieces = await function.invoke(plain, self._client, self._log, self._redactor)
        except (asyncio.CancelledError, KeyboardInterrupt, SystemExit, ProviderError):
            raise
        except BaseException as error:  # pydantic-core's panics are not Exceptions
            _, message = self._source.describe(first_of(error))
            raise ProviderError(message) from error
        return decode_result(Struct.FromString(b"".join(pieces)), show_secrets=show_secrets)

    async def close(self) -> None:
        """Ends the requests in flight, and closes the connections."""
        if self._client is not None:
            await self._client.close()


def _encode(function: str, arguments: Mapping[str, JsonValue], quote: Quote) -> Struct:
    """Returns the arguments in the form in which the engine sends them.

    Raises:
        ArgumentError: when some are not JSON values.
    """
    encoded = Struct()
    problems = []
    for name, value in arguments.items():
        try:
            encoded.update({name: value})
        except UnicodeEncodeError:  # noqa: PERF203  # there are few arguments
            problems.append(f"`{quote(name)}` must be valid Unicode")
        except OverflowError:
            problems.append(f"`{quote(name)}` must be a number that a double can hold")
        except (TypeError, ValueError, RecursionError):
            problems.append(f"`{quote(name)}` must be a JSON value")
    if problems:
        raise ArgumentError(f"invalid arguments for {function}", problems)
    return encoded
