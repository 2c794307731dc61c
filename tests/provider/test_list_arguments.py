from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from primeintellect_simulator import STATUSES, Behaviour, Simulator, make_sandboxes

if TYPE_CHECKING:
    from plugin import Plugin
    from primeintellect_simulator import Sandbox

EVERYTHING = "page=1&per_page=1000"
REFUSED = "INVALID_ARGUMENT: invalid arguments for listSandboxes: "
SORT_KEYS = (
    "createdAt, startedAt, updatedAt, expiresAt, terminatedAt, name, region, status, gpuCount, "
    "gpuMemory, cpuCores, memoryGB, diskSizeGB"
)
A: Sandbox = {
    "id": "a",
    "name": "llama-train",
    "status": "RUNNING",
    "region": "us",
    "gpuType": "H100_80GB",
    "gpuCount": 8,
    "dockerImage": "python:3.12",
    "labels": ["demo", "owner-ann"],
    "vm": True,
    "timeoutMinutes": 60,
    "cpuCores": 64,
    "memoryGB": 512,
    "diskSizeGB": 1000.5,
    "createdAt": "2026-01-05T09:00:00Z",
    "startedAt": "2026-01-05T09:00:10Z",
    "updatedAt": "2026-01-05T14:00:00Z",
}
B: Sandbox = {
    "id": "b",
    "name": "llama-eval",
    "status": "ERROR",
    "region": "eu",
    "gpuType": "GH200_624GB",
    "gpuCount": 1,
    "dockerImage": "example.com/llama@sha256:0f",
    "labels": ["nightly"],
    "vm": False,
    "cpuCores": 16.5,
    "memoryGB": 64,
    "diskSizeGB": 50,
    "createdAt": "2026-01-05T12:00:00+02:00",
    "startedAt": "2026-01-05T10:00:00.5Z",
    "updatedAt": "2026-01-05T11:00:00",
    "terminatedAt": "2026-01-05T11:00:00",
    "errorType": "OUT_OF_MEMORY",
    "exitCode": 137,
}
C: Sandbox = {
    "id": "c",
    "name": "café",
    "status": "STOPPED",
    "region": "us-west",
    "gpuType": "CPU_NODE",
    "gpuCount": 2,
    "dockerImage": "python:3.12-slim",
    "labels": [],
    "vm": False,
    "cpuCores": 4,
    "memoryGB": 16,
    "diskSizeGB": 10,
    "createdAt": "2026-01-05T11:00:00Z",
    "updatedAt": "2026-01-05T13:00:00Z",
    "terminatedAt": "2026-01-05T13:00:00Z",
    "errorType": "START_FAILED",
    "terminationReason": "USER_REQUEST",
    "exitCode": 0,
}
D: Sandbox = {"id": "d"}
"""A sandbox of which nothing is known."""

