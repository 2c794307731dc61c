from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from primeintellect_simulator import Behaviour, Simulator, make_sandboxes

if TYPE_CHECKING:
    from plugin import Plugin
    from primeintellect_simulator import JSON, Sandbox

NONE = "FAILED_PRECONDITION: no sandbox is named "
ADVICE = "Check `name` and the conditions."
TEAMS = "A team's sandboxes are found only with `teamId` or `teamIds`."
CHOOSE = (
    "Use `sandboxId`, add conditions such as `isActive`, or set `mostRecent` to take the most "
    "recently created one."
)
ARGUMENTS = "INVALID_ARGUMENT: invalid arguments for getSandbox: "
EVERYTHING = "page=1&per_page=1000"


def named(*created: str | None, **fields: JSON) -> list[Sandbox]:
    """Sandboxes of one name, in an order that says nothing."""
    (sample,) = make_sandboxes(1)
    return [
        {**sample, "id": f"sbx-{number}", "name": "train", "createdAt": at, **fields}
        for number, at in enumerate(created, 1)
    ][::-1]


def refusal(plugin: Plugin, **arguments: object) -> str:
    return plugin.refusal("getSandbox", **arguments)


def test_the_only_sandbox_of_a_name_is_found_and_is_what_its_id_answers(plugin: Plugin) -> None:
    found = plugin.invoke("getSandbox", name="data-cleaning")
    assert found["id"] == "sbx-000003"
    assert found == plugin.invoke("getSandbox", sandboxId="sbx-000003")


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("data", ""),
        ("data-cleaning-2", 'Did you mean "data-cleaning"? '),
        ("d\u0430ta-cleaning", 'Did you mean "data-cleaning"? '),
    ],
)
def test_a_name_is_compared_whole(plugin: Plugin, name: str, meant: str) -> None:
    assert refusal(plugin, name=name) == (
        f'{NONE}"{name}" among the 37 searched (all of the personal account). {meant}{ADVICE} '
        f"{TEAMS}"
    )


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("Data-Cleaning", "data-cleaning"),
        (" data-cleaning ", "data-cleaning"),
        ("data - cleaning", "data-cleaning"),
        ("cafe\u0301-ranker", "café-ranker"),
    ],
)
def test_a_name_that_differs_in_case_spaces_or_unicode_form_is_pointed_out(
    plugin: Plugin, name: str, meant: str
) -> None:
    assert refusal(plugin, name=name) == (
        f'{NONE}"{name}" among the 37 searched (all of the personal account). Did you mean '
        f'"{meant}"? {ADVICE} {TEAMS}'
    )


def test_a_name_of_any_characters_is_found_on_a_later_page(plugin: Plugin) -> None:
    sandboxes = make_sandboxes(250, teams=())
    sandboxes[-1]["name"] = "größe 😀"
    pages = Behaviour(max_per_page=100, cap_mode="clamp")
    with Simulator(sandboxes=sandboxes, behaviour=pages) as api:
        plugin.use(api)
        assert plugin.invoke("getSandbox", name="größe 😀")["id"] == "sbx-000250"
        assert len(api.requests) == 3


def test_several_of_a_name_are_an_error_that_lists_them_newest_first(
    plugin: Plugin, simulator: Simulator
) -> None:
    simulator.sandboxes = [
        *named("2026-01-05T12:00:00+02:00", "2026-01-05T09:00:00Z", region="eu"),
        {"id": "sbx-3", "name": "train", "userId": "user-demo"},
    ]
    assert refusal(plugin, name="train") == (
        'FAILED_PRECONDITION: 3 sandboxes are named "train": '
        "sbx-1 (RUNNING, eu, 2026-01-05T12:00:00+02:00); "
        "sbx-2 (RUNNING, eu, 2026-01-05T09:00:00Z); "
        f"sbx-3 (unknown, unknown, unknown). {CHOOSE}"
    )


@pytest.mark.parametrize(("count", "more"), [(10, ""), (11, "; and 1 more"), (12, "; and 2 more")])
def test_of_many_the_newest_ten_are_listed_and_how_many_more(
    plugin: Plugin, simulator: Simulator, count: int, more: str
) -> None:
    times = [f"2026-01-{day:02}T12:00:00Z" for day in range(1, count + 1)]
    simulator.sandboxes = named(*times)
    newest = sorted(enumerate(times, 1), reverse=True)[:10]
    shown = "; ".join(f"sbx-{n} (RUNNING, us, {at})" for n, at in newest)
    assert refusal(plugin, name="train") == (
        f'FAILED_PRECONDITION: {count} sandboxes are named "train": {shown}{more}. {CHOOSE}'
    )


