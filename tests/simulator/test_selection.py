"""Which sandboxes a caller gets: ownership, teams and filters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from primeintellect_simulator import JSON, Account, Behaviour, Sandbox, Simulator

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

SANDBOXES: list[Sandbox] = [
    {"id": "mine", "userId": "me", "teamId": None, "status": "RUNNING", "labels": ["a", "b"]},
    {"id": "mine-too", "userId": "me", "teamId": None, "status": "TERMINATED", "labels": ["a"]},
    {"id": "paused", "userId": "me", "teamId": None, "status": "PAUSED", "labels": ["b", "c"]},
    {"id": "hers", "userId": "her", "teamId": None, "status": "RUNNING", "labels": ["a"]},
    {"id": "red-mine", "userId": "me", "teamId": "red", "status": "RUNNING", "labels": []},
    {"id": "red-hers", "userId": "her", "teamId": "red", "status": "ERROR", "labels": ["a"]},
    {"id": "blue-hers", "userId": "her", "teamId": "blue", "status": "RUNNING", "labels": []},
    {"id": "grey-hers", "userId": "her", "teamId": "grey", "status": "RUNNING", "labels": []},
]


RED = ["red-mine", "red-hers"]
ACCOUNT = Account(
    key="simulator-key",
    user_id="me",
    teams=frozenset({"blue"}),
    admin_of=frozenset({"red"}),
)
"""A caller who administers team red and is a member of team blue."""


@pytest.fixture
def api(serve: Callable[[Simulator], httpx.Client]) -> httpx.Client:
    return serve(Simulator(sandboxes=SANDBOXES, accounts=[ACCOUNT]))


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("", ["mine", "mine-too", "paused"]),
        ("user_id=me", ["mine", "mine-too", "paused"]),
        ("team_id=red", ["red-mine", "red-hers"]),
        ("team_id=blue", ["blue-hers"]),
        ("team_id=red&user_id=me", ["red-mine"]),
        ("team_id=red&user_id=her", ["red-hers"]),
        ("team_id=blue&user_id=me", []),
        ("status=RUNNING", ["mine"]),
        ("status=PENDING", []),
        ("status=RUNNING&status=PAUSED", ["paused"]),
        ("is_active=true", ["mine", "paused"]),
        ("is_active=True", ["mine", "paused"]),
        ("is_active=1", ["mine", "paused"]),
        ("is_active=false", ["mine", "mine-too", "paused"]),
        ("is_active=0", ["mine", "mine-too", "paused"]),
        ("is_active=true&status=TERMINATED", []),
        ("labels=a", ["mine", "mine-too"]),
        ("labels=a&labels=b", ["mine"]),
        ("labels=a&labels=b&labels=c", []),
        ("team_id=red&labels=a&status=ERROR&is_active=true", ["red-hers"]),
        ("an_unknown_parameter=1", ["mine", "mine-too", "paused"]),
    ],
)
def test_a_listing_holds_what_the_query_selects_in_the_given_order(
    api: httpx.Client, query: str, ids: list[str]
) -> None:
    answer = api.get(f"/sandbox?{query}")
    assert answer.status_code == 200
    assert [sandbox["id"] for sandbox in answer.json()["sandboxes"]] == ids
    assert answer.json()["total"] == len(ids)


@pytest.mark.parametrize("query", ["user_id=her", "user_id=her&team_id=blue"])
def test_only_a_team_admin_may_list_another_users_sandboxes(api: httpx.Client, query: str) -> None:
    answer = api.get(f"/sandbox?{query}")
    assert answer.status_code == 403
    assert answer.json() == {
        "detail": "Only an admin of the given team_id may list another user's sandboxes"
    }


@pytest.mark.parametrize("query", ["team_id=grey", "team_id=grey&user_id=me", "team_id="])
def test_a_team_the_caller_is_no_member_of_is_forbidden(api: httpx.Client, query: str) -> None:
    assert api.get(f"/sandbox?{query}").status_code == 403


@pytest.mark.parametrize("sandbox_id", ["mine", "red-mine", "red-hers", "blue-hers"])
def test_a_caller_reads_their_own_sandboxes_and_their_teams(
    api: httpx.Client, sandbox_id: str
) -> None:
    answer = api.get(f"/sandbox/{sandbox_id}")
    assert answer.status_code == 200
    assert answer.json() == next(s for s in SANDBOXES if s["id"] == sandbox_id)


@pytest.mark.parametrize("sandbox_id", ["unknown", "hers", "grey-hers"])
def test_a_sandbox_that_is_unknown_or_not_the_callers_is_answered_404(
    api: httpx.Client, sandbox_id: str
) -> None:
    answer = api.get(f"/sandbox/{sandbox_id}")
    assert answer.status_code == 404
    assert answer.json() == {"detail": f"Sandbox {sandbox_id} not found"}


@pytest.mark.parametrize(
    ("ignored", "query", "ids"),
    [
        ("status", "status=RUNNING", ["mine", "mine-too", "paused"]),
        ("status", "status=nonsense&is_active=true", ["mine", "paused"]),
        ("is_active", "is_active=true&labels=a", ["mine", "mine-too"]),
        ("labels", "labels=c&status=RUNNING", ["mine"]),
        ("user_id", "user_id=her&team_id=red", RED),
        ("user_id", "user_id=her", ["mine", "mine-too", "paused"]),
        ("team_id", "team_id=red&is_active=1", ["mine", "paused", *RED, "blue-hers"]),
        ("team_id", "team_id=grey&status=RUNNING", ["mine", "red-mine", "blue-hers"]),
        ("team_id", "user_id=me&labels=a", ["mine", "mine-too"]),
    ],
)  # fmt: skip
def test_a_filter_may_be_ignored_while_the_others_hold(
    serve: Callable[[Simulator], httpx.Client], ignored: str, query: str, ids: list[str]
) -> None:
    behaviour = Behaviour(ignored_parameters=frozenset({ignored}))
    api = serve(Simulator(sandboxes=SANDBOXES, accounts=[ACCOUNT], behaviour=behaviour))
    page = api.get(f"/sandbox?{query}").json()
    assert ([sandbox["id"] for sandbox in page["sandboxes"]], page["total"]) == (ids, len(ids))


@pytest.mark.parametrize(
    "odd",
    [
        {"labels": {"team": "ml"}},
        {"labels": [["a"], {"b": 1}, 7]},
        {"teamId": 7},
        {"teamId": ["red"]},
        {"status": {"phase": "RUNNING"}},
        {"kubernetesJobId": 7, "networkAccess": {}},
        {"name": "\ud800"},
    ],
)
def test_a_field_may_have_any_value(
    serve: Callable[[Simulator], httpx.Client], odd: Sandbox
) -> None:
    sandbox: Sandbox = {**SANDBOXES[0], **odd}
    api = serve(Simulator(sandboxes=[sandbox], accounts=[ACCOUNT]))
    assert api.get("/sandbox").json()["sandboxes"] == [sandbox]
    assert api.get("/sandbox/mine").json() == sandbox
    assert api.get("/sandbox?status=ERROR").json()["total"] == 0
    assert api.get("/sandbox?labels=x").json()["total"] == 0


@pytest.mark.parametrize("sandbox_id", [7, None, ["mine"], {"id": "mine"}])
def test_an_id_may_have_any_value_but_cannot_be_asked_for(
    serve: Callable[[Simulator], httpx.Client], sandbox_id: JSON
) -> None:
    sandbox: Sandbox = {**SANDBOXES[0], "id": sandbox_id}
    api = serve(Simulator(sandboxes=[sandbox], accounts=[ACCOUNT]))
    assert api.get("/sandbox").json()["sandboxes"] == [sandbox]
    assert api.get("/sandbox/7").status_code == api.get("/sandbox/mine").status_code == 404