CASES: dict[str, list[tuple[object, str]]] = {
    "excludeStatuses": [(["RUNNING", "STOPPED"], "b"), (["NO SUCH"], "abc"), ([], "abc")],
    "statuses": [(["RUNNING", "STOPPED"], "ac"), (["ERROR"], "b"), (["STOPPED"], "c"), ([], "")],
    "names": [(["café", "llama-eval", "llama"], "bc")],
    "nameRegex": [("^llama-", "ab"), ("é$", "c")],
    "regions": [(["us", "eu"], "ab"), (["US", "Eu"], "ab")],
    "gpuTypes": [(["h100_80gb", "CPU_NODE", "GH200"], "ac")],
    "gpuModels": [(["h100"], "a"), (["GH200"], "b"), (["H200", "H10", "H100_80GB"], "")],
    "dockerImages": [(["python:3.12"], "a")],
    "imageRegex": [("python", "ac"), ("@sha256:", "b")],
    "labelsAny": [(["nightly", "owner-ann"], "ab"), ([], "")],
    "labelsNone": [(["nightly", "owner"], "acd"), ([], "abcd")],
    "errorTypes": [(["OUT_OF_MEMORY"], "b")],
    "terminationReasons": [(["USER_REQUEST"], "c")],
    "exitCodes": [([137, 1], "b"), ([0], "c")],
    "teamIds": [(["team-serving"], "")],
    "userIds": [(["user-demo"], "abcd"), (["user-colleague"], "")],
    "ids": [(["c", "a", "c"], "ac"), (["d", "c", "b", "a", "x"], "abcd"), ([], "")],
    "requireAtLeast": [(4, "abcd"), (0, "abcd")],
    "requireAtMost": [(4, "abcd"), (99, "abcd")],
    "vm": [(True, "a"), (False, "bc")],
    "minGpuCount": [(1, "ab"), (0, "abc")],
    "maxGpuCount": [(1, "bc"), (0, "c")],
    "minGpuMemoryGB": [(79.5, "ab"), (144, "b")],
    "maxGpuMemoryGB": [(80, "a")],
    "minCpuCores": [(16.5, "ab")],
    "maxCpuCores": [(16.5, "bc")],
    "minMemoryGB": [(64, "ab")],
    "maxMemoryGB": [(64, "bc")],
    "minDiskSizeGB": [(50, "ab"), (1000.5, "a")],
    "maxDiskSizeGB": [(50, "bc")],
    "createdAfter": [("2026-01-05T10:00:00Z", "c"), ("2026-01-05T09:59:59.999Z", "bc")],
    "createdBefore": [("2026-01-05T13:00:00+02:00", "ab"), ("2026-01-05T10:00:00Z", "a")],
    "startedAfter": [("2026-01-05T10:00:00Z", "b"), ("2026-01-05T10:00:00.50Z", "")],
    "startedBefore": [("2026-01-05T10:00:00.6Z", "ab")],
    "updatedAfter": [("2026-01-05T12:59:59Z", "ac")],
    "updatedBefore": [("2026-01-05T13:00:00Z", "b")],
    "expiresAfter": [("2026-01-05T10:00:09Z", "a"), ("2026-01-05T10:00:10Z", "")],
    "expiresBefore": [("2026-01-05T10:00:11Z", "a")],
    "terminatedAfter": [("2026-01-05T12:00:00Z", "c")],
    "terminatedBefore": [("2026-01-05T12:00:00.1Z", "b"), ("2026-01-05T12:00:00Z", "b")],
    "sortBy": [
        ("name", "cbad"),
        ("region", "bacd"),
        ("status", "bacd"),
        ("gpuCount", "cbad"),
        ("gpuMemory", "abcd"),
        ("cpuCores", "cbad"),
        ("memoryGB", "cbad"),
        ("diskSizeGB", "cbad"),
        ("createdAt", "abcd"),
        ("expiresAt", "abcd"),
        ("startedAt", "abcd"),
        ("updatedAt", "bcad"),
        ("terminatedAt", "bcad"),
    ],
    "sortOrder": [("asc", "abcd"), ("desc", "cbad")],
    "limit": [(1, "a"), (4, "abcd"), (1000, "abcd")],
}


ASKED_OTHERWISE = {"statuses", "ids", "teamIds", "requireAtLeast"}
"""What needs other requests, or sandboxes to be found."""


@pytest.fixture
def api(plugin: Plugin, simulator: Simulator) -> Simulator:
    """Sandboxes in an order that says nothing."""
    simulator.sandboxes = [{**sandbox, "userId": "user-demo"} for sandbox in (D, B, A, C)]
    plugin.use(simulator)
    return simulator


def refusal(plugin: Plugin, **arguments: object) -> str:
    return plugin.refusal("listSandboxes", **arguments)


def test_every_argument_that_the_provider_answers_itself_has_a_case(plugin: Plugin) -> None:
    function = json.loads(plugin.schema())["functions"]["primeintellect:index:listSandboxes"]
    elsewhere = {"teamId", "userId", "status", "isActive", "labels"} | {"page", "perPage"}
    elsewhere |= {"includeSandboxes", "includeEnvironmentVars"}
    assert {*CASES} == {*function["inputs"]["properties"]} - elsewhere


@pytest.mark.usefixtures("api")
@pytest.mark.parametrize(
    ("name", "value", "ids"),
    [(name, value, ids) for name, cases in CASES.items() for value, ids in cases],
)
def test_each_argument_selects_and_orders_as_it_is_described(
    plugin: Plugin, name: str, value: object, ids: str
) -> None:
    answer = plugin.invoke("listSandboxes", **{name: value})
    assert "".join(answer["ids"]) == ids
    assert [sandbox["id"] for sandbox in answer["sandboxes"]] == answer["ids"]
    assert answer["count"] == len(ids)


def test_a_minimum_above_its_maximum_is_refused(plugin: Plugin, api: Simulator) -> None:
    message = refusal(plugin, minGpuCount=5, maxGpuCount=2, minMemoryGB=64.5, maxMemoryGB=64)
    assert message == (
        f"{REFUSED}(1) `minGpuCount` must not be more than `maxGpuCount`; (2) `minMemoryGB` must "
        "not be more than `maxMemoryGB`"
    )
    assert api.requests == []


