from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest
from plugin import Refused
from primeintellect_simulator import Behaviour, Simulator, make_sandboxes

if TYPE_CHECKING:
    from collections.abc import Callable

    from plugin import Plugin
    from primeintellect_simulator import Sandbox

EVERYTHING = "page=1&per_page=1000"


def personal(sandbox: Sandbox) -> bool:
    return sandbox["teamId"] is None


@pytest.mark.parametrize(
    ("arguments", "query", "selects"),
    [
        ({}, EVERYTHING, personal),
        (
            {"teamId": "team-research"},
            f"team_id=team-research&{EVERYTHING}",
            lambda sandbox: sandbox["teamId"] == "team-research",
        ),
        ({"teamId": ""}, EVERYTHING, personal),
        ({"userId": "user-demo"}, f"user_id=user-demo&{EVERYTHING}", personal),
        (
            {"teamId": "team-research", "userId": "user-colleague"},
            f"team_id=team-research&user_id=user-colleague&{EVERYTHING}",
            lambda sandbox: (
                (sandbox["teamId"], sandbox["userId"]) == ("team-research", "user-colleague")
            ),
        ),
        (
            {"status": "RUNNING"},
            f"status=RUNNING&{EVERYTHING}",
            lambda sandbox: personal(sandbox) and sandbox["status"] == "RUNNING",
        ),
        (
            {"isActive": True},
            f"is_active=true&{EVERYTHING}",
            lambda sandbox: personal(sandbox) and sandbox["status"] != "TERMINATED",
        ),
        ({"isActive": False}, EVERYTHING, personal),
        ({"labels": []}, EVERYTHING, personal),
        (
            {"labels": ["demo", "training"]},
            f"labels=demo&labels=training&{EVERYTHING}",
            lambda sandbox: personal(sandbox) and {"demo", "training"} <= {*sandbox["labels"]},
        ),
        ({"labels": ["none has this"]}, f"labels=none+has+this&{EVERYTHING}", lambda _: False),
        (
            {"status": "RUNNING", "isActive": True, "labels": ["demo"]},
            f"status=RUNNING&is_active=true&labels=demo&{EVERYTHING}",
            lambda sandbox: (
                personal(sandbox) and sandbox["status"] == "RUNNING" and "demo" in sandbox["labels"]
            ),
        ),
        (
            {"teamId": None, "userId": None, "status": None, "labels": None, "perPage": None},
            EVERYTHING,
            personal,
        ),
        ({"perPage": 500}, "page=1&per_page=500", personal),
    ],
)
def test_each_argument_selects_as_the_api_documents_it(
    plugin: Plugin,
    simulator: Simulator,
    arguments: dict[str, object],
    query: str,
    selects: Callable[[Sandbox], bool],
) -> None:
    answer = plugin.invoke("listSandboxes", **arguments)
    expected = [sandbox["id"] for sandbox in simulator.sandboxes if selects(sandbox)]
    assert [(request.path, request.query) for request in simulator.requests] == [
        ("/api/v1/sandbox", query)
    ]
    assert answer["ids"] == expected
    assert [sandbox["id"] for sandbox in answer["sandboxes"]] == expected
    numbers = ("count", "skipped", "total", "page", "perPage", "hasNext")
    assert {name: answer[name] for name in numbers} == {
        "count": len(expected),
        "skipped": 0,
        "total": len(expected),
        "page": 1,
        "perPage": arguments.get("perPage") or 1000,
        "hasNext": False,
    }


@pytest.mark.parametrize("paging", [{}, {"page": 1, "perPage": 50}])
def test_a_sandbox_that_cannot_be_read_is_left_out_with_a_warning(
    plugin: Plugin, simulator: Simulator, paging: dict[str, object]
) -> None:
    one, two, three, four = filter(personal, simulator.sandboxes[:4])
    two, four = {**two, "cpuCores": "many"}, {**four, "labels": "none", "id": "sbx\n4"}
    simulator.sandboxes = [one, two, three, four]
    answer = plugin.invoke("listSandboxes", **paging)
    assert sorted(answer["ids"]) == ["sbx-000001", "sbx-000003"]
    assert [answer[name] for name in ("count", "skipped", "total")] == [2, 2, 4]
    assert plugin.engine.warnings == [
        (
            'sandbox "sbx 4" was skipped because it could not be decoded: labels: Input should be '
            "a valid list"
        ),
        (
            'sandbox "sbx-000002" was skipped because it could not be decoded: cpuCores: Input '
            "should be a valid number, unable to parse string as a number"
        ),
    ]


def test_a_listed_sandbox_is_what_a_look_up_answers(plugin: Plugin) -> None:
    for include in (False, True):
        listed = plugin.invoke("listSandboxes", includeEnvironmentVars=include)["sandboxes"]
        for sandbox in listed[:4]:
            assert sandbox == plugin.invoke(
                "getSandbox",
                sandboxId=sandbox["id"],
                includeEnvironmentVars=include,
            )


def test_no_value_of_a_variable_is_in_an_answer_unless_it_is_asked_for(plugin: Plugin) -> None:
    answer = str(plugin.invoke("listSandboxes"))
    assert "HF_TOKEN" in answer
    assert "not-a-real" not in answer
    assert "4dabf18193072939515e22adb298388d" not in answer


