from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING

import pytest
from primeintellect_simulator import NO_LIMITS, Account, Limits, Simulator
from primeintellect_simulator.limits import WINDOWS, Window
from simulator.clock import Clock

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx


def test_the_documented_limit_is_1000_list_requests_in_60_seconds(
    serve: Callable[[Simulator], httpx.Client],
) -> None:
    clock = Clock()
    api = serve(Simulator(sandboxes=[], clock=clock))
    assert {api.get("/sandbox").status_code for _ in range(1000)} == {200}
    clock.now += 12.5
    refused = api.get("/sandbox")
    assert (refused.status_code, refused.json()) == (429, {"detail": "Rate limit exceeded"})
    assert refused.headers["retry-after"] == "48"
    clock.now += 47.5
    assert api.get("/sandbox").status_code == 200


def test_the_documented_limit_is_300_requests_for_each_sandbox_in_60_seconds(
    serve: Callable[[Simulator], httpx.Client],
) -> None:
    clock = Clock()
    api = serve(Simulator(clock=clock))
    assert {api.get("/sandbox/sbx-000001").status_code for _ in range(300)} == {200}
    refused = api.get("/sandbox/sbx-000001")
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "60")
    assert api.get("/sandbox/sbx-000002").status_code == 200
    assert api.get("/sandbox").status_code == 200
    clock.now += 60
    assert api.get("/sandbox/sbx-000001").status_code == 200


def test_the_window_slides_and_refused_requests_do_not_lengthen_it(
    serve: Callable[[Simulator], httpx.Client],
) -> None:
    clock = Clock()
    api = serve(Simulator(limits=Limits(max_list_requests=2, window_seconds=10), clock=clock))
    statuses = []
    for now in (0, 6, 7, 9.5, 10, 11, 16):
        clock.now = now
        answer = api.get("/sandbox")
        statuses.append((now, answer.status_code, answer.headers.get("retry-after")))
    assert statuses == [
        (0, 200, None),
        (6, 200, None),
        (7, 429, "3"),
        (9.5, 429, "1"),
        (10, 200, None),
        (11, 429, "5"),
        (16, 200, None),
    ]


def test_each_key_has_a_limit_of_its_own(serve: Callable[[Simulator], httpx.Client]) -> None:
    accounts = [Account(key="key-a", user_id="ada"), Account(key="key-b", user_id="ada")]
    api = serve(Simulator(accounts=accounts, limits=Limits(max_list_requests=1), clock=Clock()))
    statuses = [
        api.get("/sandbox", headers={"authorization": f"Bearer {key}"}).status_code
        for key in ("key-a", "key-a", "key-b", "key-b")
    ]
    assert statuses == [200, 429, 200, 429]


def test_limits_may_be_switched_off(serve: Callable[[Simulator], httpx.Client]) -> None:
    api = serve(Simulator(sandboxes=[], limits=NO_LIMITS, clock=Clock()))
    assert {api.get("/sandbox").status_code for _ in range(1100)} == {200}
    assert {api.get("/sandbox/a").status_code for _ in range(310)} == {404}


def test_a_window_may_be_fixed_and_begin_anew_at_its_multiples(
    serve: Callable[[Simulator], httpx.Client],
) -> None:
    clock = Clock()
    limits = Limits(max_list_requests=2, window="fixed")
    api = serve(Simulator(limits=limits, clock=clock))
    statuses = []
    for now in (118, 119, 119.5, 120, 120, 120, 179.9, 180):
        clock.now = now
        response = api.get("/sandbox")
        statuses.append((now, response.status_code, response.headers.get("retry-after")))
    assert statuses == [
        (118, 200, None),
        (119, 200, None),
        (119.5, 429, "1"),
        (120, 200, None),
        (120, 200, None),
        (120, 429, "60"),
        (179.9, 429, "1"),
        (180, 200, None),
    ]


@pytest.mark.parametrize("window", WINDOWS)
def test_a_429_may_come_without_retry_after(
    serve: Callable[[Simulator], httpx.Client], window: Window
) -> None:
    clock = Clock()
    limits = Limits(max_list_requests=1, max_get_requests=1, window=window, retry_after="absent")
    api = serve(Simulator(limits=limits, clock=clock))
    for path in ("/sandbox", "/sandbox/sbx-000001"):
        refused = [api.get(path), api.get(path)][1]
        assert (refused.status_code, refused.json()) == (429, {"detail": "Rate limit exceeded"})
        assert "retry-after" not in refused.headers
    assert api.get("/sandbox/sbx-000002").status_code == 200
    clock.now += 60
    assert api.get("/sandbox").status_code == api.get("/sandbox/sbx-000001").status_code == 200


def test_retry_after_may_be_a_date_beside_the_date_of_the_response(
    serve: Callable[[Simulator], httpx.Client],
) -> None:
    now = datetime(2026, 3, 1, 12, 0, tzinfo=timezone.utc)
    limits = Limits(max_list_requests=1, retry_after="date")
    api = serve(Simulator(limits=limits, clock=Clock(), now=lambda: now))
    api.get("/sandbox")
    headers = api.get("/sandbox").headers
    assert headers["date"] == "Sun, 01 Mar 2026 12:00:00 GMT"
    assert headers["retry-after"] == "Sun, 01 Mar 2026 12:01:00 GMT"
