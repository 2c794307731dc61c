"""Calls the provider's functions and waits for their results."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from concurrent.futures import wait
from threading import Thread

from pulumi_python_provider import Log
from pulumi_python_provider.files import find_home
from pulumi_python_provider.local import LocalProvider
from pulumi_python_provider.reflection import properties
from pydantic import JsonValue

from pulumi_resource_primeintellect.command.names import flag
from pulumi_resource_primeintellect.command.report import Result
from pulumi_resource_primeintellect.provider import PROVIDER

SETTINGS = tuple(member for member in properties(PROVIDER.settings) if not member.secret)
"""Settings with an option. Secrets have none: other users of a machine can read command lines."""


WAIT_SECONDS = 0.5
"""Longest wait without a check for signals: on Windows, Ctrl-C does not interrupt a wait."""


class Lookup:
    """The configured provider, with an event loop in a separate thread.

    Ctrl-C therefore interrupts the wait for a result, and never the code in the loop. The thread
    ends with the process.
    """

    def __init__(self, settings: Mapping[str, JsonValue], log: Log) -> None:
        self._provider = LocalProvider(PROVIDER, log)
        self._provider.configure(
            settings, environment=os.environ, home=find_home(), origin_of=describe_origin
        )
        self._loop = asyncio.new_event_loop()
        Thread(target=self._loop.run_forever, daemon=True).start()

    def call(
        self, function: str, arguments: Mapping[str, JsonValue], *, show_secrets: bool
    ) -> Result:
        """Calls a function and waits for its result.

        Raises:
            ProviderError: with a message for the user.
        """
        work = self._provider.invoke(function, arguments, show_secrets=show_secrets)
        result = asyncio.run_coroutine_threadsafe(work, self._loop)
        while not result.done():
            wait([result], timeout=WAIT_SECONDS)
        return result.result()


def describe_origin(setting: str) -> str:
    """Returns the option of a setting, as text for messages; empty if it has none."""
    return f"the option {flag(setting)}" if setting in {one.name for one in SETTINGS} else ""
