"""However a server pages, a listing is right, or an error after a bounded number of requests."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from plugin import Plugin, PluginError
from primeintellect_simulator import JSON, Behaviour, Fault, Simulator, make_sandboxes

if TYPE_CHECKING:
    from collections.abc import Mapping

pytestmark = pytest.mark.covers

SAMPLE = make_sandboxes(250, teams=())
IDS = [sandbox["id"] for sandbox in SAMPLE]
SUBJECT = "FAILED_PRECONDITION: cannot list sandboxes: "


def listed(plugin: Plugin, simulator: Simulator, **arguments: object) -> dict[str, Any]:
    plugin.use(simulator)
    return plugin.invoke("listSandboxes", **{"perPage": 100, **arguments})


def refusal(plugin: Plugin, simulator: Simulator) -> str:
    with pytest.raises(PluginError) as refused:
        listed(plugin, simulator)
    return str(refused.value)


def page(count: int, **claims: JSON) -> bytes:
    truth = {"total": 250, "page": 1, "per_page": 100, "has_next": True}
    return json.dumps({**truth, "sandboxes": SAMPLE[:count], **claims}).encode()


@pytest.mark.parametrize(
    ("behaviour", "requests"),
    [
        (Behaviour(endless=True), 12),
        (Behaviour(repeat=50), 16),
        (Behaviour(rotate=1), 9),
        (Behaviour(rotate=-1), 9),
        (Behaviour(empty_page=1), 12),
        (Behaviour(empty_page=2), 12),
        (Behaviour(claims={"total": 0}), 9),
        (Behaviour(claims={"total": -1}), 9),
        (Behaviour(claims={"total": -(2**53)}), 9),
        (Behaviour(claims={"total": 1}), 9),
        (Behaviour(claims={"per_page": 10**9}), 3),
        (Behaviour(claims={"per_page": 0}), 3),
        (Behaviour(claims={"per_page": -5}), 3),
        (Behaviour(claims={"per_page": 1}), 3),
    ],
    ids=lambda value: "" if isinstance(value, int) else shown(value),
)
def test_a_listing_is_right_whatever_the_pages_do_and_say(
    plugin: Plugin, behaviour: Behaviour, requests: int
) -> None:
    with Simulator(sandboxes=SAMPLE, behaviour=behaviour) as simulator:
        answer = listed(plugin, simulator)
        made = len(simulator.requests)
    assert (answer["ids"], answer["total"], answer["count"]) == (IDS, 250, 250)
    assert made <= requests


def shown(behaviour: Behaviour) -> str:
    usual = Behaviour()
    return " ".join(
        f"{name}={value}"
        for name, value in vars(behaviour).items()
        if value != getattr(usual, name)
    )


@pytest.mark.parametrize(
    ("claims", "total", "shown", "requests"),
    [
        ({"total": 10**12}, "1,000,000,000,000", 250, 3 * 65),
        ({"total": 251}, "251", 250, 9),
        ({"total": 251, "has_next": True}, "251", 250, 3 * 13),
        ({"total": 301, "has_next": False}, "301", 100, 3),
    ],
)
def test_more_sandboxes_than_the_api_ever_shows_are_an_error_that_says_so(
    plugin: Plugin, claims: Mapping[str, JSON], total: str, shown: int, requests: int
) -> None:
    with Simulator(sandboxes=SAMPLE, behaviour=Behaviour(claims=claims)) as simulator:
        assert refusal(plugin, simulator) == (
            f"{SUBJECT}the API counts {total} sandboxes but shows only {shown}, even after 3 "
            "readings of all its pages. Check that the API key may see all of them, or select "
            "fewer."
        )
        assert len(simulator.requests) == requests


def test_no_next_page_before_the_total_is_reached_is_never_taken_for_the_end(
    plugin: Plugin,
) -> None:
    claims = {"has_next": False, "total": 250, "per_page": 100}
    with Simulator(sandboxes=SAMPLE[:100], behaviour=Behaviour(claims=claims)) as simulator:
        assert refusal(plugin, simulator).startswith(
            f"{SUBJECT}the API counts 250 sandboxes but shows only 100, "
        )
        assert len(simulator.requests) == 3


@pytest.mark.parametrize("count", [100, 0])
def test_the_same_page_for_every_number_is_an_error(plugin: Plugin, count: int) -> None:
    with Simulator(sandboxes=[]) as simulator:
        simulator.script(*[Fault(status=200, body=page(count, page=None))] * 300)
        assert refusal(plugin, simulator).startswith(
            f"{SUBJECT}the API counts 250 sandboxes but shows only {count}, "
        )
        assert len(simulator.requests) <= 3 * 66


@pytest.mark.parametrize("total", [10**12, 0, -1])
def test_an_absurd_total_of_the_first_page_alone_is_survived(plugin: Plugin, total: int) -> None:
    with Simulator(sandboxes=SAMPLE) as simulator:
        simulator.script(Fault(status=200, body=page(100, total=total)))
        assert listed(plugin, simulator)["ids"] == IDS
        assert len(simulator.requests) <= 65 + 6


@pytest.mark.parametrize(
    "claims",
    [
        {"total": None},
        {"total": 1e300},
        {"total": 10**400},
        {"total": "many"},
        {"has_next": "perhaps"},
        {"per_page": 0.5},
        {"page": []},
        {"sandboxes": None},
        {"sandboxes": {}},
        {"sandboxes": [1]},
        {"sandboxes": [[]]},
        {"sandboxes": [None]},
    ],
    ids=str,
)
def test_a_page_that_is_no_page_is_an_error_after_one_request(
    plugin: Plugin, simulator: Simulator, claims: Mapping[str, JSON]
) -> None:
    simulator.script(Fault(status=200, body=page(1, **claims)))
    message = refusal(plugin, simulator)
    assert message.startswith(f"{SUBJECT}the API answered 200, but not as documented: ")
    assert len(simulator.requests) == 1


@pytest.mark.parametrize(
    ("claims", "counted"),
    [
        ({"total": -5}, "-5 sandboxes on pages of 100, but shows 1 on page 1 and announces more"),
        ({"total": 0}, "0 sandboxes on pages of 100, but shows 1 on page 1 and announces more"),
        ({"per_page": 0}, "250 sandboxes on pages of 0, but shows 1 on page 1 and announces more"),
        ({"has_next": False}, "250 sandboxes on pages of 100, but shows 1 on page 1 and no more"),
        ({}, "250 sandboxes on pages of 100, but shows 1 on page 1 and announces more"),
        ({"sandboxes": []}, "250 sandboxes on pages of 100, but shows 0 on page 1 and announces"),
        ({"total": 1}, "1 sandboxes on pages of 100, but shows 1 on page 1 and announces more"),
        (
            {"sandboxes": [SAMPLE[0], SAMPLE[0]], "total": 2, "has_next": False},
            "2 sandboxes on pages of 100, but shows 1 on page 1 and no more pages",
        ),
    ],
    ids=str,
)
def test_a_page_that_contradicts_its_list_is_read_again_and_then_an_error(
    plugin: Plugin, claims: dict[str, JSON], counted: str
) -> None:
    contradiction = Fault(status=200, body=page(1, **claims))
    with Simulator(sandboxes=SAMPLE) as simulator:
        simulator.script(contradiction)
        assert listed(plugin, simulator, page=1)["ids"] == IDS[:100]
        simulator.script(contradiction, contradiction)
        with pytest.raises(PluginError) as refused:
            listed(plugin, simulator, page=1)
    assert refused.value.message.startswith(f"cannot list sandboxes: the API counts {counted}")
    assert refused.value.message.endswith(" Check that baseUrl is the Prime Intellect API.")


SERVED = 100
"""The size of the largest page of an older server."""


@pytest.mark.parametrize(
    ("number", "per_page", "asked"),
    [(3, 50, 100), (1, 1000, 1000), (3, 1000, 1000), (4, 1000, None)],
)
def test_a_page_may_be_of_another_size_than_it_says(
    plugin: Plugin, simulator: Simulator, number: int, per_page: int, asked: int | None
) -> None:
    shown = SAMPLE[(number - 1) * SERVED : number * SERVED]
    claims: dict[str, JSON] = {"sandboxes": [*shown], "per_page": per_page, "page": number}
    body = page(number, **claims, has_next=number * SERVED < 250)
    simulator.script(Fault(status=200, body=body))
    plugin.use(simulator)
    found = plugin.invoke("listSandboxes", page=number, perPage=asked)
    assert (found["count"], found["total"]) == (len(shown), 250)
    assert len(simulator.requests) == 1


@pytest.mark.parametrize(("growth", "settled"), [(1, 4), (3, 4), (-1, 4), (-50, 3)])
def test_a_listing_that_changes_is_right_once_it_settles(
    plugin: Plugin, growth: int, settled: int
) -> None:
    behaviour = Behaviour(growth=growth, settle_after=settled)
    with Simulator(sandboxes=SAMPLE, behaviour=behaviour) as simulator:
        answer = listed(plugin, simulator)
    assert answer["total"] == len(answer["ids"]) == len(set(answer["ids"]))
    assert answer["total"] == 250 + growth * settled


def test_what_was_deleted_meanwhile_does_not_stand_in_for_what_was_missed(plugin: Plugin) -> None:
    """Three readings miss one, and see ten that are gone by their end, one without an ID."""
    left, gone = SAMPLE[:240], [*SAMPLE[240:249], {**SAMPLE[249], "id": None}]
    first = json.dumps({"sandboxes": SAMPLE[:100], "total": 250, "page": 1, "per_page": 100,
                        "has_next": True}).encode()  # fmt: skip
    second = json.dumps({"sandboxes": [*SAMPLE[100:190], *gone], "total": 250, "page": 2,
                         "per_page": 100, "has_next": True}).encode()  # fmt: skip
    third = json.dumps({"sandboxes": SAMPLE[191:240], "total": 240, "page": 3, "per_page": 100,
                        "has_next": False}).encode()  # fmt: skip
    with Simulator(sandboxes=left) as simulator:
        plugin.use(simulator, maxConcurrency=1)
        bodies = [first, second, third] * 3
        simulator.script(*(Fault(status=200, body=body) for body in bodies))
        answer = plugin.invoke("listSandboxes", perPage=100)
        assert len(simulator.requests) == 9 + 2 * 4
    assert answer["ids"] == [sandbox["id"] for sandbox in left]
    assert answer["skipped"] == 0


def test_a_sandbox_without_an_id_counts_as_one_that_was_found(plugin: Plugin) -> None:
    broken = [{**one, "id": n} if n % 50 == 0 else one for n, one in enumerate(SAMPLE)]
    with Simulator(sandboxes=broken) as simulator:
        answer = listed(plugin, simulator)
        assert len(simulator.requests) == 3
    assert (answer["count"], answer["skipped"], answer["total"]) == (245, 5, 245)


def test_a_sandbox_that_could_be_read_on_another_page_is_not_skipped(plugin: Plugin) -> None:
    first, second = {**SAMPLE[0], "cpuCores": "many"}, SAMPLE[0]
    paging: dict[str, JSON] = {"total": 1, "per_page": 1}
    with Simulator(sandboxes=[second]) as simulator:
        simulator.script(
            Fault(status=200, body=page(0, sandboxes=[first], **paging)),
            Fault(status=200, body=page(0, sandboxes=[second], page=2, has_next=False, **paging)),
        )
        answer = listed(plugin, simulator)
        assert len(simulator.requests) == 4
    assert (answer["ids"], answer["total"], answer["skipped"]) == ([IDS[0]], 1, 0)
    warning = (
        f'`cpuCores` could not be read in sandbox "{IDS[0]}": it must be a number; '
        "results lack it; totals lack it"
    )
    assert plugin.engine.warnings == [warning]


def test_of_a_sandbox_that_a_page_shows_twice_the_last_state_counts(
    plugin: Plugin, simulator: Simulator
) -> None:
    twice = [SAMPLE[0] | {"status": status} for status in ("RUNNING", "PAUSED")]
    body = json.dumps({"sandboxes": twice, "total": 1, "page": 1, "per_page": 1000,
                       "has_next": False}).encode()  # fmt: skip
    plugin.use(simulator)
    for status, found in (("RUNNING", []), ("PAUSED", [SAMPLE[0]["id"]])):
        simulator.script(Fault(status=200, body=body))
        assert plugin.invoke("listSandboxes", statuses=[status, "ERROR"])["ids"] == found