@pytest.mark.parametrize(
    ("created", "newest"),
    [
        (["2026-01-05T12:00:00Z"], "sbx-1"),
        (["2026-01-05T12:00:00Z", "2026-01-05T12:00:01Z"], "sbx-2"),
        (["2026-01-05T12:00:00Z", "2026-01-05T12:30:00+01:00"], "sbx-1"),
        (["2026-01-05T12:00:00.25", "2026-01-05T12:00:00.1234567891Z"], "sbx-1"),
        (["2026-01-05T12:00:00Z", "2026-01-05T12:00:00.000+00:00"], "sbx-2"),
        (["2026-01-05T12:00:00Z", "2026-01-05T12:00:01+0000"], "sbx-2"),
        (["2026-01-05T12:00:00Z", "2026-01-05T12:01Z"], "sbx-2"),
        (["2026-01-05T12:00:00Z", "2026-01-05T11:59:60.5+00"], "sbx-2"),
        (["2026-01-05T12:00:00Z", "1767614401"], "sbx-2"),
    ],
)
def test_the_most_recent_is_the_last_created_and_of_those_the_one_with_the_last_id(
    plugin: Plugin, simulator: Simulator, created: list[str | None], newest: str
) -> None:
    for sandboxes in (named(*created), named(*created)[::-1]):
        simulator.sandboxes = sandboxes
        assert plugin.invoke("getSandbox", name="train", mostRecent=True)["id"] == newest


def test_a_time_that_cannot_be_read_is_an_error_where_the_most_recent_is_asked_for(
    plugin: Plugin, simulator: Simulator
) -> None:
    simulator.sandboxes = named("2026-01-05T12:00:00Z", "yesterday", "2026-01-05", region="us")
    assert refusal(plugin, regions=["us"], mostRecent=True) == (
        'FAILED_PRECONDITION: cannot tell whether sandbox "sbx-2" is the most recent: `createdAt` '
        "could not be read: it is not an RFC 3339 time. Use `sandboxId`, or add a condition that "
        "excludes it."
    )
    assert "3 sandboxes meet the conditions: sbx-1 (RUNNING, us, 2026-01-05T12:00:00Z); sbx-3 " in (
        refusal(plugin, regions=["us"])
    )
    one = {"names": ["train"], "createdBefore": "2026-01-06T00:00:00Z"}
    assert "cannot tell whether `createdBefore` selects" in refusal(plugin, **one)
    simulator.sandboxes = named("2026-01-05T12:00:00Z")
    assert plugin.invoke("getSandbox", **one, mostRecent=True)["id"] == "sbx-1"


@pytest.mark.parametrize(
    ("created", "why"),
    [
        (None, "the API left out `createdAt`"),
        ("", "`createdAt` could not be read: it is not an RFC 3339 time"),
    ],
)
def test_a_time_that_is_absent_is_an_error_where_the_most_recent_is_asked_for(
    plugin: Plugin, simulator: Simulator, created: str | None, why: str
) -> None:
    simulator.sandboxes = named("2026-01-05T12:00:00Z", created)
    assert refusal(plugin, name="train", mostRecent=True) == (
        f'FAILED_PRECONDITION: cannot tell whether sandbox "sbx-2" is the most recent: {why}. Use '
        "`sandboxId`, or add a condition that excludes it."
    )


def test_the_most_recent_of_none_is_an_error(plugin: Plugin) -> None:
    message = refusal(plugin, name="nope", mostRecent=True)
    assert (
        message
        == f'{NONE}"nope" among the 37 searched (all of the personal account). {ADVICE} {TEAMS}'
    )


def test_not_the_most_recent_of_several_is_an_error(plugin: Plugin) -> None:
    message = refusal(plugin, name="llama-pretraining", mostRecent=False)
    assert message.startswith('FAILED_PRECONDITION: 6 sandboxes are named "llama-pretraining": ')


@pytest.mark.parametrize(
    ("arguments", "query", "found"),
    [
        ({"name": "evaluation", "teamId": "team-research"}, "team_id=team-research", "sbx-000016"),
        ({"name": "llama-pretraining", "labels": ["demo"]}, "labels=demo", None),
        (
            {"name": "llama-pretraining", "labels": ["demo"], "isActive": True},
            "is_active=true&labels=demo",
            "sbx-000001",
        ),
        (
            {"name": "llama-pretraining", "labels": ["demo", "training"], "status": "TERMINATED"},
            "status=TERMINATED&labels=demo&labels=training",
            "sbx-000005",
        ),
        ({"name": "data-cleaning", "isActive": False, "labels": []}, "", "sbx-000003"),
        ({"name": "data-cleaning", "teamId": ""}, "", "sbx-000003"),
    ],
)
def test_what_narrows_the_search_is_sent_to_the_api(
    plugin: Plugin,
    simulator: Simulator,
    arguments: dict[str, object],
    query: str,
    found: str | None,
) -> None:
    if found is None:
        assert " sandboxes are named " in refusal(plugin, **arguments)
    else:
        assert plugin.invoke("getSandbox", **arguments)["id"] == found
    sent = [(request.path, request.query) for request in simulator.requests]
    assert sent == [("/api/v1/sandbox", f"{query}&{EVERYTHING}".removeprefix("&"))]


