from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest
from plugin import PluginError
from primeintellect_simulator import Behaviour, Simulator, make_sandboxes

if TYPE_CHECKING:
    from collections.abc import Callable

    from plugin import Plugin
    from primeintellect_simulator import JSON, Sandbox

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


DAMAGE: dict[str, JSON] = {
    "kubernetesJobId": 7,
    "networkAccess": {},
    "updatedAt": {},
    "labels": {"team": "ml"},
    "startCommand": ["python", "x"],
    "exitCode": "SIGKILL",
    "idleTimeoutMinutes": 0.5,
    "name": 7,
    "cpuCores": "many",
    "gpuCount": -8,
    "environmentVars": ["A=secret"],
    "advancedConfigs": "secret",
}


@pytest.mark.parametrize("paging", [{}, {"page": 1, "perPage": 50}])
@pytest.mark.parametrize(("field", "value"), DAMAGE.items(), ids=DAMAGE)
def test_a_field_that_cannot_be_read_costs_that_field_and_is_told_once(
    plugin: Plugin, field: str, value: JSON, paging: dict[str, object]
) -> None:
    sound = plugin.invoke("listSandboxes", **paging)
    with Simulator(behaviour=Behaviour(reshape=lambda s: {**s, field: value})) as simulator:
        plugin.use(simulator)
        damaged = plugin.invoke("listSandboxes", **paging)
    gone = {field, *{"environmentVars": ["environmentVarNames"]}.get(field, [])}
    for sandbox in (*sound["sandboxes"], *damaged["sandboxes"]):
        for name in gone:
            sandbox.pop(name, None)
        if field == "networkAccess":
            sandbox.pop("network", None)
    assert [s["id"] for s in damaged["sandboxes"]] == sound["ids"] == damaged["ids"]
    if field != "gpuCount":
        assert damaged["sandboxes"] == sound["sandboxes"]
    assert (damaged["count"], damaged["skipped"]) == (37, 0)
    (warning,) = plugin.engine.warnings
    assert warning.startswith(
        f'`{field}` could not be read in 37 sandboxes (such as "sbx-000001"): it must be '
    )
    assert "secret" not in warning
    assert ("totals lack it" in warning) is (field in {"cpuCores", "gpuCount", "labels"})


@pytest.mark.parametrize(
    ("field", "value", "arguments"),
    [
        ("labels", {"team": "ml"}, {"labelsAny": ["demo"]}),
        ("labels", {"team": "ml"}, {"labels": ["demo"]}),
        ("cpuCores", "many", {"minCpuCores": 1}),
        ("createdAt", "yesterday", {"createdAfter": "2026-01-05T09:00:00Z"}),
        ("status", 7, {"isActive": True}),
    ],
)
def test_a_condition_that_needs_what_cannot_be_read_is_an_error(
    plugin: Plugin, field: str, value: JSON, arguments: dict[str, object]
) -> None:
    (argument,) = arguments
    damaged = Behaviour(reshape=lambda s: {**s, field: value} if s["id"] == "sbx-000006" else s)
    with Simulator(behaviour=damaged) as simulator:
        plugin.use(simulator)
        with pytest.raises(PluginError) as refused:
            plugin.invoke("listSandboxes", **arguments)
        assert str(refused.value).startswith(
            f'FAILED_PRECONDITION: cannot tell whether `{argument}` selects sandbox "sbx-000006": '
            f"`{field}` could not be read: it "
        )
        assert str(refused.value).endswith(
            f". Leave out `{argument}`, or add a condition that excludes it."
        )
        rest = plugin.invoke("listSandboxes", **arguments, names=["scratch", "data-cleaning"])
    assert "sbx-000006" not in rest["ids"]


def test_what_is_sorted_by_a_field_that_cannot_be_read_is_last_and_told(plugin: Plugin) -> None:
    damaged = Behaviour(
        reshape=lambda s: {**s, "cpuCores": {}} if str(s["id"]) < "sbx-000003" else s
    )
    with Simulator(behaviour=damaged) as simulator:
        plugin.use(simulator)
        answer = plugin.invoke("listSandboxes", sortBy="cpuCores")
    assert answer["ids"][-2:] == ["sbx-000001", "sbx-000002"]
    assert plugin.engine.warnings == [
        (
            '`cpuCores` could not be read in 2 sandboxes (such as "sbx-000001"): it must be a '
            "number; results lack it; these sandboxes are sorted last; totals lack it"
        )
    ]


