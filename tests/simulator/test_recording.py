from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import FrozenInstanceError
from typing import TYPE_CHECKING

import httpx
import pytest
from primeintellect_simulator import NO_LIMITS, Fault, RecordedRequest, Simulator

if TYPE_CHECKING:
    from collections.abc import Callable


def test_each_request_is_recorded_as_it_was_sent(
    serve: Callable[[Simulator], httpx.Client],
) -> None:
    simulator = Simulator()
    api = serve(simulator)
    assert simulator.requests == []
    headers = {"X-Extra": "1", "User-Agent": "a-test", "Accept-Encoding": "identity"}
    api.get("/sandbox?labels=a%20b&labels=c", headers=headers)
    assert simulator.requests == [
        RecordedRequest(
            method="GET",
            path="/api/v1/sandbox",
            query="labels=a%20b&labels=c",
            headers={
                "host": simulator.url.removeprefix("http://"),
                "accept": "*/*",
                "accept-encoding": "identity",
                "connection": "keep-alive",
                "user-agent": "a-test",
                "authorization": "Bearer simulator-key",
                "x-extra": "1",
            },
            status=200,
        )
    ]


def test_a_path_is_recorded_with_its_percent_encoding(
    serve: Callable[[Simulator], httpx.Client],
) -> None:
    simulator = Simulator()
    serve(simulator).get("/sandbox/a%2Fb")
    (recorded,) = simulator.requests
    assert (recorded.path, recorded.query) == ("/api/v1/sandbox/a%2Fb", "")


def test_the_status_recorded_is_the_one_sent_and_none_for_a_dropped_connection(
    serve: Callable[[Simulator], httpx.Client],
) -> None:
    simulator = Simulator()
    api = serve(simulator)
    simulator.script(Fault(status=503), Fault(delivery="dropped"))
    api.get("/sandbox")
    with pytest.raises(httpx.RemoteProtocolError):
        api.get("/sandbox")
    api.post("/sandbox")
    assert [(recorded.method, recorded.status) for recorded in simulator.requests] == [
        ("GET", 503),
        ("GET", None),
        ("POST", 405),
    ]


def test_a_record_cannot_be_changed(serve: Callable[[Simulator], httpx.Client]) -> None:
    simulator = Simulator()
    serve(simulator).get("/sandbox")
    with pytest.raises(FrozenInstanceError):
        simulator.requests[0].status = 500  # type: ignore[misc]
    simulator.requests.clear()
    assert len(simulator.requests) == 1


def test_requests_from_several_threads_are_all_recorded(
    serve: Callable[[Simulator], httpx.Client],
) -> None:
    simulator = Simulator(sandboxes=[], limits=NO_LIMITS)
    api = serve(simulator)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda page: api.get(f"/sandbox?page={page}"), range(1, 201)))
    assert {answer.status_code for answer in answers} == {200}
    assert sorted(recorded.query for recorded in simulator.requests) == sorted(
        f"page={page}" for page in range(1, 201)
    )
    assert len({answer.headers["x-request-id"] for answer in answers}) == 200