def test_the_configured_team_is_searched_where_a_call_names_none(
    plugin: Plugin, simulator: Simulator
) -> None:
    plugin.use(simulator, teamId="team-research")
    assert plugin.invoke("getSandbox", name="tokenizer", labels=["nightly"])["id"] == "sbx-000032"
    assert plugin.invoke("getSandbox", name="data-cleaning", teamId="")["id"] == "sbx-000003"


def test_none_says_what_was_searched(plugin: Plugin) -> None:
    narrowed: dict[str, object] = {
        "teamId": "team-research",
        "labels": ["a", "b"],
        "status": "RUNNING",
    }
    assert refusal(plugin, name="nope", isActive=True, **narrowed) == (
        f'{NONE}"nope" among the 0 searched (teamId team-research, status RUNNING, '
        f"isActive true, labels a, labels b). {ADVICE}"
    )


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ({}, "one of `sandboxId`, `name` and the conditions is required"),
        (
            {"includeEnvironmentVars": True},
            "one of `sandboxId`, `name` and the conditions is required",
        ),
        (
            {"sandboxId": "sbx-000001", "name": "scratch"},
            "`name` cannot be used with `sandboxId`",
        ),
        (
            {"sandboxId": "sbx-000001", "mostRecent": True},
            "`mostRecent` cannot be used with `sandboxId`",
        ),
        (
            {"sandboxId": "sbx-000001", "isActive": False, "labels": [], "teamId": "t", "vm": True},
            "`teamId`, `labels`, `isActive`, `vm` cannot be used with `sandboxId`",
        ),
        ({"name": ""}, '`name` must not be empty, but is the text ""'),
        ({"name": "n", "status": ""}, '`status` must not be empty, but is the text ""'),
        (
            {"name": "n", "labels": ["a", ""]},
            '`labels[1]` must not be empty, but is the text ""',
        ),
    ],
)
def test_a_lookup_that_cannot_find_one_sandbox_never_reaches_the_api(
    plugin: Plugin, simulator: Simulator, arguments: dict[str, object], problem: str
) -> None:
    assert refusal(plugin, **arguments) == ARGUMENTS + problem
    assert simulator.requests == []


@pytest.mark.parametrize("most_recent", [False, True])
def test_a_sandbox_whose_name_cannot_be_read_is_not_passed_over(
    plugin: Plugin, *, most_recent: bool
) -> None:
    one, other = make_sandboxes(2, teams=())
    with Simulator(sandboxes=[{**one, "name": "twin"}, {**other, "name": 7}]) as simulator:
        plugin.use(simulator)
        assert refusal(plugin, name="twin", mostRecent=most_recent) == (
            'FAILED_PRECONDITION: cannot tell whether `name` selects sandbox "sbx-000002": `name` '
            "could not be read: it must be a string. Use `sandboxId`, or add a condition "
            "that excludes it."
        )
        assert plugin.invoke("getSandbox", name="twin", regions=["us"])["id"] == "sbx-000001"


@pytest.mark.parametrize("name", ["twin", None, 7])
def test_a_sandbox_without_an_id_that_may_be_meant_is_not_passed_over(
    plugin: Plugin, name: JSON
) -> None:
    with Simulator(behaviour=without_id(name=name)) as simulator:
        plugin.use(simulator)
        for selection in ({"name": "twin"}, {"gpuModels": ["H100"], "mostRecent": True}):
            assert refusal(plugin, **selection) == (
                "FAILED_PRECONDITION: cannot tell which sandbox is meant: it may be one without a "
                "usable ID. Use `sandboxId`."
            )


def test_a_sandbox_without_an_id_that_has_another_name_is_skipped(plugin: Plugin) -> None:
    with Simulator(behaviour=without_id(name="other")) as simulator:
        plugin.use(simulator)
        assert plugin.invoke("getSandbox", name="data-cleaning")["id"] == "sbx-000003"
    assert plugin.engine.warnings == [
        ("skipped 1 sandbox without a usable ID: id: it must be a string")
    ]


def without_id(**changes: JSON) -> Behaviour:
    """Sends the second sandbox with a number as its ID."""
    return Behaviour(reshape=lambda s: {**s, "id": 7, **changes} if s["id"] == "sbx-000002" else s)


def test_other_fields_that_cannot_be_read_do_no_harm(plugin: Plugin) -> None:
    one, other = make_sandboxes(2, teams=())
    lost: dict[str, JSON] = {"name": "twin", "cpuCores": {}, "exitCode": "SIGKILL"}
    with Simulator(sandboxes=[one, {**other, **lost}]) as simulator:
        plugin.use(simulator)
        found = plugin.invoke("getSandbox", name="twin")
        assert found == plugin.invoke("getSandbox", sandboxId="sbx-000002")
    assert (found["id"], "cpuCores" in found, "exitCode" in found) == ("sbx-000002", False, False)
    assert plugin.engine.warnings == [
        (
            '`cpuCores` could not be read in sandbox "sbx-000002": it must be a number; '
            "results lack it"
        ),
        (
            '`exitCode` could not be read in sandbox "sbx-000002": it must be an integer; '
            "results lack it"
        ),
    ]