def test_the_configured_team_is_listed_where_a_call_names_none(
    plugin: Plugin, simulator: Simulator
) -> None:
    plugin.use(simulator, teamId="team-serving")
    for arguments in ({}, {"teamId": "team-research"}, {"teamId": ""}):
        plugin.invoke("listSandboxes", **arguments)
    assert [request.query for request in simulator.requests] == [
        f"team_id=team-serving&{EVERYTHING}",
        f"team_id=team-research&{EVERYTHING}",
        EVERYTHING,
    ]


@pytest.mark.parametrize("team", [{}, {"teamId": "team-serving"}])
def test_another_users_sandboxes_take_a_team_administrator(
    plugin: Plugin, team: dict[str, object]
) -> None:
    with pytest.raises(Refused) as refused:
        plugin.invoke("listSandboxes", userId="user-colleague", **team)
    named = "teamId team-serving, " if team else ""
    assert str(refused.value) == (
        f"FAILED_PRECONDITION: cannot list sandboxes with {named}userId user-colleague: the API "
        "answered 403 Forbidden, \"Only an admin of the given team_id may list another user's "
        'sandboxes" (request id req-000001). The API key (the provider argument or stack '
        "configuration primeintellect:apiKey) may not do this: "
        "check its permissions and teamId; another user's sandboxes require a team administrator's "
        "key and that team's teamId. (1 try)"
    )


def test_a_status_that_is_not_documented_is_left_to_the_api(
    plugin: Plugin, simulator: Simulator
) -> None:
    with pytest.raises(Refused) as refused:
        plugin.invoke("listSandboxes", status="STOPPED")
    assert str(refused.value) == (
        "FAILED_PRECONDITION: cannot list sandboxes with status STOPPED: the API answered 422 "
        f'{HTTPStatus.UNPROCESSABLE_ENTITY.phrase}, "status: Input should be one of PENDING, '
        'PROVISIONING, RUNNING, PAUSED, ERROR, TERMINATED" (request id '
        "req-000001). Correct what it names. (1 try)"
    )
    assert len(simulator.requests) == 1


def test_text_in_a_message_stays_on_one_line(plugin: Plugin) -> None:
    with pytest.raises(Refused) as refused:
        plugin.invoke("listSandboxes", status="STOPPED\n\x1b[31m")
    assert str(refused.value).isprintable()


def test_a_sandbox_is_listed_by_creation_time_and_then_by_id(plugin: Plugin) -> None:
    times = {
        "d": "2026-01-05T12:00:00+02:00",
        "c": "2026-01-05T11:00:00",
        "b": "2026-01-05T11:00:00.000Z",
        "f": "2026-01-05T11:00:00.0000000001Z",
        "a": "2026-01-05T11:00:00.25Z",
        "g": None,
        "e": "before the flood",
    }
    with Simulator(behaviour=Behaviour(shuffle_seed=7)) as simulator:
        sample = simulator.sandboxes[0]
        simulator.sandboxes = [{**sample, "id": id_, "createdAt": at} for id_, at in times.items()]
        plugin.use(simulator)
        answers = [plugin.invoke("listSandboxes") for _ in range(3)]
    assert answers[0]["ids"] == ["d", "b", "c", "f", "a", "e", "g"]
    assert answers[0] == answers[1] == answers[2]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (
            {"page": 2, "perPage": 3},
            (
                "page=2&per_page=3",
                ["sbx-000004", "sbx-000003", "sbx-000002"],
                (7, 2, 3, True),
            ),
        ),
        ({"page": 3, "perPage": 3}, ("page=3&per_page=3", ["sbx-000001"], (7, 3, 3, False))),
        ({"page": 9, "perPage": 3}, ("page=9&per_page=3", [], (7, 9, 3, False))),
        (
            {"page": 1},
            ("page=1", [f"sbx-00000{number}" for number in range(7, 0, -1)], (7, 1, 50, False)),
        ),
    ],
)
def test_with_a_page_just_that_page_is_answered_in_the_apis_order(
    plugin: Plugin,
    simulator: Simulator,
    arguments: dict[str, object],
    expected: tuple[str, list[str], tuple[int, int, int, bool]],
) -> None:
    simulator.sandboxes = simulator.sandboxes[6::-1]
    answer = plugin.invoke("listSandboxes", **arguments)
    paging = tuple(answer[name] for name in ("total", "page", "perPage", "hasNext"))
    assert (simulator.requests[0].query, answer["ids"], paging) == expected
    assert len(simulator.requests) == 1


@pytest.mark.parametrize("name", ["cpuCores", "memoryGB", "diskSizeGB"])
def test_an_amount_that_no_total_could_hold_is_no_amount(plugin: Plugin, name: str) -> None:
    sandboxes = make_sandboxes(3, teams=())
    absurd = [{**sandbox, name: 1.7e308} for sandbox in sandboxes[:2]]
    with Simulator(sandboxes=[*absurd, sandboxes[2]]) as simulator:
        plugin.use(simulator)
        answer = plugin.invoke("listSandboxes")
    assert (answer["ids"], answer["skipped"]) == (["sbx-000003"], 2)
