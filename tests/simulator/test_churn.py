"""Sandboxes that come and go while a list is read."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from primeintellect_simulator import Behaviour, Churn, Sandbox, Simulator, make_sandboxes
from simulator.clock import Clock

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

    Serve = Callable[[Simulator], httpx.Client]

SAMPLE = make_sandboxes(10, teams=())
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=timezone.utc)


def short_ids(sandboxes: list[dict[str, Any]]) -> list[str]:
    return [sandbox["id"].removeprefix("sbx-").lstrip("0") for sandbox in sandboxes]


def read(api: httpx.Client, *pages: int) -> list[list[str]]:
    """Read pages of four."""
    queries = [{"page": page, "per_page": 4} for page in pages]
    return [short_ids(api.get("/sandbox", params=query).json()["sandboxes"]) for query in queries]


def test_sandboxes_may_appear_at_the_head_before_every_page(serve: Serve) -> None:
    behaviour = Behaviour(churn=Churn(insertions=1))
    api = serve(Simulator(sandboxes=SAMPLE, behaviour=behaviour))
    assert read(api, 1, 2, 3, 4) == [
        ["new-000001", "1", "2", "3"],
        ["3", "4", "5", "6"],
        ["6", "7", "8", "9"],
        ["9", "10"],
    ]


def test_sandboxes_may_vanish_from_the_head_so_that_later_pages_lose_some(serve: Serve) -> None:
    behaviour = Behaviour(churn=Churn(deletions=1, delete_at="head"))
    simulator = Simulator(sandboxes=SAMPLE, behaviour=behaviour)
    assert read(serve(simulator), 1, 2, 3) == [["2", "3", "4", "5"], ["7", "8", "9", "10"], []]
    assert simulator.sandboxes == SAMPLE[3:]


def test_fractions_add_up_and_the_tail_may_change(serve: Serve) -> None:
    churn = Churn(insertions=0.5, deletions=0.25, insert_at="tail", delete_at="tail")
    simulator = Simulator(sandboxes=SAMPLE[:2], behaviour=Behaviour(churn=churn))
    api = serve(simulator)
    totals = [api.get("/sandbox").json()["total"] for _ in range(8)]
    assert totals == [2, 3, 3, 3, 3, 4, 4, 4]
    assert simulator.sandboxes[:2] == SAMPLE[:2]


def test_changes_may_follow_the_clock_from_the_first_request_on(serve: Serve) -> None:
    clock = Clock()
    churn = Churn(insertions=2, per="second")
    api = serve(Simulator(sandboxes=SAMPLE, behaviour=Behaviour(churn=churn), clock=clock))
    totals = []
    for now in (600.0, 600.4, 600.5, 601, 604):
        clock.now = now
        totals.append(api.get("/sandbox").json()["total"])
    assert totals == [10, 10, 11, 12, 18]


def test_the_seed_fixes_what_changes_anywhere(serve: Serve) -> None:
    def after(seed: int) -> list[str]:
        churn = Churn(insertions=1, deletions=1, insert_at="anywhere", seed=seed)
        simulator = Simulator(sandboxes=SAMPLE, behaviour=Behaviour(churn=churn))
        read(serve(simulator), *[1] * 8)
        return short_ids(simulator.sandboxes)

    assert after(1) == after(1)
    assert after(1) != after(2)
    assert after(1)[:4] != short_ids(SAMPLE)[:4]


def test_changes_may_come_to_an_end(serve: Serve) -> None:
    churn = Churn(insertions=2, max_changes=3)
    api = serve(Simulator(sandboxes=SAMPLE, behaviour=Behaviour(churn=churn)))
    assert [api.get("/sandbox").json()["total"] for _ in range(4)] == [12, 13, 13, 13]


def test_an_empty_list_stays_empty(serve: Serve) -> None:
    churn = Churn(insertions=1, deletions=1)
    api = serve(Simulator(sandboxes=[], behaviour=Behaviour(churn=churn)))
    assert [api.get("/sandbox").json()["total"] for _ in range(3)] == [0, 0, 0]


def test_a_long_silence_is_made_up_for_in_part(serve: Serve) -> None:
    clock = Clock()
    churn = Churn(insertions=10_000, per="second")
    api = serve(Simulator(sandboxes=SAMPLE, behaviour=Behaviour(churn=churn), clock=clock))
    api.get("/sandbox")
    clock.now += 1e9
    assert api.get("/sandbox").json()["total"] == 10_010
    assert api.get("/sandbox").json()["total"] == 10_010


def test_a_new_sandbox_is_a_copy_with_an_id_and_times_of_its_own(serve: Serve) -> None:
    template: Sandbox = {**SAMPLE[0], "terminatedAt": None}
    behaviour = Behaviour(churn=Churn(insertions=1, max_changes=1))
    simulator = Simulator(sandboxes=[template], behaviour=behaviour, now=lambda: NOW)
    api = serve(simulator)
    moment = "2026-03-01T12:00:00Z"
    new = {
        **template,
        "id": "sbx-new-000001",
        "createdAt": moment,
        "updatedAt": moment,
        "startedAt": moment,
    }
    assert api.get("/sandbox").json()["sandboxes"] == [new, template]
    assert api.get("/sandbox/sbx-new-000001").json() == new
    assert simulator.sandboxes == [new, template]


def test_reading_one_sandbox_changes_nothing(serve: Serve) -> None:
    behaviour = Behaviour(churn=Churn(deletions=1))
    simulator = Simulator(sandboxes=SAMPLE, behaviour=behaviour)
    assert serve(simulator).get("/sandbox/sbx-000001").status_code == 200
    assert simulator.sandboxes == SAMPLE


def test_a_page_past_the_end_of_a_list_that_has_shrunk_may_be_404(serve: Serve) -> None:
    churn = Churn(deletions=1, delete_at="head")
    behaviour = Behaviour(churn=churn, past_end="404")
    api = serve(Simulator(sandboxes=SAMPLE[:5], behaviour=behaviour))
    assert read(api, 1) == [["2", "3", "4", "5"]]
    response = api.get("/sandbox?page=2&per_page=4")
    assert (response.status_code, response.json()) == (404, {"detail": "Page 2 not found"})


def test_an_empty_first_page_is_never_404(serve: Serve) -> None:
    api = serve(Simulator(sandboxes=[], behaviour=Behaviour(past_end="404")))
    assert [api.get(f"/sandbox?page={page}").status_code for page in (1, 2)] == [200, 404]


def test_edits_can_be_scripted_for_single_requests(serve: Serve) -> None:
    simulator = Simulator(sandboxes=SAMPLE)
    api = serve(simulator)
    simulator.script_edits(None, lambda held: held[1:], lambda held: [*held, SAMPLE[0]])
    assert read(api, 1, 2, 3, 1) == [
        ["1", "2", "3", "4"],
        ["6", "7", "8", "9"],
        ["10", "1"],
        ["2", "3", "4", "5"],
    ]


def test_at_sixty_changes_a_second_the_pages_of_a_large_list_stay_consistent(
    serve: Serve,
) -> None:
    clock, size = Clock(), 5000
    sandboxes = make_sandboxes(size, teams=())
    churn = Churn(insertions=30, deletions=30, per="second", insert_at="anywhere")
    simulator = Simulator(sandboxes=sandboxes, behaviour=Behaviour(churn=churn), clock=clock)
    api = serve(simulator)
    api.get("/sandbox?per_page=1")
    for _ in range(20):
        clock.now += 1
        page = api.get("/sandbox?per_page=1000").json()
        held = simulator.sandboxes
        assert (page["total"], page["sandboxes"]) == (size, held[:1000])
        assert len({str(sandbox["id"]) for sandbox in held}) == size
    survivors = {str(sandbox["id"]) for sandbox in simulator.sandboxes}
    assert size - 600 <= len(survivors & {str(sandbox["id"]) for sandbox in sandboxes}) < size
