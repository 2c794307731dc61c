from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest
from plugin import PluginError
from primeintellect_simulator import JSON, Behaviour, Fault, Simulator, make_sandboxes

if TYPE_CHECKING:
    from plugin import Plugin

SAMPLE = make_sandboxes(250, teams=())
IDS = [sandbox["id"] for sandbox in SAMPLE]
SMALL = {"perPage": 100}


def queries(simulator: Simulator) -> list[str]:
    return [request.query for request in simulator.requests]


def pages(*numbers: int, size: int = 100, step: int = 1) -> list[str]:
    """Requests for pages, each of which is smaller than the one before."""
    return [f"page={number}&per_page={size - step * (number - 1)}" for number in numbers]


def test_all_pages_are_read_once_and_the_later_ones_together(plugin: Plugin) -> None:
    with Simulator(sandboxes=SAMPLE) as simulator:
        plugin.use(simulator)
        answer = plugin.invoke("listSandboxes", **SMALL)
        assert queries(simulator)[0] == pages(1)[0]
        assert sorted(queries(simulator)) == pages(1, 2, 3)
    assert (answer["ids"], answer["total"], answer["perPage"]) == (IDS, 250, 100)


def test_how_far_a_listing_is_can_be_seen_while_it_is_read(plugin: Plugin) -> None:
    with Simulator(sandboxes=SAMPLE) as simulator:
        plugin.use(simulator)
        plugin.invoke("listSandboxes", perPage=2)
        plugin.invoke("listSandboxes")
    assert sorted(plugin.engine.log) == [
        "STATUS: listed 130 of 250 sandboxes",
        "STATUS: listed 2 of 250 sandboxes",
    ]


@pytest.mark.parametrize(
    ("behaviour", "asked"),
    [
        (Behaviour(max_per_page=100, cap_mode="refuse"), [1000, 100]),
        (Behaviour(max_per_page=100, cap_mode="clamp"), [1000]),
        (Behaviour(max_per_page=100, cap_mode="clamp", camel_case=True), [1000]),
    ],
)
def test_where_a_page_may_have_100_at_most_that_size_is_used(
    plugin: Plugin, behaviour: Behaviour, asked: list[int]
) -> None:
    with Simulator(sandboxes=SAMPLE, behaviour=behaviour) as simulator:
        plugin.use(simulator)
        answer = plugin.invoke("listSandboxes")
        first = [f"page=1&per_page={size}" for size in asked]
        assert queries(simulator)[: len(asked)] == first
        assert sorted(queries(simulator)[len(asked) :]) == pages(2, 3)
    assert (answer["ids"], answer["total"], answer["perPage"]) == (IDS, 250, 100)


def test_a_server_that_clamps_without_saying_so_is_read_to_the_end(plugin: Plugin) -> None:
    with Simulator(sandboxes=SAMPLE) as simulator:
        plugin.use(simulator)
        listed = {"total": 250, "page": 1, "per_page": 0, "has_next": True}
        body = json.dumps({**listed, "sandboxes": SAMPLE[:100]}).encode()
        simulator.script(Fault(status=200, body=body))
        assert plugin.invoke("listSandboxes", **SMALL)["ids"] == IDS
        assert sorted(queries(simulator)) == pages(1, 2, 3)


def test_where_100_is_refused_too_pages_have_the_size_that_the_api_likes(plugin: Plugin) -> None:
    with Simulator(sandboxes=SAMPLE, behaviour=Behaviour(max_per_page=60)) as simulator:
        plugin.use(simulator)
        answer = plugin.invoke("listSandboxes")
        assert (answer["count"], answer["perPage"]) == (250, 50)
        asked = [*pages(1, size=1000), *pages(1), "page=1", *pages(2, 3, 4, 5, 6, size=50)]
        assert sorted(queries(simulator)) == sorted(asked)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b'{"detail": "too many a page"}',
        b'{"errors": [{"param": "perPage", "details": "too many"}]}',
        b'{"detail": [{"loc": ["query", "per_page"], "msg": "too many"}]}',
    ],
)
def test_a_refusal_of_the_size_is_understood_however_it_is_told(
    plugin: Plugin, simulator: Simulator, body: bytes
) -> None:
    simulator.script(Fault(status=422, body=body))
    assert plugin.invoke("listSandboxes")["count"] == 37
    assert queries(simulator) == [*pages(1, size=1000), *pages(1)]


def test_a_refused_size_that_was_asked_for_is_an_error(plugin: Plugin) -> None:
    with Simulator(behaviour=Behaviour(max_per_page=20)) as simulator:
        plugin.use(simulator)
        with pytest.raises(PluginError) as refused:
            plugin.invoke("listSandboxes", perPage=100)
        assert queries(simulator) == [*pages(1)]
    assert str(refused.value) == (
        "FAILED_PRECONDITION: cannot list sandboxes: the API answered 422 "
        f'{HTTPStatus.UNPROCESSABLE_ENTITY.phrase}, "perPage: Input should be less than or equal '
        'to 20" (request id req-000001). Correct the refused arguments. (1 try)'
    )


