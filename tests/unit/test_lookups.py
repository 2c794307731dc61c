"""Both functions, with the simulator as the API: what they ask for and what they find."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from clients import Local
from primeintellect_simulator import Behaviour, Fault, Simulator, make_sandboxes
from pulumi_python_provider import Context
from pulumi_python_provider.inference.encoding import Encoder
from pulumi_resource_primeintellect.errors import (
    ApiError,
    DecodingError,
    SelectionError,
    StatusError,
)
from pulumi_resource_primeintellect.functions.get_sandbox import GetSandboxArguments, get_sandbox
from pulumi_resource_primeintellect.functions.list_sandboxes import (
    ListSandboxesArguments,
    ListSandboxesResult,
    list_sandboxes,
)

if TYPE_CHECKING:
    from pulumi_resource_primeintellect.api.sandboxes import Sandbox
    from pydantic import JsonValue

EVERYTHING = "?page=1&per_page=1000"

TEAMS = "A team's sandboxes are found only with `teamId` or `teamIds`."


def listed(
    api: Simulator, settings: dict[str, JsonValue] | None = None, **arguments: object
) -> ListSandboxesResult:
    local = Local(api.url, None, maxRetries=0, **(settings or {}))

    async def run() -> ListSandboxesResult:
        async with local.client() as client:
            encoder = Encoder("listSandboxes", ListSandboxesResult, reveal=False)
            context = Context(client, local.log, local.redactor, encoder)
            return await list_sandboxes(ListSandboxesArguments.model_validate(arguments), context)

    return asyncio.run(run())


def found(api: Simulator, **arguments: object) -> Sandbox:
    local = Local(api.url, maxRetries=0)

    async def run() -> Sandbox:
        async with local.client() as client:
            context = Context(
                client, local.log, local.redactor, Encoder("f", ListSandboxesResult, reveal=False)
            )
            return await get_sandbox(GetSandboxArguments.model_validate(arguments), context)

    return asyncio.run(run())


def refusal(api: Simulator, **arguments: object) -> str:
    with pytest.raises(SelectionError) as raised:
        found(api, **arguments)
    return str(raised.value)


def ids(*numbers: int) -> list[str]:
    return [f"sbx-{number:06}" for number in numbers]


def paths(api: Simulator) -> list[str]:
    """What was asked for, in an order that says nothing."""
    asked = (f"{one.path}?{one.query}".removesuffix("?") for one in api.requests)
    return sorted(one.removeprefix("/api/v1/sandbox").removeprefix("/") for one in asked)


def test_few_ids_are_looked_up_one_by_one(simulator: Simulator) -> None:
    result = listed(simulator, ids=["sbx-000002", "sbx-absent", "sbx-000001", "sbx-000002"])
    assert (result.ids, result.missingIds) == (ids(1, 2), ["sbx-absent"])
    assert (result.count, result.total, result.skipped) == (2, 2, 0)
    assert paths(simulator) == ["sbx-000001", "sbx-000002", "sbx-absent"]


def test_many_ids_are_listed_and_only_what_is_not_there_is_looked_up(simulator: Simulator) -> None:
    wanted = [*ids(30, 1, 2, 3), "gone-2", *ids(16), "gone-1"]
    result = listed(simulator, ids=wanted)
    assert (result.ids, result.missingIds) == (ids(1, 2, 3, 16, 30), ["gone-2", "gone-1"])
    assert paths(simulator) == [EVERYTHING, "gone-1", "gone-2", "sbx-000016"]


@pytest.mark.parametrize(
    ("count", "requests"),
    [(4, ["?page=1&per_page=1000", *ids(2101, 2102, 2103, 2104)[:2]]), (8, None)],
)
def test_ids_are_found_with_as_few_requests_as_it_takes(
    count: int, requests: list[str] | None
) -> None:
    wanted = ids(1, 2, *range(2101, 2099 + count))
    with Simulator(sandboxes=make_sandboxes(2200, teams=())) as api:
        assert listed(api, ids=wanted, includeSandboxes=False).ids == wanted
        asked = paths(api)
    if requests is None:
        assert all(path.startswith("?page=") for path in asked)
    else:
        assert asked == requests


def test_ids_of_several_teams_are_found_in_the_lists_of_these_teams() -> None:
    personal, *others = make_sandboxes(30, teams=())
    held = [
        {**sandbox, "teamId": "team-research" if number % 2 else "team-serving"}
        for number, sandbox in enumerate(others)
    ]
    wanted = [sandbox["id"] for sandbox in [personal, *held]]
    with Simulator(sandboxes=[personal, *held]) as api:
        result = listed(api, ids=[*wanted, "gone"], teamIds=["team-serving", "team-research"])
        assert (result.ids, result.missingIds) == (wanted[1:], ["gone"])
        assert paths(api) == [
            *(f"?team_id=team-{team}&page=1&per_page=1000" for team in ("research", "serving")),
            *("gone", personal["id"]),
        ]


def test_ids_are_found_where_the_api_allows_only_small_pages() -> None:
    wanted = ids(1, 2, *range(250, 260))
    held = make_sandboxes(300, teams=())
    with Simulator(sandboxes=held, behaviour=Behaviour(max_per_page=100)) as api:
        assert listed(api, ids=wanted, includeSandboxes=False).missingIds == []
        assert all(path.startswith("?page=") for path in paths(api))


def test_an_id_that_the_api_spells_otherwise_is_not_missing() -> None:
    upper = Behaviour(reshape=lambda sandbox: {**sandbox, "id": str(sandbox["id"]).upper()})
    with Simulator(behaviour=upper) as api:
        for wanted in (ids(1, 2), ids(1, 2, 3, 4, 5)):
            result = listed(api, ids=[*wanted, "gone"])
            assert result.ids == [one.upper() for one in wanted]
            assert result.missingIds == ["gone"]


def test_two_spellings_of_an_id_are_one_sandbox() -> None:
    (one,) = make_sandboxes(1)
    lower = Behaviour(reshape=lambda sandbox: {**sandbox, "id": str(sandbox["id"]).lower()})
    held = [{**one, "id": "sbx-1"}, {**one, "id": "SBX-1"}]
    with Simulator(sandboxes=held, behaviour=lower) as api:
        result = listed(api, ids=["SBX-1", "sbx-1"])
    assert (result.ids, result.missingIds, result.total) == (["sbx-1"], [], 1)


@pytest.mark.parametrize("count", [1, 3, 4])
def test_a_server_that_knows_no_sandboxes_at_all_is_not_believed(
    simulator: Simulator, count: int
) -> None:
    gone = [f"gone-{number}" for number in range(count)]
    assert listed(simulator, ids=gone).missingIds == gone
    simulator.script(*[Fault(status=404)] * 9)
    with pytest.raises(StatusError, match=r"^cannot list sandboxes: .* Check that baseUrl is "):
        listed(simulator, ids=gone)


def test_a_404_of_something_in_front_of_the_api_does_not_make_an_id_missing(
    simulator: Simulator,
) -> None:
    challenged, page = {"cf-mitigated": "challenge"}, b"<html><h1>404 Not Found</h1></html>"
    for fault in (Fault(status=404, body=page), Fault(status=404, headers=challenged)):
        simulator.script(replace(fault, path="sbx-000002"))
        with pytest.raises(StatusError, match="something in front of the API answered 404"):
            listed(simulator, ids=ids(1, 2, 3))


def test_an_id_that_is_listed_is_not_missing(simulator: Simulator) -> None:
    simulator.script(*[Fault(status=404, path="sbx-")] * 2)
    with pytest.raises(DecodingError) as raised:
        listed(simulator, ids=ids(1, 2))
    assert str(raised.value) == (
        'cannot look up sandbox "sbx-000001": the API answered that it does not exist, but lists '
        "it. Try again later. Check that baseUrl is the Prime Intellect API."
    )


def test_no_ids_select_nothing_and_ask_for_nothing(simulator: Simulator) -> None:
    result = listed(simulator, ids=[])
    assert (result.ids, result.missingIds, simulator.requests) == ([], [], [])


def test_conditions_hold_for_ids_as_well_and_say_nothing_of_what_is_missing(
    simulator: Simulator,
) -> None:
    wanted = [*ids(1, 2, 3), "gone"]
    result = listed(simulator, ids=wanted, regions=["us"], status="RUNNING", labels=["demo"])
    assert (result.ids, result.missingIds) == (ids(1, 3), ["gone"])
    team = listed(simulator, ids=ids(1, 8, 16), teamId="team-research")
    assert (team.ids, team.missingIds) == (ids(8, 16), [])


def test_ids_are_found_in_all_teams_whatever_team_is_configured(simulator: Simulator) -> None:
    configured: dict[str, JsonValue] = {"teamId": "team-serving"}
    for wanted in (ids(1, 16), ids(1, 2, 3, 4, 5, 16)):
        assert listed(simulator, configured, ids=wanted).ids == wanted


@pytest.mark.parametrize("status", [404, 410])
def test_what_the_api_calls_gone_is_missing(simulator: Simulator, status: int) -> None:
    simulator.script(Fault(status=status, path="sbx-000002"))
    assert listed(simulator, ids=ids(1, 2, 3)).missingIds == ids(2)


@pytest.mark.parametrize(
    ("fault", "problem"),
    [
        (Fault(status=402, path="sbx-000002"), "402 Payment Required"),
        (Fault(status=403, path="sbx-000002"), "403 Forbidden"),
        (Fault(status=200, body=b"[]", path="sbx-000002"), "not as documented: no JSON object"),
        (Fault(status=200, body=b'{"id": "sbx-9"}', path="sbx-000002"), "another sandbox"),
    ],
)
def test_another_failure_than_a_missing_id_is_an_error(
    simulator: Simulator, fault: Fault, problem: str
) -> None:
    simulator.script(fault)
    with pytest.raises(ApiError, match=problem):
        listed(simulator, ids=ids(1, 2, 3))


def test_each_team_is_listed_by_itself(simulator: Simulator) -> None:
    result = listed(simulator, teamIds=["team-serving", "team-research", "team-serving"])
    assert result.summary.byTeam == {"team-research": 6, "team-serving": 5}
    assert paths(simulator) == [
        f"?team_id={team}&page=1&per_page=1000" for team in ("team-research", "team-serving")
    ]


def test_sandboxes_without_an_id_are_skipped_in_each_list() -> None:
    damaged = Behaviour(reshape=lambda one: {**one, "id": 7} if one["id"] in ids(8, 12) else one)
    with Simulator(behaviour=damaged) as api:
        result = listed(api, teamIds=["team-serving", "team-research"])
    assert (result.skipped, result.total) == (2, 9)


def test_a_page_is_no_larger_than_was_asked_for_whatever_the_api_says() -> None:
    with Simulator(behaviour=Behaviour(claims={"per_page": 500})) as api:
        assert listed(api, perPage=100).perPage == 100


def test_a_gate_counts_after_conditions_and_before_the_limit(simulator: Simulator) -> None:
    result = listed(simulator, status="RUNNING", requireAtLeast=10, requireAtMost=10, limit=2)
    assert (result.count, result.total) == (2, 10)
    with pytest.raises(SelectionError) as raised:
        listed(simulator, status="RUNNING", sortBy="gpuCount", sortOrder="desc", requireAtMost=3)
    assert str(raised.value).startswith(
        '10 sandboxes meet the conditions (`status` "RUNNING"), but `requireAtMost` is 3: '
        "sbx-000001 (RUNNING), "
    )


def test_a_sandbox_is_found_by_conditions_alone(simulator: Simulator) -> None:
    newest = {"status": "RUNNING", "gpuModels": ["H100"], "regions": ["us"], "minGpuCount": 8}
    assert found(simulator, **newest).id == "sbx-000001"
    assert found(simulator, isActive=True, regions=["asia"], mostRecent=True).id == "sbx-000035"
    assert found(simulator, name="llama-pretraining", statuses=["RUNNING"], vm=True).id == (
        "sbx-000001"
    )


def test_several_that_meet_the_conditions_are_candidates(simulator: Simulator) -> None:
    assert refusal(simulator, gpuModels=["H100"], labelsAny=["demo"]) == (
        "2 sandboxes meet the conditions: sbx-000005 (TERMINATED, us, 2026-01-05T09:35:00Z); "
        "sbx-000001 (RUNNING, us, 2026-01-05T09:07:00Z). Use `sandboxId`, add conditions such as "
        "`isActive`, or set `mostRecent` to take the most recently created one."
    )


def test_none_is_told_with_what_each_condition_alone_selects(simulator: Simulator) -> None:
    assert refusal(simulator, gpuModels=["H100"], regions=["eu"]) == (
        "no sandbox meets all conditions among the 37 searched (all of the personal account). "
        f"Alone, `regions` selects 7, `gpuModels` selects 3. Check them. {TEAMS}"
    )
    assert refusal(simulator, name="llama-pretraining", regions=["eu"], status="RUNNING") == (
        'no sandbox named "llama-pretraining" meets all conditions among the 10 searched (status '
        "RUNNING). Alone, `name` selects 2, `regions` selects 1. Check "
        f"them. {TEAMS}"
    )


def test_none_that_the_api_should_have_selected_is_told_as_well() -> None:
    with Simulator(behaviour=Behaviour(ignored_parameters=frozenset({"status"}))) as api:
        assert refusal(api, name="llama-pretraining", status="PAUSED").endswith(
            f"among the 37 searched (status PAUSED). Alone, `name` selects 6. Check them. {TEAMS}"
        )


def test_none_without_any_condition_is_told_plainly() -> None:
    with Simulator(sandboxes=[]) as api:
        assert refusal(api, mostRecent=True) == (
            "no sandbox meets all conditions among the 0 searched (all of the personal "
            f"account). Check them. {TEAMS}"
        )


def test_a_condition_that_cannot_be_decided_counts_for_none() -> None:
    damaged = Behaviour(
        reshape=lambda s: {**s, "cpuCores": {}, "region": "mars"} if s["id"] == "sbx-000001" else s
    )
    with Simulator(behaviour=damaged) as api:
        assert refusal(api, minCpuCores=1000, regions=["venus"]) == (
            "no sandbox meets all conditions among the 37 searched (all of the personal account). "
            f"Alone, `regions` selects 0, `minCpuCores` selects 0. Check them. {TEAMS}"
        )


def test_a_mistyped_name_is_told_with_names_that_resemble_it(simulator: Simulator) -> None:
    assert refusal(simulator, name="lama-pretraning") == (
        'no sandbox is named "lama-pretraning" among the 37 searched (all of the personal '
        f'account). Did you mean "llama-pretraining"? Check `name` and the conditions. {TEAMS}'
    )
    assert "Did you mean" not in refusal(simulator, name="x" * 101)


def test_only_so_many_names_are_compared_and_none_that_is_long() -> None:
    names = [*(f"{number:04d}" for number in range(1000)), "wanted-name"]
    sandboxes = make_sandboxes(1001, teams=())
    named = [one | {"name": name} for one, name in zip(sandboxes, names, strict=True)]
    with Simulator(sandboxes=named) as api:
        assert "Did you mean" not in refusal(api, name="wanted-nam")
    with Simulator(sandboxes=[sandboxes[0] | {"name": "x" * 101}]) as api:
        assert "Did you mean" not in refusal(api, name="x" * 100)