def test_a_sandbox_does_not_fall_out_of_the_first_ones_unnoticed(plugin: Plugin) -> None:
    damaged = Behaviour(
        reshape=lambda s: {**s, "createdAt": "soon"} if s["id"] == "sbx-000002" else s
    )
    with Simulator(sandboxes=make_sandboxes(5, teams=()), behaviour=damaged) as simulator:
        plugin.use(simulator)
        with pytest.raises(PluginError) as refused:
            plugin.invoke("listSandboxes", sortOrder="desc", limit=1)
        assert plugin.invoke("listSandboxes", limit=5)["count"] == 5
        assert plugin.invoke("listSandboxes", sortBy="name", limit=1)["count"] == 1
    assert str(refused.value) == (
        'FAILED_PRECONDITION: cannot tell whether sandbox "sbx-000002" is within `limit` 1: '
        "`createdAt` could not be read: it is not an RFC 3339 time. Leave out `limit`, or use "
        "another `sortBy`."
    )


def test_sandboxes_without_ids_are_skipped_and_told(plugin: Plugin) -> None:
    ids: dict[str, JSON] = {"sbx-000002": 7, "sbx-000003": "", "sbx-000005": None}
    damaged = Behaviour(reshape=lambda s: {**s, "id": ids.get(str(s["id"]), s["id"])})
    with Simulator(behaviour=damaged) as simulator:
        plugin.use(simulator)
        answer = plugin.invoke("listSandboxes", perPage=10)
    assert (answer["count"], answer["skipped"], answer["total"]) == (34, 3, 34)
    assert plugin.engine.warnings == [
        ("skipped 3 sandboxes without a usable ID: id: it must be a string")
    ]


def test_sandboxes_without_any_id_are_no_list(plugin: Plugin) -> None:
    with Simulator(behaviour=Behaviour(reshape=lambda s: {**s, "id": 7})) as simulator:
        plugin.use(simulator)
        with pytest.raises(PluginError, match="no sandbox that the API sent has a usable ID"):
            plugin.invoke("listSandboxes")


@pytest.mark.parametrize("arguments", [{"includeSandboxes": False}, {"names": ["no such name"]}])
def test_drift_is_noticed_in_every_sandbox_that_the_api_sends(
    plugin: Plugin, arguments: dict[str, object]
) -> None:
    newer = Behaviour(reshape=lambda s: {**s, "cpuCores": None, "gpuType": "H300_288GB"})
    with Simulator(behaviour=newer) as simulator:
        plugin.use(simulator)
        plugin.invoke("listSandboxes", **arguments)
    assert plugin.engine.warnings == [
        "the API left out `cpuCores`, which it documents as always present; results lack it",
        (
            'the API sent "H300_288GB" as `gpuType`, which its documentation does not list; '
            "results have it unchanged"
        ),
    ]


FILTERS = frozenset({"status", "labels", "is_active", "user_id"})


@pytest.mark.parametrize(
    ("arguments", "excluding"),
    [
        ({"status": "RUNNING"}, "status"),
        ({"statuses": ["RUNNING"]}, "statuses"),
        ({"isActive": True}, "isActive"),
        ({"labels": ["demo", "training"]}, "labels"),
        ({"teamId": "team-research"}, "teamId"),
        ({"teamId": "team-research", "userId": "user-colleague"}, "teamId"),
        ({"teamId": "team-research", "isActive": True, "labels": ["inference"]}, "teamId"),
    ],
)
def test_conditions_that_the_api_ignores_are_applied_here(
    plugin: Plugin, arguments: dict[str, object], excluding: str
) -> None:
    expected = plugin.invoke("listSandboxes", **arguments)
    assert 0 < expected["count"] < 37
    ignored = FILTERS | ({"team_id"} if "teamId" in arguments else frozenset())
    with Simulator(behaviour=Behaviour(ignored_parameters=ignored)) as simulator:
        plugin.use(simulator)
        assert plugin.invoke("listSandboxes", **arguments) == expected
    assert any(f" although `{excluding}` excludes them; " in w for w in plugin.engine.warnings)


def test_no_team_is_asked_for_so_none_is_excluded_but_the_personal_account_has_none(
    plugin: Plugin,
) -> None:
    with Simulator(behaviour=Behaviour(ignored_parameters=frozenset({"team_id"}))) as simulator:
        plugin.use(simulator)
        assert plugin.invoke("listSandboxes")["count"] == 48
        assert plugin.invoke("listSandboxes", teamId="")["count"] == 37


