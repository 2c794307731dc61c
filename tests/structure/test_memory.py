"""What a process keeps of a long list once it has returned it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from primeintellect_simulator import Simulator, make_sandboxes

if TYPE_CHECKING:
    from plugin import Plugin

MAX_BYTES_A_SANDBOX = 1500
"""A response has some 1,000. With the pieces that it was made of, a plugin would keep 2,200."""


def resident_bytes(plugin: Plugin) -> int:
    """The memory that the process has now."""
    status = Path(f"/proc/{plugin.process.pid}/status").read_text(encoding="utf-8")
    return int(status.partition("VmRSS:")[2].split()[0]) * 1024


@pytest.mark.systems("linux")
def test_the_memory_of_a_long_list_is_returned(plugin: Plugin) -> None:
    sandboxes = make_sandboxes(20_000, teams=())
    with Simulator(sandboxes=sandboxes) as api:
        plugin.use(api)
        plugin.invoke("listSandboxes", page=1)
        before = resident_bytes(plugin)
        assert plugin.invoke("listSandboxes")["count"] == len(sandboxes)
        assert resident_bytes(plugin) - before < MAX_BYTES_A_SANDBOX * len(sandboxes)
