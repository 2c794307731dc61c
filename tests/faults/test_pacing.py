"""Requests keep to the API's limits by themselves, and nobody asks twice for the same."""

from __future__ import annotations

import asyncio
from threading import Event, Lock
from typing import TYPE_CHECKING

import pytest
from clients import Clock, Local
from faults.local import RawServer, http
from primeintellect_simulator import DEMO_ACCOUNT, Simulator, make_sandboxes
from pulumi_resource_primeintellect.api.endpoints import read_sandbox
from pulumi_resource_primeintellect.api.listing import Listing
from pulumi_resource_primeintellect.api.requests import SandboxQuery

if TYPE_CHECKING:
    import socket

    from plugin import Plugin
    from pulumi_resource_primeintellect.api.client import Call


@pytest.mark.no_cover  # the same code, 5000 times
def test_5000_lookups_meet_no_refusal() -> None:
    """4,680 sandboxes, and one of them 321 times; the simulator lives by the client's clock."""
    clock = Clock()
    sandboxes = make_sandboxes(4680, teams=())
    ids = [str(sandbox["id"]) for sandbox in sandboxes]
    with Simulator(sandboxes=sandboxes, clock=clock) as simulator:
        local = Local(simulator.url, clock)

        async def everything(call: Call) -> list[str]:
            found = []
            for start in range(0, len(ids), 64):
                some = (read_sandbox(call, name) for name in ids[start : start + 64])
                found += [sandbox.id for sandbox in await asyncio.gather(*some)]
            for _ in range(320):
                found.append((await read_sandbox(call, ids[0])).id)
            return found

        assert local.run(everything) == [*ids, *ids[:1] * 320]
        assert {request.status for request in simulator.requests} == {200}
        assert len(simulator.requests) == 5000
    assert sum(clock.slept) == 61.0
    assert local.log.statuses == ["keeping to the API's rate limit: continuing in 61 s"]


def test_a_thousand_pages_a_minute_are_read_and_no_more() -> None:
    clock = Clock()
    with Simulator(clock=clock) as simulator:
        local = Local(simulator.url, clock)

        async def pages(call: Call) -> int:
            for number in range(1, 1003):
                await Listing(call, SandboxQuery(), lambda _: True, list).read_page(number, 1)
            return len(simulator.requests)

        assert local.run(pages) == 1002
        assert {request.status for request in simulator.requests} == {200}
    assert clock.slept == [61.0]


class Gate(RawServer):
    """Answers once `opened`, and counts the requests that are under way."""

    def __init__(self, full: int, body: bytes = b'{"id": "sbx-1"}') -> None:
        super().__init__(http(body))
        self.opened = Event()
        self.full = Event()
        self.under_way = self.most = 0
        self._full_at = full
        self._counting = Lock()

    def connected(self, connection: socket.socket) -> socket.socket:
        with self._counting:
            self.under_way += 1
            self.most = max(self.most, self.under_way)
            if self.under_way == self._full_at:
                self.full.set()
        return connection

    def _answer(self, connection: socket.socket) -> None:
        self.opened.wait()
        with self._counting:
            self.under_way -= 1
        super()._answer(connection)


def test_lookups_of_the_same_sandbox_at_the_same_time_are_one_request(
    plugin: Plugin, simulator: Simulator
) -> None:
    with Gate(full=1) as gate:
        plugin.configure(apiKey=DEMO_ACCOUNT.key, baseUrl=gate.url)
        calls = [plugin.begin("getSandbox", sandboxId="sbx-1") for _ in range(50)]
        gate.full.wait()
        # The plugin takes calls in their order: once later ones are answered, all these wait.
        plugin.check_config()
        gate.opened.set()
        assert {plugin.result(call)["id"] for call in calls} == {"sbx-1"}
        assert len(gate.heads) == 1
    plugin.use(simulator)


def test_different_requests_are_under_way_up_to_the_limit(plugin: Plugin) -> None:
    with Gate(3, b'{"sandboxes":[],"total":0,"per_page":1,"has_next":false}') as gate:
        plugin.configure(apiKey=DEMO_ACCOUNT.key, baseUrl=gate.url, maxConcurrency=3)
        calls = [plugin.begin("listSandboxes", page=number) for number in range(1, 21)]
        gate.full.wait()
        plugin.check_config()
        gate.opened.set()
        assert [plugin.result(call)["count"] for call in calls] == [0] * 20
        assert (len(gate.heads), gate.most) == (20, 3)


def test_an_answer_is_not_kept_for_later(plugin: Plugin, simulator: Simulator) -> None:
    for _ in range(3):
        plugin.invoke("getSandbox", sandboxId="sbx-000001")
    assert len(simulator.requests) == 3


def test_one_caller_giving_up_leaves_the_answer_to_the_others(plugin: Plugin) -> None:
    with Gate(full=1) as gate:
        plugin.configure(apiKey=DEMO_ACCOUNT.key, baseUrl=gate.url)
        calls = [plugin.begin("getSandbox", sandboxId="sbx-1") for _ in range(5)]
        gate.full.wait()
        plugin.check_config()
        calls[0].cancel()
        plugin.check_config()
        gate.opened.set()
        assert [plugin.result(call)["id"] for call in calls[1:]] == ["sbx-1"] * 4
        assert len(gate.heads) == 1
