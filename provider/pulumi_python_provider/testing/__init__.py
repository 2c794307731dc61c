"""Tests a provider the way the engine uses it: as a process, called through the plugin protocol.

    from pulumi_python_provider.testing import Plugin

    def test_a_machine_has_processors() -> None:
        with Plugin(sys.executable, "machine.py") as plugin:
            plugin.configure()
            assert plugin.invoke("getMachine")["cpus"] > 0

A running plugin never imports this package.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulumi_python_provider.testing.engine import Engine
from pulumi_python_provider.testing.log import MemoryLog
from pulumi_python_provider.testing.plugin import (
    TIMEOUT_SECONDS,
    Plugin,
    PluginError,
    secret,
    struct,
)

if TYPE_CHECKING:
    from pulumi_python_provider.testing.plugin import InvokeFuture as InvokeFuture

__all__ = ["TIMEOUT_SECONDS", "Engine", "MemoryLog", "Plugin", "PluginError", "secret", "struct"]