def test_a_team_without_a_name_is_the_personal_account(plugin: Plugin) -> None:
    with Simulator(behaviour=Behaviour(reshape=lambda s: {**s, "teamId": ""})) as simulator:
        plugin.use(simulator)
        assert plugin.invoke("listSandboxes", teamId="")["count"] == 37


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
    with pytest.raises(PluginError) as refused:
        plugin.invoke("listSandboxes", userId="user-colleague", **team)
    named = "teamId team-serving, " if team else ""
    assert str(refused.value) == (
        f"FAILED_PRECONDITION: cannot list sandboxes with {named}userId user-colleague: the API "
        "answered 403 Forbidden, \"Only an admin of the given team_id may list another user's "
        'sandboxes" (request id req-000001). The API key (the stack '
        "configuration primeintellect:apiKey) is not allowed to do this. Check its `sandbox` "
        "scope, and teamId. Another user's sandboxes require a team administrator's key and that "
        "team's teamId. (1 try)"
    )


def test_a_status_that_is_not_documented_is_left_to_the_api(
    plugin: Plugin, simulator: Simulator
) -> None:
    with pytest.raises(PluginError) as refused:
        plugin.invoke("listSandboxes", status="STOPPED")
    assert str(refused.value) == (
        "FAILED_PRECONDITION: cannot list sandboxes with status STOPPED: the API answered 422 "
        f'{HTTPStatus.UNPROCESSABLE_ENTITY.phrase}, "status: Input should be one of PENDING, '
        'PROVISIONING, RUNNING, PAUSED, ERROR, TERMINATED" (request id '
        "req-000001). Correct the refused arguments. (1 try)"
    )
    assert len(simulator.requests) == 1


def test_text_in_a_message_stays_on_one_line(plugin: Plugin) -> None:
    with pytest.raises(PluginError) as refused:
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
        "h": "2026-01-05T10:59:60+0000",
        "i": "1767610801",
    }
    with Simulator(behaviour=Behaviour(shuffle_seed=7)) as simulator:
        sample = simulator.sandboxes[0]
        simulator.sandboxes = [{**sample, "id": id_, "createdAt": at} for id_, at in times.items()]
        plugin.use(simulator)
        answers = [plugin.invoke("listSandboxes") for _ in range(3)]
    assert answers[0]["ids"] == ["d", "b", "c", "h", "f", "a", "i", "e", "g"]
    assert answers[0] == answers[1] == answers[2]
    assert plugin.engine.warnings == [
        (
            '`createdAt` could not be read in sandbox "e": it is not an RFC 3339 time; these '
            "sandboxes are "
            "sorted last"
        ),
        "the API left out `createdAt`, which it documents as always present; results lack it",
    ]


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


@pytest.mark.parametrize("value", [1.7e308, -1])
@pytest.mark.parametrize("name", ["cpuCores", "memoryGB", "diskSizeGB", "gpuCount"])
def test_an_amount_that_no_total_could_hold_is_no_amount(
    plugin: Plugin, name: str, value: float
) -> None:
    sandboxes = make_sandboxes(3, teams=())
    with Simulator(sandboxes=sandboxes[2:]) as simulator:
        plugin.use(simulator)
        least = plugin.invoke("listSandboxes")["summary"][name]
    absurd = [{**sandbox, name: value} for sandbox in sandboxes[:2]]
    with Simulator(sandboxes=[*absurd, sandboxes[2]]) as simulator:
        plugin.use(simulator)
        answer = plugin.invoke("listSandboxes")
    assert (answer["count"], answer["skipped"], answer["summary"][name]) == (3, 0, least)
    assert [line.partition(":")[0] for line in plugin.engine.warnings] == [
        f'`{name}` could not be read in 2 sandboxes (such as "sbx-000001")'
    ]


def test_gpus_of_an_unreadable_type_are_in_no_total(plugin: Plugin) -> None:
    behaviour = Behaviour(reshape=lambda s: {**s, "gpuType": ["CPU_NODE"], "gpuCount": 1})
    with Simulator(behaviour=behaviour) as simulator:
        plugin.use(simulator)
        answer = plugin.invoke("listSandboxes")
    assert (answer["summary"]["gpuCount"], answer["summary"]["gpuMemoryGB"]) == (0, 0)
    assert answer["summary"]["byGpuModel"] == {"unknown": answer["count"]}
    assert {sandbox["gpuDescription"] for sandbox in answer["sandboxes"]} == {"unknown"}
    assert all("gpu" not in sandbox for sandbox in answer["sandboxes"])
    (warning,) = plugin.engine.warnings
    assert warning.endswith("results lack it; totals lack it")