def test_conflicts_are_told_beside_arguments_that_are_wrong_by_themselves(plugin: Plugin) -> None:
    assert refusal(plugin, page=1, minCpuCores="many", vm=True) == (
        f'{REFUSED}(1) `minCpuCores` must be a number, but is the text "many"; (2) `vm`, '
        "`minCpuCores` can only be used when all pages are read. Leave out `page`"
    )


def test_values_that_nothing_is_known_to_have_are_warned_of(
    plugin: Plugin, simulator: Simulator
) -> None:
    slips = {
        "statuses": ["RUNNING", "running", "RUNN1NG", "napping"],
        "gpuTypes": ["h100_80gb", "H100"],
        "gpuModels": ["rtx4090", "RTX 4090", "H100_80GB"],
    }
    plugin.use(simulator)
    for name, values in slips.items():
        plugin.invoke("listSandboxes", **{name: values})
    unknown = "which is not a known value"
    assert plugin.engine.warnings == sorted(
        [
            f'`statuses` has "napping", {unknown}',
            f'`statuses` has "RUNN1NG", {unknown} (did you mean `RUNNING`?)',
            f'`gpuTypes` has "H100", {unknown} (did you mean `H100_80GB`?)',
            f'`gpuModels` has "RTX 4090", {unknown} (did you mean `RTX4090`?)',
            f'`gpuModels` has "H100_80GB", {unknown} (did you mean `H100`?)',
        ]
    )


def test_a_search_for_one_sandbox_warns_of_such_values_too(
    plugin: Plugin, simulator: Simulator
) -> None:
    plugin.use(simulator)
    plugin.invoke("getSandbox", statuses=["RUNNING", "RUNN1NG"], mostRecent=True)
    assert plugin.engine.warnings == [
        '`statuses` has "RUNN1NG", which is not a known value (did you mean `RUNNING`?)'
    ]


@pytest.mark.usefixtures("api")
def test_conditions_hold_together(plugin: Plugin) -> None:
    both: dict[str, object] = {"nameRegex": "llama", "regions": ["us", "us-west"], "minGpuCount": 8}
    assert plugin.invoke("listSandboxes", **both)["ids"] == ["a"]
    assert plugin.invoke("listSandboxes", **both, vm=False)["ids"] == []


@pytest.mark.parametrize(("name", "cases"), CASES.items(), ids=CASES)
def test_a_page_goes_with_no_argument_that_looks_at_all_sandboxes(
    plugin: Plugin, simulator: Simulator, name: str, cases: list[tuple[object, str]]
) -> None:
    assert refusal(plugin, page=1, **{name: cases[0][0]}) == (
        f"{REFUSED}`{name}` can only be used when all pages are read. Leave out `page`"
    )
    assert simulator.requests == []


def test_a_page_goes_with_what_the_api_selects_by_and_has_totals_of_its_own(
    plugin: Plugin, simulator: Simulator
) -> None:
    answer = plugin.invoke(
        "listSandboxes", page=2, perPage=4, status="RUNNING", includeSandboxes=False
    )
    paging = {name: answer[name] for name in ("total", "count", "page", "perPage", "hasNext")}
    assert paging == {"total": 10, "count": 4, "page": 2, "perPage": 4, "hasNext": True}
    assert answer["ids"] == ["sbx-000010", "sbx-000014", "sbx-000030", "sbx-000033"]
    assert answer["summary"]["gpuCount"] == 8
    assert [request.query for request in simulator.requests] == ["status=RUNNING&page=2&per_page=4"]


@pytest.mark.parametrize(
    ("arguments", "query"),
    [
        *(({"statuses": [status]}, f"status={status}") for status in STATUSES),
        ({"statuses": ["STOPPED"]}, ""),
        ({"statuses": ["running"]}, "status=RUNNING"),
        ({"statuses": ["RUNNING", "ERROR"]}, ""),
        ({"statuses": ["RUNNING", "STOPPED"]}, ""),
        ({"statuses": []}, ""),
        ({"statuses": ["RUNNING", "RUNNING"]}, "status=RUNNING"),
        ({"status": "TIMEOUT"}, ""),
        ({"status": "PAUSED", "statuses": ["RUNNING", "PAUSED"]}, "status=PAUSED"),
        (
            {"statuses": ["RUNNING"], "isActive": True, "labels": ["b", "a"], "teamId": "t 1"},
            "team_id=t+1&status=RUNNING&is_active=true&labels=b&labels=a",
        ),
        ({name: cases[0][0] for name, cases in CASES.items() if name not in ASKED_OTHERWISE}, ""),
    ],
)
def test_what_the_api_can_select_by_is_sent_to_it_and_nothing_else(
    plugin: Plugin, arguments: dict[str, object], query: str
) -> None:
    with Simulator(sandboxes=[]) as api:
        plugin.use(api)
        if "teamId" in arguments:
            assert "403 Forbidden" in refusal(plugin, **arguments)
        else:
            assert plugin.invoke("listSandboxes", **arguments)["ids"] == []
        sent = [(request.path, request.query) for request in api.requests]
    assert sent == [("/api/v1/sandbox", f"{query}&{EVERYTHING}".removeprefix("&"))]


