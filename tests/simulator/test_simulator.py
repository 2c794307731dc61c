"""The embedding: start, stop, and changes between requests."""

from __future__ import annotations

import gc
import socket
import threading
from typing import TYPE_CHECKING

import httpx
import pytest
from primeintellect_simulator import Fault, Sandbox, Simulator, make_sandboxes

if TYPE_CHECKING:
    from collections.abc import Callable


def test_two_simulators_run_side_by_side_on_ports_of_their_own(
    serve: Callable[[Simulator], httpx.Client],
) -> None:
    small, large = (serve(Simulator(sandboxes=make_sandboxes(size))) for size in (1, 5))
    assert small.base_url.host == large.base_url.host == "127.0.0.1"
    assert small.base_url.port != large.base_url.port
    assert [api.get("/sandbox").json()["total"] for api in (small, large)] == [1, 5]


def test_without_arguments_a_simulator_holds_the_default_sample(
    serve: Callable[[Simulator], httpx.Client],
) -> None:
    simulator = Simulator()
    assert serve(simulator).get("/sandbox").json()["total"] == 37
    assert simulator.sandboxes == make_sandboxes()


def test_when_the_block_ends_neither_thread_nor_socket_is_left() -> None:
    before = {*threading.enumerate()}
    with Simulator() as simulator:
        (started,) = {*threading.enumerate()} - before
        port = int(simulator.url.rpartition(":")[2])
    assert not started.is_alive()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port)).close()


@pytest.mark.parametrize(
    "fault",
    [
        Fault(path="/sandbox", delivery="stalled"),
        Fault(path="/sandbox", delay_seconds=3600),
        Fault(path="/sandbox", status=200, body=b"x" * 50_000_000),
    ],
)
def test_a_simulator_stops_at_once_however_busy_it_is(fault: Fault) -> None:
    before = {*threading.enumerate()}
    with Simulator() as simulator:
        simulator.script(fault)
        host, _, port = simulator.url.removeprefix("http://").partition(":")
        busy = socket.create_connection((host, int(port)))
        busy.sendall(b"GET /api/v1/sandbox HTTP/1.1\r\nhost: x\r\n\r\n")
        assert httpx.get(simulator.url, trust_env=False).status_code == 404
    busy.close()
    assert {*threading.enumerate()} - before == set()


def test_connections_that_are_made_while_a_simulator_stops_are_closed_too() -> None:
    clients = []
    for _ in range(20):
        with Simulator() as simulator:
            host, _, port = simulator.url.removeprefix("http://").partition(":")
            clients += [socket.create_connection((host, int(port))) for _ in range(3)]
    gc.collect()  # a socket that was left open is an error
    for client in clients:
        client.close()


def test_a_simulator_can_be_started_again() -> None:
    simulator = Simulator()
    for _ in range(2):
        with simulator:
            assert httpx.get(simulator.url, trust_env=False).status_code == 404
    assert len(simulator.requests) == 2


def test_an_address_in_use_is_an_os_error() -> None:
    with Simulator() as simulator:
        port = int(simulator.url.rpartition(":")[2])
        with pytest.raises(OSError, match="in use"), Simulator(address=("127.0.0.1", port)):
            pass  # pragma: no cover


def test_sandboxes_can_be_replaced_between_requests(
    serve: Callable[[Simulator], httpx.Client],
) -> None:
    simulator = Simulator(sandboxes=make_sandboxes(3))
    api = serve(simulator)
    assert api.get("/sandbox?status=TERMINATED").json()["total"] == 0
    first, *others = simulator.sandboxes
    ended: Sandbox = {**first, "status": "TERMINATED"}
    simulator.sandboxes = [ended, *others[:1]]
    assert api.get("/sandbox?status=TERMINATED").json()["sandboxes"] == [ended]
    assert api.get("/sandbox/sbx-000001").json() == ended
    assert api.get("/sandbox/sbx-000003").status_code == 404


def test_editing_a_sandbox_in_place_changes_no_answer(
    serve: Callable[[Simulator], httpx.Client],
) -> None:
    simulator = Simulator(sandboxes=make_sandboxes(1))
    api = serve(simulator)
    simulator.sandboxes[0]["status"] = "ERROR"
    assert api.get("/sandbox/sbx-000001").json()["status"] == "RUNNING"


def test_100_000_sandboxes_are_walked_in_pages_of_1000(
    serve: Callable[[Simulator], httpx.Client],
) -> None:
    sandboxes = make_sandboxes(100_000, teams=())
    api = serve(Simulator(sandboxes=sandboxes))
    walked: list[Sandbox] = []
    has_next = True
    page = 0
    while has_next:
        page += 1
        answer = api.get("/sandbox", params={"page": page, "per_page": 1000}).json()
        walked += answer["sandboxes"]
        has_next = answer["has_next"]
        assert (answer["total"], answer["page"], answer["per_page"]) == (100_000, page, 1000)
    assert page == 100
    assert walked == sandboxes
