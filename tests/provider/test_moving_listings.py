from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING

import oracle
import pytest
from primeintellect_simulator import Behaviour, Churn, Fault, Simulator, make_sandboxes

if TYPE_CHECKING:
    from plugin import Plugin
    from primeintellect_simulator import Sandbox
    from primeintellect_simulator.churn import Place

SAMPLE = make_sandboxes(250, teams=())
paged = partial(Behaviour, max_per_page=100, cap_mode="clamp")
BEHAVIOURS = {
    "shuffled for every page": paged(shuffle_seed=7),
    "shuffled until it settles": paged(shuffle_seed=7, settle_after=8),
    "items repeated on the next page": paged(repeat=15),
    "items moving to the front": paged(rotate=3),
    "items moving to the end": paged(rotate=-3),
    "shuffled, repeated and moving": paged(shuffle_seed=1, repeat=15, rotate=2),
    "announcing pages without end": paged(endless=True),
}
SELECTIONS: dict[str, dict[str, object]] = {
    "everything": {},
    "the largest ones": {"sortBy": "gpuMemory", "sortOrder": "desc", "limit": 20},
    "filtered": {"statuses": ["RUNNING", "PAUSED"], "minGpuCount": 1, "sortBy": "name"},
    "totals": {"includeSandboxes": False},
}


@pytest.mark.parametrize("arguments", SELECTIONS.values(), ids=SELECTIONS)
@pytest.mark.parametrize("behaviour", BEHAVIOURS.values(), ids=BEHAVIOURS)
def test_a_listing_that_moves_while_it_is_read_is_complete_unique_ordered_and_the_same_twice(
    plugin: Plugin, behaviour: Behaviour, arguments: dict[str, object]
) -> None:
    with Simulator(sandboxes=SAMPLE, behaviour=behaviour) as api:
        # One request at a time, so that the pages move in the same way in every run.
        plugin.use(api, maxConcurrency=1)
        first = plugin.begin("listSandboxes", **arguments)
        answer = plugin.result(first)
        second = plugin.begin("listSandboxes", **arguments)
        once, twice = (
            call.result().SerializeToString(deterministic=True) for call in (first, second)
        )
    assert answer == oracle.list_sandboxes(SAMPLE, {**arguments, "perPage": 100})
    assert once == twice


def page(*sandboxes: Sandbox, number: int = 1, total: int, has_next: bool = False) -> Fault:
    shown = {"sandboxes": sandboxes, "total": total, "page": number, "per_page": 100}
    return Fault(status=200, body=json.dumps({**shown, "has_next": has_next}).encode())


def test_a_sandbox_that_goes_while_the_list_is_read_is_left_out_once_the_list_stands_still(
    plugin: Plugin, simulator: Simulator
) -> None:
    gone, nameless, *stay = SAMPLE[:4]
    leaving = (gone, {**nameless, "id": 7})
    first, last = page(*leaving, *stay, total=5, has_next=True), page(number=2, total=2)
    simulator.script(first, last, *[page(*stay, total=2)] * 2)
    answer = plugin.invoke("listSandboxes", perPage=100)
    assert (sorted(answer["ids"]), answer["total"]) == ([one["id"] for one in stay], 2)
    assert answer["skipped"] == 0


PLACES: list[tuple[Place, Place]] = [
    ("tail", "head"),
    ("tail", "anywhere"),
    ("anywhere", "anywhere"),
    ("head", "anywhere"),
    ("head", "tail"),
]


@pytest.mark.parametrize("concurrency", [1, 8])
@pytest.mark.parametrize(("insert_at", "delete_at"), PLACES)
@pytest.mark.parametrize(("size", "per_page"), [(300, 100), (1000, 100)])
def test_where_each_page_finds_one_sandbox_gone_and_another_come_none_that_stays_is_missed(  # noqa: PLR0913, PLR0917  # the columns of a table
    plugin: Plugin, size: int, per_page: int, insert_at: Place, delete_at: Place, concurrency: int
) -> None:
    """The total never changes, so that it tells nothing."""
    sample = make_sandboxes(size, teams=())
    churn = Churn(insertions=1, deletions=1, insert_at=insert_at, delete_at=delete_at)
    with Simulator(sandboxes=sample, behaviour=Behaviour(churn=churn)) as api:
        plugin.use(api, maxConcurrency=concurrency)
        answer = plugin.invoke("listSandboxes", perPage=per_page)
        stayed = {sandbox["id"] for sandbox in sample} & {one["id"] for one in api.sandboxes}
    assert stayed - set(answer["ids"]) == set()
    assert answer["total"] == answer["count"] == len(set(answer["ids"]))


@pytest.mark.parametrize("insert_at", ["head", "anywhere", "tail"])
@pytest.mark.parametrize("delete_at", ["head", "tail"])
def test_a_name_is_found_on_an_account_that_keeps_changing(
    plugin: Plugin, insert_at: Place, delete_at: Place
) -> None:
    """Each page of 1,000 finds ten sandboxes gone and ten others come."""
    sample = make_sandboxes(2500, teams=())
    sample[1234] = {**sample[1234], "name": "the-one"}
    churn = Churn(insertions=10, deletions=10, insert_at=insert_at, delete_at=delete_at)
    with Simulator(sandboxes=sample, behaviour=Behaviour(churn=churn)) as api:
        plugin.use(api)
        assert plugin.invoke("getSandbox", name="the-one")["id"] == sample[1234]["id"]
        assert len(api.requests) <= 5 * 4