@pytest.mark.parametrize(
    "behaviour",
    [
        Behaviour(repeat=10),
        Behaviour(rotate=1),
        Behaviour(rotate=-3),
        Behaviour(shuffle_seed=3, settle_after=12),
        Behaviour(endless=True),
        Behaviour(empty_page=2),
        Behaviour(empty_page=3),
        Behaviour(empty_page=4),
    ],
    ids=lambda behaviour: str(behaviour).replace("Behaviour", "").split("max_per_page")[0],
)
def test_every_sandbox_is_listed_once_however_the_pages_lie(
    plugin: Plugin, behaviour: Behaviour
) -> None:
    with Simulator(sandboxes=SAMPLE, behaviour=behaviour) as simulator:
        plugin.use(simulator)
        answer = plugin.invoke("listSandboxes", **SMALL)
    assert (answer["ids"], answer["total"], answer["hasNext"]) == (IDS, 250, False)


def test_an_empty_page_among_others_hides_nothing_behind_it(plugin: Plugin) -> None:
    with Simulator(sandboxes=SAMPLE[:200], behaviour=Behaviour(empty_page=2)) as simulator:
        plugin.use(simulator)
        assert plugin.invoke("listSandboxes", **SMALL)["ids"] == IDS[:200]


def test_sandboxes_seen_twice_make_it_read_three_times_with_other_pages_each_time(
    plugin: Plugin,
) -> None:
    with Simulator(sandboxes=SAMPLE, behaviour=Behaviour(endless=True)) as simulator:
        plugin.use(simulator, maxConcurrency=1)
        plugin.invoke("listSandboxes", **SMALL)
        last = ["page=4&per_page=98", "page=4&per_page=91", "page=4&per_page=84"]
        assert queries(simulator) == [
            *(*pages(1, 2, 3, size=100), last[0]),
            *(*pages(1, 2, 3, size=93), last[1]),
            *(*pages(1, 2, 3, size=86), last[2]),
        ]


@pytest.mark.parametrize(("ago", "requests"), [(timedelta(0), 9), (timedelta(hours=1), 3)])
def test_a_change_of_just_now_is_noticed_whatever_the_offset_of_its_time(
    plugin: Plugin, ago: timedelta, requests: int
) -> None:
    changed, before = (
        (datetime.now(timezone(timedelta(hours=hours))) - since).isoformat()
        for hours, since in ((-5, ago), (14, timedelta(hours=1)))
    )
    sandboxes = [
        *SAMPLE[:-2],
        {**SAMPLE[-2], "updatedAt": changed},
        {**SAMPLE[-1], "updatedAt": before},
    ]
    with Simulator(sandboxes=sandboxes) as simulator:
        plugin.use(simulator)
        assert plugin.invoke("listSandboxes", **SMALL)["ids"] == IDS
        assert len(queries(simulator)) == requests


@pytest.mark.parametrize(("growth", "settle_after"), [(1, 5), (-1, 5), (2, 3)])
def test_a_listing_that_changes_is_read_until_it_settles(
    plugin: Plugin, growth: int, settle_after: int
) -> None:
    behaviour = Behaviour(growth=growth, settle_after=settle_after)
    with Simulator(sandboxes=SAMPLE, behaviour=behaviour) as simulator:
        plugin.use(simulator)
        answer = plugin.invoke("listSandboxes", **SMALL)
    assert answer["total"] == len(answer["ids"]) == 250 + growth * settle_after


@pytest.mark.parametrize("growth", [1, -1])
def test_a_list_that_changes_with_each_request_has_all_that_was_there_all_the_time(
    plugin: Plugin, growth: int
) -> None:
    with Simulator(sandboxes=SAMPLE, behaviour=Behaviour(growth=growth)) as simulator:
        plugin.use(simulator)
        answer = plugin.invoke("listSandboxes", **SMALL)
        made = len(simulator.requests)
    assert made <= 12
    assert set(answer["ids"]) >= set(IDS[made:] if growth < 0 else IDS)
    assert answer["total"] == answer["count"] == len(set(answer["ids"])) <= 250 + made


def test_a_page_that_is_gone_as_the_list_became_shorter_is_empty(plugin: Plugin) -> None:
    with Simulator(sandboxes=SAMPLE) as simulator:
        plugin.use(simulator, maxConcurrency=1)
        simulator.script(Fault(), Fault(), Fault(status=404))
        answer = plugin.invoke("listSandboxes", **SMALL)
        assert len(queries(simulator)) == 9
    assert (answer["ids"], answer["total"]) == (IDS, 250)


