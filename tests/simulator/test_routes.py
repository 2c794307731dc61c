"""What the API does with requests it cannot serve, and what every answer carries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from primeintellect_simulator import Simulator

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

STATUS_PROBLEM = {
    "param": "status",
    "details": "Input should be one of PENDING, PROVISIONING, RUNNING, PAUSED, ERROR, TERMINATED",
}
ACTIVE_PROBLEM = {"param": "is_active", "details": "Input should be a valid boolean"}


def _page_problem(param: str, details: str) -> dict[str, str]:
    return {"param": param, "details": f"Input should be {details}"}


@pytest.mark.parametrize(
    ("query", "errors"),
    [
        ("status=running", [STATUS_PROBLEM]),
        ("status=STOPPED", [STATUS_PROBLEM]),
        ("status=", [STATUS_PROBLEM]),
        ("is_active=maybe", [ACTIVE_PROBLEM]),
        ("is_active=", [ACTIVE_PROBLEM]),
        ("page=0", [_page_problem("page", "greater than or equal to 1")]),
        ("page=-1", [_page_problem("page", "greater than or equal to 1")]),
        ("page=two", [_page_problem("page", "a valid integer")]),
        ("page=1.5", [_page_problem("page", "a valid integer")]),
        (f"page={'9' * 5000}", [_page_problem("page", "a valid integer")]),
        ("per_page=0", [_page_problem("per_page", "greater than or equal to 1")]),
        ("per_page=1001", [_page_problem("per_page", "less than or equal to 1000")]),
        ("per_page=", [_page_problem("per_page", "a valid integer")]),
        (
            "per_page=x&page=0&is_active=2&status=ON",
            [
                STATUS_PROBLEM,
                ACTIVE_PROBLEM,
                _page_problem("page", "greater than or equal to 1"),
                _page_problem("per_page", "a valid integer"),
            ],
        ),
    ],
)
def test_every_bad_parameter_is_named_in_a_422(
    serve: Callable[[Simulator], httpx.Client], query: str, errors: list[dict[str, str]]
) -> None:
    answer = serve(Simulator(sandboxes=[])).get(f"/sandbox?{query}")
    assert (answer.status_code, answer.json()) == (422, {"errors": errors})


@pytest.mark.parametrize("path", ["/sandbox/", "/sandboxes", "/sandbox/a/b", "/sandbox/a%2Fb", "/"])
def test_an_unknown_route_is_answered_404(
    serve: Callable[[Simulator], httpx.Client], path: str
) -> None:
    answer = serve(Simulator(sandboxes=[])).get(path)
    assert (answer.status_code, answer.json()) == (404, {"detail": "Not Found"})


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("path", ["/sandbox", "/sandbox/sbx-000001"])
def test_a_method_other_than_get_is_answered_405(
    serve: Callable[[Simulator], httpx.Client], path: str, method: str
) -> None:
    answer = serve(Simulator(sandboxes=[])).request(method, path)
    assert (answer.status_code, answer.json()) == (405, {"detail": "Method Not Allowed"})
    assert answer.headers["allow"] == "GET"


def test_head_is_answered_405_without_a_body(serve: Callable[[Simulator], httpx.Client]) -> None:
    answer = serve(Simulator(sandboxes=[])).head("/sandbox")
    assert (answer.status_code, answer.content) == (405, b"")


def test_every_answer_carries_a_request_id_counted_from_one(
    serve: Callable[[Simulator], httpx.Client],
) -> None:
    api = serve(Simulator())
    answers = [
        api.get("/sandbox"),
        api.get("/sandbox/sbx-000001"),
        api.get("/sandbox", headers={"authorization": ""}),
        api.get("/sandbox?page=0"),
        api.get("/nowhere"),
        api.delete("/sandbox"),
    ]
    assert [(answer.status_code, answer.headers["x-request-id"]) for answer in answers] == [
        (200, "req-000001"),
        (200, "req-000002"),
        (401, "req-000003"),
        (422, "req-000004"),
        (404, "req-000005"),
        (405, "req-000006"),
    ]


def test_answers_are_json_in_utf_8(serve: Callable[[Simulator], httpx.Client]) -> None:
    sandbox = {"id": "é", "userId": "user-demo", "teamId": None, "name": "näme"}
    answer = serve(Simulator(sandboxes=[dict(sandbox)])).get("/sandbox/é")
    assert answer.headers["content-type"] == "application/json"
    assert "näme".encode() in answer.content
    assert answer.json() == sandbox
