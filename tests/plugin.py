"""The framework's test harness, for this product: which command, and how it meets a simulator."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from primeintellect_simulator import DEMO_ACCOUNT
from pulumi_python_provider import testing
from pulumi_python_provider.testing import TIMEOUT_SECONDS, Engine, PluginError, struct

if TYPE_CHECKING:
    from collections.abc import Mapping

    from primeintellect_simulator import Simulator

__all__ = [
    "COMMAND",
    "MEASURED",
    "MEASURING",
    "TERMINATED",
    "TIMEOUT_SECONDS",
    "UNMEASURED",
    "Engine",
    "Plugin",
    "PluginError",
    "struct",
]

COMMAND = str(Path(sys.executable).with_name("pulumi-resource-primeintellect"))
MEASURED = (sys.executable, str(Path(__file__).with_name("measured.py")))
"""Starts a plugin's script, which coverage measures until a signal ends it."""

TERMINATED = 1 if sys.platform == "win32" else 0
"""Exit status of a plugin that was ended: on Windows nothing asks it to end by itself."""

MEASURING = "COVERAGE_PROCESS_CONFIG"
"""The variable with which processes of Python measure their coverage."""

UNMEASURED = {MEASURING: ""}
"""Environment of a plugin that a signal hits at work: measuring it could then wait for itself."""


class Plugin(testing.Plugin):
    """The product's plugin in a home folder of its own.

    `flags` precede the engine's address on its command line. Its environment is this process's,
    less what would configure it, and `environment`; `folder` is where it starts.
    """

    def __init__(
        self,
        *flags: str,
        attachable: bool = False,
        environment: Mapping[str, str] | None = None,
        command: tuple[str, ...] | None = None,
        folder: Path | None = None,
    ) -> None:
        self._home = TemporaryDirectory()
        self.home = Path(self._home.name)
        variables = {
            **_clean(),
            "HOME": str(self.home),
            "USERPROFILE": str(self.home),  # the home of Windows
            **(environment or {}),
        }
        if command is None:
            in_order = attachable and variables.get(MEASURING)
            command = (*MEASURED, COMMAND) if in_order else (COMMAND,)
        try:
            super().__init__(
                *command, *flags, attachable=attachable, environment=variables, folder=folder
            )
        except RuntimeError:
            self._home.cleanup()
            raise
        self.package = "primeintellect"

    def wait(self) -> tuple[int, str, str]:
        """Waits for the process to end, and removes its home."""
        try:
            return super().wait()
        finally:
            self._home.cleanup()

    def refusal(self, function: str, **arguments: object) -> str:
        """Calls a function that has to fail, and returns its message."""
        try:
            result = self.invoke(function, **arguments)
        except PluginError as error:
            return str(error)
        raise AssertionError(f"{function} did not fail, but returned {result}")

    def use(self, simulator: Simulator, **settings: object) -> None:
        """Configures the provider for a simulator, and without retries unless `settings` say so."""
        self.configure(
            **{
                "apiKey": DEMO_ACCOUNT.key,
                "baseUrl": simulator.url,
                "maxRetries": 0,
                **settings,
            }
        )


def _clean() -> dict[str, str]:
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PRIME_", "SSL_CERT_")) and not name.lower().endswith("_proxy")
    }
