"""Scripted faults, as an HTTP client meets them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest
from primeintellect_simulator import Fault, Simulator

if TYPE_CHECKING:
    from collections.abc import Callable


def test_a_fault_answers_one_request_with_its_status_headers_and_body(
    serve: Callable[[Simulator], httpx.Client],
) -> None:
    simulator = Simulator()
    api = serve(simulator)
    page = b"<html>Bad gateway</html>"
    headers = {"content-type": "text/html", "retry-after": "7"}
    simulator.script(Fault(status=502, headers=headers, body=page))
    answer = api.get("/sandbox")
    assert (answer.status_code, answer.content) == (502, page)
    assert dict(answer.headers) == {
        "content-type": "text/html",
        "retry-after": "7",
        "content-length": "24",
        "x-request-id": "req-000001",
    }
    assert api.get("/sandbox").status_code == 200


def test_faults_are_consumed_in_order(serve: Callable[[Simulator], httpx.Client]) -> None:
    simulator = Simulator()
    api = serve(simulator)
    simulator.script(Fault(status=503), Fault(status=429))
    simulator.script(Fault(status=520))
    assert [api.get("/sandbox").status_code for _ in range(4)] == [503, 429, 520, 200]


def test_a_fault_may_be_meant_for_some_paths_only(
    serve: Callable[[Simulator], httpx.Client],
) -> None:
    simulator = Simulator()
    api = serve(simulator)
    simulator.script(Fault(status=500, path="sbx-000002$"), Fault(status=503))
    paths = ("/sandbox/sbx-000001", "/sandbox/sbx-000001", "/sandbox/sbx-000002", "/sandbox")
    assert [api.get(path).status_code for path in paths] == [503, 200, 500, 200]


def test_a_fault_may_have_an_empty_body(serve: Callable[[Simulator], httpx.Client]) -> None:
    simulator = Simulator()
    api = serve(simulator)
    simulator.script(Fault(status=504), Fault(status=204))
    assert [(answer.status_code, answer.content) for answer in (api.get("/"), api.get("/"))] == [
        (504, b""),
        (204, b""),
    ]


def test_a_fault_may_echo_the_authorization_header(
    serve: Callable[[Simulator], httpx.Client],
) -> None:
    simulator = Simulator()
    api = serve(simulator)
    simulator.script(Fault(status=400, body=b"bad header: ", echo_authorization=True))
    assert api.get("/sandbox").text == "bad header: Bearer simulator-key"


def test_a_fault_may_set_the_request_id(serve: Callable[[Simulator], httpx.Client]) -> None:
    simulator = Simulator()
    api = serve(simulator)
    simulator.script(Fault(status=500, headers={"x-request-id": "mine"}))
    assert api.get("/sandbox").headers.get_list("x-request-id") == ["mine"]


def test_a_fault_may_delay_the_ordinary_answer(serve: Callable[[Simulator], httpx.Client]) -> None:
    simulator = Simulator()
    api = serve(simulator)
    simulator.script(Fault(delay_seconds=3600), Fault(delay_seconds=0.01))
    with pytest.raises(httpx.ReadTimeout):
        api.get("/sandbox", timeout=0.05)
    assert api.get("/sandbox").json()["page"] == 1


@pytest.mark.parametrize("status", [None, 500])
def test_a_dropped_connection_brings_no_answer(
    serve: Callable[[Simulator], httpx.Client], status: int | None
) -> None:
    simulator = Simulator()
    api = serve(simulator)
    simulator.script(Fault(status=status, delivery="dropped"))
    with pytest.raises(httpx.RemoteProtocolError, match="without sending a response"):
        api.get("/sandbox")
    assert api.get("/sandbox").status_code == 200


def test_a_connection_in_use_can_be_dropped_too(
    serve: Callable[[Simulator], httpx.Client],
) -> None:
    simulator = Simulator()
    api = serve(simulator)
    assert api.get("/sandbox").status_code == 200
    simulator.script(Fault(delivery="dropped"))
    with pytest.raises(httpx.RemoteProtocolError, match="without sending a response"):
        api.get("/sandbox")


def test_a_cut_body_ends_before_its_content_length(
    serve: Callable[[Simulator], httpx.Client],
) -> None:
    simulator = Simulator()
    api = serve(simulator)
    simulator.script(Fault(status=500, body=b"0123456789", delivery="cut"))
    with pytest.raises(httpx.RemoteProtocolError, match=r"received 5 bytes, expected 10\)"):
        api.get("/sandbox")
    assert api.get("/sandbox").status_code == 200


def test_the_ordinary_answer_can_be_cut(serve: Callable[[Simulator], httpx.Client]) -> None:
    simulator = Simulator()
    api = serve(simulator)
    length = len(api.get("/sandbox").content)
    simulator.script(Fault(delivery="cut"))
    received = f"received {length // 2} bytes, expected {length}"
    with pytest.raises(httpx.RemoteProtocolError, match=received):
        api.get("/sandbox")


def test_a_stalled_body_stops_half_way_and_the_connection_stays(
    serve: Callable[[Simulator], httpx.Client],
) -> None:
    simulator = Simulator()
    api = serve(simulator)
    simulator.script(Fault(status=200, body=b"0123456789", delivery="stalled"))
    received = b""
    with api.stream("GET", "/sandbox", timeout=0.05) as answer:
        chunks = answer.iter_raw()
        received += next(chunks)
        with pytest.raises(httpx.ReadTimeout):
            next(chunks)
    assert (answer.status_code, received) == (200, b"01234")
    assert api.get("/sandbox").status_code == 200


@pytest.mark.parametrize("status", [201, 202, 203, 206, 226, 299, 404, 500])
def test_a_good_body_may_come_with_any_status(
    serve: Callable[[Simulator], httpx.Client], status: int
) -> None:
    simulator = Simulator()
    api = serve(simulator)
    good = api.get("/sandbox/sbx-000001").content
    simulator.script(Fault(status=status, body=None, headers={"via": "1.1 proxy"}))
    response = api.get("/sandbox/sbx-000001")
    assert (response.status_code, response.content) == (status, good)
    assert (response.headers["content-type"], response.headers["via"]) == (
        "application/json",
        "1.1 proxy",
    )


def test_a_fault_may_set_headers_of_the_ordinary_response(
    serve: Callable[[Simulator], httpx.Client],
) -> None:
    simulator = Simulator()
    api = serve(simulator)
    simulator.script(Fault(headers={"content-type": "text/plain", "x-request-id": "mine"}))
    response = api.get("/sandbox/sbx-000001")
    assert (response.status_code, response.json()["id"]) == (200, "sbx-000001")
    assert response.headers["content-type"] == "text/plain"
    assert response.headers.get_list("x-request-id") == ["mine"]


def test_the_response_before_may_be_sent_once_more(
    serve: Callable[[Simulator], httpx.Client],
) -> None:
    simulator = Simulator()
    api = serve(simulator)
    simulator.script(Fault(replay=True), Fault(), Fault(replay=True), Fault(status=409, body=b"x"))
    paths = ("/sandbox/sbx-000001", "/sandbox/sbx-000002", "/sandbox/sbx-000003", "/sandbox")
    first, second, replayed, scripted = (api.get(path) for path in paths)
    ids = [response.json()["id"] for response in (first, second, replayed)]
    assert ids == ["sbx-000001", "sbx-000002", "sbx-000002"]
    assert replayed.headers["x-request-id"] == "req-000003"
    simulator.script(Fault(replay=True))
    again = api.get("/sandbox")
    assert (again.status_code, again.content) == (scripted.status_code, b"x") == (409, b"x")


def test_faults_may_be_chosen_for_every_request_that_none_is_scripted_for(
    serve: Callable[[Simulator], httpx.Client],
) -> None:
    odd = Fault(status=503)
    api_of = Simulator(choose_fault=lambda path: odd if path.endswith("1") else Fault())
    api = serve(api_of)
    api_of.script(Fault(status=500, path="sbx-000001"))
    paths = ("/sandbox/sbx-000001", "/sandbox/sbx-000001", "/sandbox/sbx-000002")
    assert [api.get(path).status_code for path in paths] == [500, 503, 200]