@pytest.mark.parametrize(
    ("arguments", "found"), [({"page": 3, **SMALL}, []), (SMALL, [Fault(status=404)])]
)
def test_a_list_that_is_not_found_is_an_error(
    plugin: Plugin, arguments: dict[str, object], found: list[Fault]
) -> None:
    with Simulator(sandboxes=SAMPLE) as simulator:
        plugin.use(simulator)
        simulator.script(*found, *[Fault(status=404)] * (not found))
        with pytest.raises(PluginError, match="the API answered 404 Not Found"):
            plugin.invoke("listSandboxes", **arguments)
        assert len(queries(simulator)) == 1


def scripted(simulator: Simulator, **claims: JSON) -> None:
    """Makes the next page one of 100 sandboxes that says of itself what it is told to."""
    said = {"total": 250, "page": 1, "per_page": 100, "has_next": True, **claims}
    shown = {name: value for name, value in said.items() if value != "omitted"}
    body = json.dumps({"sandboxes": SAMPLE[:100], **shown}).encode()
    simulator.script(Fault(status=200, body=body))


@pytest.mark.parametrize("arguments", [SMALL, {"page": 1, **SMALL}])
@pytest.mark.parametrize("number", [2, 0, -1, 10**12])
def test_another_page_than_the_one_that_was_asked_for_is_an_error(
    plugin: Plugin, arguments: dict[str, object], number: int
) -> None:
    with Simulator(sandboxes=SAMPLE) as simulator:
        plugin.use(simulator)
        scripted(simulator, page=number)
        with pytest.raises(PluginError) as refused:
            plugin.invoke("listSandboxes", **arguments)
        assert len(queries(simulator)) == 1
    assert str(refused.value) == (
        f"FAILED_PRECONDITION: cannot list sandboxes: the API answered with page {number} where "
        "page 1 was asked for. Check proxies and caches between here and the API: they can mix up "
        "responses. (1 try)"
    )


@pytest.mark.parametrize("number", ["omitted", None])
def test_a_page_without_a_number_is_the_one_that_was_asked_for(
    plugin: Plugin, number: str | None
) -> None:
    with Simulator(sandboxes=SAMPLE) as simulator:
        plugin.use(simulator)
        scripted(simulator, page=number)
        assert plugin.invoke("listSandboxes", **SMALL)["ids"] == IDS
        assert len(queries(simulator)) == 3
        scripted(simulator, page=number)
        answer = plugin.invoke("listSandboxes", page=1, **SMALL)
    assert (answer["ids"], answer["page"], answer["total"]) == (IDS[:100], 1, 250)


def test_null_for_the_sandboxes_of_an_empty_list_is_an_empty_list(
    plugin: Plugin, simulator: Simulator
) -> None:
    body = b'{"sandboxes": null, "total": 0, "page": 1, "per_page": 50, "has_next": false}'
    simulator.script(Fault(status=200, body=body))
    answer = plugin.invoke("listSandboxes")
    assert (answer["ids"], answer["total"], answer["hasNext"]) == ([], 0, False)
    assert len(simulator.requests) == 1


def test_a_list_without_an_end_is_refused(plugin: Plugin) -> None:
    with Simulator(sandboxes=[]) as simulator:
        plugin.use(simulator, maxConcurrency=1)
        simulator.script(
            *(
                Fault(
                    status=200,
                    body=json.dumps(
                        {
                            "sandboxes": [{"id": f"sbx-{number}"}],
                            "total": 1,
                            "per_page": 1,
                            "has_next": True,
                        }
                    ).encode(),
                )
                for number in range(200)
            )
        )
        with pytest.raises(PluginError) as refused:
            plugin.invoke("listSandboxes")
        assert len(queries(simulator)) == 3 * 11
    assert str(refused.value) == (
        "FAILED_PRECONDITION: cannot list sandboxes: the API keeps announcing more pages, even "
        "after 33 sandboxes. Check that baseUrl is the Prime Intellect API."
    )


def test_an_absurd_total_costs_one_batch_of_requests(plugin: Plugin) -> None:
    with Simulator(sandboxes=SAMPLE) as simulator:
        plugin.use(simulator)
        scripted(simulator, total=10**12)
        assert plugin.invoke("listSandboxes", **SMALL)["ids"] == IDS
        readings = (
            *pages(*range(1, 66), step=0),
            *pages(1, 2, 3, size=93),
            *pages(1, 2, 3, size=86),
        )
        assert sorted(queries(simulator)) == sorted(readings)


def test_a_failing_page_fails_the_listing_and_ends_the_other_requests(plugin: Plugin) -> None:
    with Simulator(sandboxes=SAMPLE) as simulator:
        plugin.use(simulator)
        simulator.script(Fault(), Fault(status=402), Fault(delivery="stalled"))
        with pytest.raises(PluginError) as refused:
            plugin.invoke("listSandboxes", **SMALL)
    assert str(refused.value).startswith(
        "FAILED_PRECONDITION: cannot list sandboxes: the API answered 402 Payment Required "
    )
