"""Sandboxes whose status changes while a client waits for them."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING

import pytest
from primeintellect_simulator import Simulator, Stage, make_sandboxes
from simulator.clock import Clock

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

    Serve = Callable[[Simulator], httpx.Client]

SAMPLE = make_sandboxes(3)
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=timezone.utc)
MOMENT = "2026-03-01T12:00:00Z"
ID = "sbx-000001"


def statuses(api: httpx.Client, count: int) -> list[str]:
    return [api.get(f"/sandbox/{ID}").json()["status"] for _ in range(count)]


def test_a_status_is_seen_by_so_many_requests_and_the_last_one_stays(serve: Serve) -> None:
    simulator = Simulator(sandboxes=SAMPLE)
    api = serve(simulator)
    stages = (Stage(status="PENDING", requests=2), Stage(status="PROVISIONING"))
    simulator.script_lifecycle(ID, *stages, Stage(status="RUNNING"))
    assert statuses(api, 5) == ["PENDING", "PENDING", "PROVISIONING", "RUNNING", "RUNNING"]


def test_list_requests_count_and_filter_by_the_status_of_the_moment(serve: Serve) -> None:
    simulator = Simulator(sandboxes=SAMPLE)
    api = serve(simulator)
    stages = (Stage(status="PENDING"), Stage(status="PROVISIONING"), Stage(status="RUNNING"))
    simulator.script_lifecycle(ID, *stages)
    running = [api.get("/sandbox?status=RUNNING").json()["total"] for _ in range(4)]
    assert running == [2, 2, 3, 3]


def test_a_status_may_last_for_seconds_on_the_clock(serve: Serve) -> None:
    clock = Clock()
    simulator = Simulator(sandboxes=SAMPLE, clock=clock)
    api = serve(simulator)
    stages = (Stage(status="PENDING", seconds=10), Stage(status="PROVISIONING", seconds=5))
    simulator.script_lifecycle(ID, *stages, Stage(status="RUNNING", requests=1), Stage(status="X"))
    seen = []
    for now in (500, 509.9, 510, 514.9, 515, 515, 600):
        clock.now = now
        seen += statuses(api, 1)
    assert seen == ["PENDING", "PENDING", "PROVISIONING", "PROVISIONING", "RUNNING", "X", "X"]


def test_a_long_pause_passes_over_statuses(serve: Serve) -> None:
    clock = Clock()
    simulator = Simulator(sandboxes=SAMPLE, clock=clock)
    stages = (Stage(status="PENDING", seconds=10), Stage(status="PROVISIONING", seconds=5))
    simulator.script_lifecycle(ID, *stages, Stage(status="RUNNING"))
    clock.now += 15
    assert statuses(serve(simulator), 1) == ["RUNNING"]


def test_times_and_errors_go_with_the_status(serve: Serve) -> None:
    simulator = Simulator(sandboxes=SAMPLE, now=lambda: NOW)
    api = serve(simulator)
    simulator.script_lifecycle(
        ID,
        Stage(status="PENDING", fields={"pendingImageBuildId": "build-1"}),
        Stage(status="RUNNING"),
        Stage(status="ERROR", error_type="OOM", error_message="killed", fields={"exitCode": 137}),
    )
    shown = ("startedAt", "terminatedAt", "updatedAt", "exitCode", "errorType", "errorMessage")
    seen = [api.get(f"/sandbox/{ID}").json() for _ in range(3)]
    assert [[sandbox[name] for name in shown] for sandbox in seen] == [
        [None, None, MOMENT, None, None, None],
        [MOMENT, None, MOMENT, None, None, None],
        [MOMENT, MOMENT, MOMENT, 137, "OOM", "killed"],
    ]
    assert simulator.sandboxes[0]["pendingImageBuildId"] == "build-1"
    assert simulator.sandboxes[1:] == SAMPLE[1:]


def test_the_others_stay_as_they_are_and_other_sandboxes_end_a_lifecycle(serve: Serve) -> None:
    simulator = Simulator(sandboxes=SAMPLE)
    api = serve(simulator)
    simulator.script_lifecycle(ID, Stage(status="PAUSED"))
    assert api.get("/sandbox/sbx-000002").json() == SAMPLE[1]
    assert statuses(api, 1) == ["PAUSED"]
    simulator.sandboxes = SAMPLE
    assert statuses(api, 1) == ["RUNNING"]


def test_a_sandbox_that_is_deleted_meanwhile_is_not_found(serve: Serve) -> None:
    simulator = Simulator(sandboxes=SAMPLE)
    api = serve(simulator)
    simulator.script_lifecycle(ID, Stage(status="PENDING"), Stage(status="RUNNING"))
    simulator.script_edits(lambda held: held[1:])
    assert statuses(api, 1) == ["PENDING"]
    assert api.get("/sandbox").json()["total"] == 2
    assert api.get(f"/sandbox/{ID}").status_code == 404


@pytest.mark.parametrize(
    ("sandbox_id", "stages", "problem"),
    [
        ("nope", [Stage(status="RUNNING")], "there is no sandbox nope"),
        (ID, [], "a lifecycle needs stages"),
        (
            ID,
            [Stage(status="RUNNING", requests=1)],
            "the last stage stays: it has neither requests nor seconds",
        ),
    ],
)
def test_stages_that_make_no_lifecycle_are_refused(
    sandbox_id: str, stages: list[Stage], problem: str
) -> None:
    with pytest.raises(ValueError, match=f"^{problem}$"):
        Simulator(sandboxes=SAMPLE).script_lifecycle(sandbox_id, *stages)
