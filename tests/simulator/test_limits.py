from __future__ import annotations

from typing import TYPE_CHECKING

from primeintellect_simulator import NO_LIMITS, Account, Limits, Simulator

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx


class Clock:
    """Shows the time a test sets."""

    def __init__(self) -> None:
        self.now = 500.0

    def __call__(self) -> float:
        return self.now


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