def test_a_status_and_statuses_hold_together(plugin: Plugin) -> None:
    answer = plugin.invoke("listSandboxes", status="PAUSED", statuses=["RUNNING", "PAUSED"])
    assert (answer["count"], answer["total"]) == (5, 5)
    assert refusal(plugin, status="PAUSED", statuses=["RUNNING"]) == (
        f"{REFUSED}`statuses` excludes the `status`"
    )


@pytest.mark.parametrize(
    "selection",
    [
        {"status": "RUNNING"},
        {"statuses": ["RUNNING"]},
        {"statuses": ["RUNNING", "RUNNING"]},
        {"statuses": ["RUNNING", "NO SUCH"]},
        {"status": "RUNNING", "statuses": ["RUNNING", "ERROR"]},
    ],
)
def test_total_does_not_depend_on_how_a_condition_is_written(
    plugin: Plugin, selection: dict[str, object]
) -> None:
    answer = plugin.invoke("listSandboxes", **selection, limit=3)
    assert (answer["total"], answer["count"]) == (10, 3)


def test_total_is_what_meets_all_conditions_and_count_what_limit_leaves(plugin: Plugin) -> None:
    selection: dict[str, object] = {"isActive": True, "regions": ["US"], "minGpuCount": 1}
    answer = plugin.invoke("listSandboxes", **selection)
    assert (answer["total"], answer["count"], len(answer["sandboxes"])) == (9, 9, 9)
    limited = plugin.invoke("listSandboxes", **selection, limit=3)
    assert (limited["total"], limited["count"], limited["ids"]) == (9, 3, answer["ids"][:3])
    assert limited["summary"]["byRegion"] == {"us": 3}


LLAMAS = {
    "gpuCount": 22,
    "gpuMemoryGB": 8 * 80 + 8 * 80 + 48 + 2 * 80 + 2 * 96 + 16,
    "cpuCores": 88,
    "memoryGB": 352,
    "diskSizeGB": 290,
    "byStatus": {"PROVISIONING": 2, "RUNNING": 2, "TERMINATED": 2},
    "byRegion": {"asia": 1, "canada": 2, "unknown": 1, "us": 2},
    "byGpuType": {"A6000_48GB": 1, "H100_80GB": 3, "RTX4080_16GB": 1, "RTX_PRO_6000B_96GB": 1},
    "byGpuModel": {"A6000": 1, "H100": 3, "RTX4080": 1, "RTX_PRO_6000B": 1},
    "byUser": {"user-demo": 6},
    "byTeam": {"none": 6},
    "byLabel": {
        "batch": 2,
        "demo": 2,
        "evaluation": 1,
        "inference": 1,
        "nightly": 1,
        "training": 2,
    },
}
"""The summary of the sample's sandboxes whose names begin so."""


def test_without_the_sandboxes_all_the_rest_is_answered(plugin: Plugin) -> None:
    whole = plugin.invoke("listSandboxes", nameRegex="^llama")
    assert len(whole["sandboxes"]) == 6
    slim = plugin.invoke("listSandboxes", nameRegex="^llama", includeSandboxes=False)
    assert slim == {**whole, "sandboxes": []}
    assert slim == {
        "sandboxes": [],
        "ids": [f"sbx-0000{number:02}" for number in (1, 5, 17, 27, 38, 46)],
        "missingIds": [],
        "count": 6,
        "regions": ["asia", "canada", "us"],
        "gpuTypes": ["A6000_48GB", "H100_80GB", "RTX4080_16GB", "RTX_PRO_6000B_96GB"],
        "summary": LLAMAS,
        "skipped": 0,
        "total": 6,
        "page": 1,
        "perPage": 1000,
        "hasNext": False,
    }


