"""What a process keeps of a call once it has returned. Needs no clock."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from faults.soak import Process
from plugin import UNMEASURED, Plugin, PluginError
from primeintellect_simulator import Fault, Simulator, make_sandboxes

if TYPE_CHECKING:
    from typing import Any

MAX_BYTES_A_SANDBOX = 1500
"""A response has some 1,000. With the pieces that it was made of, a plugin would keep 2,200."""

COLLECTING = """
import gc, os, sys

def collect_and_exit(status, exit=os._exit):
    gc.collect()
    for one in gc.garbage:
        place = f"{type(one).__module__} {getattr(one, 'f_code', '')} {getattr(one, '_coro', '')}"
        if "pulumi_" in place and "object serve " not in place:  # it is in a cycle of gRPC's own
            print(type(one), place, file=sys.stderr, flush=True)
    exit(status)

os._exit = collect_and_exit
gc.set_debug(gc.DEBUG_SAVEALL)
from pulumi_resource_primeintellect.__main__ import main
main()
"""
"""The plugin, but for that it lists at its end what of ours only the collector has found."""

FAILURES = {
    "none": Fault(),
    "a status": Fault(status=503),
    "a page": Fault(status=403, body=b"<html>"),
    "a status of no meaning": Fault(status=201, body=b'{"id": "sbx-1"}'),
    "broken JSON": Fault(status=200, body=b'{"id": '),
    "other JSON": Fault(status=200, body=b"[]"),
    "broken gzip": Fault(status=200, body=b"{}", headers={"content-encoding": "gzip"}),
}


@pytest.mark.systems("linux")
def test_the_memory_of_a_long_list_is_returned(plugin: Plugin) -> None:
    sandboxes = make_sandboxes(20_000, teams=())
    with Simulator(sandboxes=sandboxes) as api:
        plugin.use(api)
        plugin.invoke("listSandboxes", page=1)
        process = Process(plugin.process.pid)
        before = process.memory
        assert plugin.invoke("listSandboxes")["count"] == len(sandboxes)
        plugin.invoke("listSandboxes", page=1)  # by then, gRPC has freed its copy of the long list
        assert process.memory - before < MAX_BYTES_A_SANDBOX * len(sandboxes)


@pytest.mark.parametrize("failure", FAILURES)
def test_a_call_leaves_nothing_to_the_garbage_collector(simulator: Simulator, failure: str) -> None:
    calls: dict[str, dict[str, Any]] = {
        "getSandbox": {"sandboxId": "sbx-000001"},
        "listSandboxes": {},
    }
    plugin = Plugin(command=(sys.executable, "-c", COLLECTING), environment=UNMEASURED)
    plugin.use(simulator, maxRetries=0)
    for function, arguments in calls.items():
        if failure != "none":
            simulator.script(FAILURES[failure])
        with suppress(PluginError):
            plugin.invoke(function, **arguments)
    plugin.cancel()
    assert plugin.wait() == (0, "", "")
