"""Calls the provider's functions from code that does not wait for anything else."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING

from pulumi_python_provider import LocalProvider, find_home, properties

from pulumi_resource_primeintellect.command.names import flag
from pulumi_resource_primeintellect.provider import PROVIDER

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pulumi_python_provider import Log
    from pydantic import JsonValue

    from pulumi_resource_primeintellect.command.report import Result


SETTINGS = tuple(member for member in properties(PROVIDER.settings) if not member.secret)
"""Settings that the command line takes. Other users of a machine can read a command line."""


class Lookup:
    """The configured provider, and the event loop that it runs in.

    The loop is never closed: that would wait for threads, such as one that looks a host name up.
    """

    def __init__(self, settings: Mapping[str, JsonValue], log: Log) -> None:
        self._loop = asyncio.new_event_loop()
        self._provider = LocalProvider(PROVIDER, log)
        self._provider.configure(
            settings, environment=os.environ, home=find_home(), place=describe_place
        )

    def call(
        self, function: str, arguments: Mapping[str, JsonValue], *, show_secrets: bool
    ) -> Result:
        """Calls a function and waits for its result.

        Raises:
            ProviderError: with a message for the user.
        """
        return self._loop.run_until_complete(
            self._provider.invoke(function, arguments, show_secrets=show_secrets)
        )


def describe_place(setting: str) -> str:
    """Names where the command line takes a setting; empty if it does not."""
    return f"the option {flag(setting)}" if setting in {one.name for one in SETTINGS} else ""