def test_none_found_is_an_answer_and_no_error(plugin: Plugin) -> None:
    assert plugin.invoke("listSandboxes", regions=["mars"], limit=5) == {
        "sandboxes": [],
        "ids": [],
        "missingIds": [],
        "count": 0,
        "regions": [],
        "gpuTypes": [],
        "summary": {
            "gpuCount": 0,
            "gpuMemoryGB": 0,
            "cpuCores": 0,
            "memoryGB": 0,
            "diskSizeGB": 0,
            "byStatus": {},
            "byRegion": {},
            "byGpuType": {},
            "byGpuModel": {},
            "byUser": {},
            "byTeam": {},
            "byLabel": {},
        },
        "skipped": 0,
        "total": 0,
        "page": 1,
        "perPage": 1000,
        "hasNext": False,
    }


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        (
            "nameRegex",
            "a(",
            'a valid regular expression (unclosed group at position 1), {} text "a("',
        ),
        (
            "imageRegex",
            "a{9999999}",
            'a valid regular expression (too large when compiled), {} text "a{{9999999}}"',
        ),
        (
            "createdAfter",
            "2026",
            'an RFC 3339 time with its offset, such as 2026-01-31T09:00:00Z, {} text "2026"',
        ),
        ("sortBy", "age", f'one of {SORT_KEYS}, {{}} text "age"'),
        ("sortOrder", "down", 'one of asc, desc, {} text "down"'),
        ("limit", 0, "greater than or equal to 1, {} number 0"),
        ("minGpuCount", 1.5, "an integer, {} number 1.5"),
        ("page", 10**18, "less than or equal to 1000000000, {} number 1000000000000000000"),
        ("vm", "true", 'a boolean, {} text "true"'),
        ("regions", "us", 'a list, {} text "us"'),
    ],
)
def test_an_argument_that_selects_nothing_sensible_never_reaches_the_api(
    plugin: Plugin, simulator: Simulator, name: str, value: object, problem: str
) -> None:
    message = refusal(plugin, **{name: value})
    assert message == f"{REFUSED}`{name}` must be {problem.format('but is the')}"
    assert simulator.requests == []


def test_a_sandbox_of_one_team_counts_whatever_the_list_of_another_one_has(
    plugin: Plugin,
) -> None:
    teams = ["team-research", "team-serving"]
    expected = plugin.invoke("listSandboxes", teamIds=teams)
    assert {one["teamId"] for one in expected["sandboxes"]} == {*teams}
    with Simulator(behaviour=Behaviour(ignored_parameters=frozenset({"team_id"}))) as api:
        plugin.use(api)
        assert plugin.invoke("listSandboxes", teamIds=teams) == expected
        count = (
            f"{expected['count']:.0f} sandboxes meet the conditions (`teamIds` "
            '["team-research", "team-serving"]), but `requireAtMost` is 1'
        )
        assert count in refusal(plugin, teamIds=teams, requireAtMost=1)
    (warning,) = plugin.engine.warnings
    assert "although `teamIds` excludes them; results lack them" in warning


def test_teams_are_listed_where_the_api_does_not_say_whose_a_sandbox_is(plugin: Plugin) -> None:
    teams = ["team-research", "team-serving"]
    expected = plugin.invoke("listSandboxes", teamIds=teams)["ids"]
    nameless = Behaviour(reshape=lambda one: {k: v for k, v in one.items() if k != "teamId"})
    with Simulator(behaviour=nameless) as api:
        plugin.use(api)
        assert plugin.invoke("listSandboxes", teamIds=teams)["ids"] == expected


def test_a_count_over_very_many_sandboxes_is_small(plugin: Plugin) -> None:
    with Simulator(sandboxes=make_sandboxes(20_000, teams=())) as api:
        plugin.use(api)
        call = plugin.begin("listSandboxes", includeSandboxes=False)
        answer = plugin.result(call)
    assert answer["count"] == answer["total"] == 20_000
    assert call.result().ByteSize() < 20 * 20_000


@pytest.mark.parametrize(
    ("arguments", "conditions"),
    [
        ({}, '`teamId` "team-research"'),
        ({"teamId": ""}, '`teamId` ""'),
        ({"teamIds": ["team-serving"]}, '`teamIds` ["team-serving"]'),
        ({"ids": ["sbx-000001"], "labels": ["demo"]}, '`labels` ["demo"], `ids` ["sbx-000001"]'),
    ],
)
def test_a_gate_that_fails_names_its_conditions_and_the_providers_team(
    plugin: Plugin, simulator: Simulator, arguments: dict[str, object], conditions: str
) -> None:
    plugin.use(simulator, teamId="team-research")
    message = refusal(plugin, **arguments, requireAtLeast=1000)
    assert f"the conditions ({conditions}), but `requireAtLeast` is 1,000" in message
