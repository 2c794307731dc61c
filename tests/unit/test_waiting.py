"""Waiting, with a clock that only the tests move and the simulator as the API."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

import pytest
from clients import Clock, Local
from primeintellect_simulator import Fault, Simulator, Stage, make_sandboxes
from pulumi_python_provider import Context
from pulumi_python_provider.inference.encoding import Encoder
from pulumi_resource_primeintellect.api.sandboxes import Sandbox
from pulumi_resource_primeintellect.errors import (
    SelectionError,
    StatusError,
    WaitError,
)
from pulumi_resource_primeintellect.functions.get_sandbox import GetSandboxArguments, get_sandbox

if TYPE_CHECKING:
    from primeintellect_simulator import JSON
    from pulumi_resource_primeintellect.api.client import Client

RUNNING = ["RUNNING"]
ID = "sbx-000001"


def context_of(local: Local, client: Client) -> Context[Client]:
    return Context(client, local.log, local.redactor, Encoder("getSandbox", Sandbox, reveal=False))


def found(local: Local, *several: GetSandboxArguments) -> list[Sandbox]:
    """What the lookups find, all of them begun at once."""

    async def look_up() -> list[Sandbox]:
        async with local.client() as client:
            context = context_of(local, client)
            return await asyncio.gather(*(get_sandbox(one, context) for one in several))

    return asyncio.run(look_up())


def wait(local: Local, **arguments: object) -> Sandbox:
    """What one lookup finds."""
    (sandbox,) = found(local, GetSandboxArguments.model_validate(arguments))
    return sandbox


def paths(simulator: Simulator) -> list[str]:
    return [request.path.rpartition("/")[2] for request in simulator.requests]


def test_what_has_the_state_already_is_not_waited_for(simulator: Simulator) -> None:
    local = Local(simulator.url)
    assert wait(local, sandboxId=ID, waitForStatuses=RUNNING).status == "RUNNING"
    assert (len(simulator.requests), local.clock.slept) == (1, [0.0])


def test_it_asks_at_growing_distances_until_the_state_is_there(simulator: Simulator) -> None:
    simulator.script_lifecycle(ID, Stage(status="PENDING", requests=9), Stage(status="RUNNING"))
    local = Local(simulator.url)
    assert wait(local, sandboxId=ID, waitForStatuses=RUNNING).status == "RUNNING"
    assert paths(simulator) == [ID] * 10
    _, *pauses = local.clock.slept
    usual = [1.5**number for number in range(6)] + [10.0] * 3
    assert all(
        0.75 * u <= pause <= min(1.25 * u, 10) for u, pause in zip(usual, pauses, strict=True)
    )
    assert len({*pauses}) > 5


def test_a_known_state_is_the_same_in_any_case(simulator: Simulator) -> None:
    simulator.script_lifecycle(ID, Stage(status="pending", requests=1), Stage(status="running"))
    local = Local(simulator.url)
    assert wait(local, sandboxId=ID, waitForStatuses=RUNNING).status == "running"
    simulator.script_lifecycle(ID, Stage(status="terminated"))
    with pytest.raises(WaitError, match=r'^sandbox "sbx-000001" is terminated and will not be '):
        wait(local, sandboxId=ID, waitForStatuses=RUNNING)


@pytest.mark.parametrize("status", [404, 410])
def test_a_sandbox_that_is_gone_is_not_waited_for(simulator: Simulator, status: int) -> None:
    simulator.script_lifecycle(ID, Stage(status="PENDING"))
    local = Local(simulator.url)
    simulator.script(Fault(), Fault(status=status, body=b""))
    with pytest.raises(WaitError) as gone:
        wait(local, sandboxId=ID, waitForStatuses=RUNNING)
    assert str(gone.value) == (
        f'sandbox "{ID}" was PENDING when last seen, and the API now answers that it does not exist'
    )
    simulator.script(Fault(status=404, body=b""))
    with pytest.raises(StatusError, match=r"^cannot look up sandbox .* answered 404 Not Found"):
        wait(local, sandboxId=ID, waitForStatuses=RUNNING)


def test_progress_says_which_state_it_has_and_for_how_long(simulator: Simulator) -> None:
    simulator.script_lifecycle(
        ID,
        Stage(status="PENDING", requests=2),
        Stage(status="PROVISIONING", requests=3),
        Stage(status="RUNNING"),
    )
    local = Local(simulator.url)
    wait(local, sandboxId=ID, waitForStatuses=RUNNING)
    _, first, second, third, fourth, _ = local.clock.slept
    assert local.log.statuses == [
        f"{ID} is PENDING",
        f"{ID} is still PENDING after {first:.0f} s",
        f"{ID} is PROVISIONING",
        f"{ID} is still PROVISIONING after {third:.0f} s",
        f"{ID} is still PROVISIONING after {third + fourth:.0f} s",
        f"{ID} is RUNNING",
    ]
    assert second > 0


@pytest.mark.parametrize("status", ["ERROR", "TERMINATED", "TIMEOUT"])
def test_another_final_state_ends_the_wait_with_the_reason(
    simulator: Simulator, status: str
) -> None:
    failed = Stage(status=status, error_type="IMAGE_PULL_FAILED", error_message="no such <{%x%}>")
    simulator.script_lifecycle(ID, Stage(status="PENDING"), failed)
    with pytest.raises(WaitError) as raised:
        wait(Local(simulator.url), sandboxId=ID, waitForStatuses=["RUNNING", "PAUSED"])
    assert str(raised.value) == (
        f'sandbox "{ID}" is {status} (IMAGE_PULL_FAILED: no such <{{ %x%}}>) and will not be '
        "RUNNING or PAUSED"
    )
    assert len(simulator.requests) == 2


def test_a_final_state_that_was_asked_for_is_found(simulator: Simulator) -> None:
    simulator.script_lifecycle(ID, Stage(status="RUNNING"), Stage(status="TERMINATED"))
    ended = wait(Local(simulator.url), sandboxId=ID, waitForStatuses=["ERROR", "TERMINATED"])
    assert ended.status == "TERMINATED"


@pytest.mark.parametrize("fields", [{}, {"errorType": 7, "errorMessage": []}])
def test_a_final_state_without_a_reason_that_can_be_read_is_told_alone(
    simulator: Simulator, fields: dict[str, JSON]
) -> None:
    simulator.script_lifecycle(ID, Stage(status="TERMINATED", fields=fields))
    with pytest.raises(WaitError, match=f'^sandbox "{ID}" is TERMINATED and will not be RUNNING$'):
        wait(Local(simulator.url), sandboxId=ID, waitForStatuses=RUNNING)


@pytest.mark.parametrize(
    ("variables", "reason"),
    [
        ({"TOKEN": "hunter2-hunter2"}, " (FAILED)"),
        ({"TOKEN": "hunter2"}, " (FAILED)"),
        ({"TOKEN": "another value"}, " (FAILED: cannot log in with HUNTER2-HUNTER2)"),
        ({"LOGIN": {"password": ["hunter2"]}}, " (FAILED)"),
        ({"LOGIN": '{"password": "hunter2"}'}, " (FAILED)"),
        ({"TOKEN": "x" * 10_001}, ""),  # searching for it would take too long
        (7, ""),
    ],
)
def test_a_reason_with_the_value_of_a_variable_is_left_out(
    simulator: Simulator, variables: JSON, reason: str
) -> None:
    fields: dict[str, JSON] = {
        "environmentVars": variables,
        "errorType": "FAILED",
        "errorMessage": "cannot log in with HUNTER2-HUNTER2",
    }
    simulator.script_lifecycle(ID, Stage(status="ERROR", fields=fields))
    with pytest.raises(WaitError) as raised:
        wait(Local(simulator.url), sandboxId=ID, waitForStatuses=RUNNING)
    assert str(raised.value) == f'sandbox "{ID}" is ERROR{reason} and will not be RUNNING'


def test_a_reason_with_the_value_of_a_secret_is_left_out_and_all_others_are_shown(
    simulator: Simulator,
) -> None:
    fields: dict[str, JSON] = {
        "secrets": {"PIN": "4711"},
        "errorType": "FAILED",
        "errorMessage": "PIN 4711 refused",
        "terminationReason": "IDLE_TIMEOUT",
    }
    simulator.script_lifecycle(ID, Stage(status="ERROR", fields=fields))
    with pytest.raises(WaitError) as raised:
        wait(Local(simulator.url), sandboxId=ID, waitForStatuses=RUNNING)
    assert str(raised.value) == (
        f'sandbox "{ID}" is ERROR (FAILED: IDLE_TIMEOUT) and will not be RUNNING'
    )


def test_a_long_reason_is_shown_as_far_as_messages_quote(simulator: Simulator) -> None:
    failed = Stage(status="ERROR", error_message="no room " * 1000)
    simulator.script_lifecycle(ID, failed)
    with pytest.raises(WaitError) as raised:
        wait(Local(simulator.url), sandboxId=ID, waitForStatuses=RUNNING)
    shown = f"{'no room ' * 1000:.300}..."
    assert str(raised.value) == f'sandbox "{ID}" is ERROR ({shown}) and will not be RUNNING'


def test_a_conflict_with_the_status_is_waited_for(simulator: Simulator) -> None:
    simulator.script(Fault(status=409))
    local = Local(simulator.url)
    assert wait(local, sandboxId=ID, waitForStatuses=RUNNING).status == "RUNNING"
    assert local.log.statuses[0] == (
        "still waiting: the API answered 409 Conflict (request id req-000001)"
    )


@pytest.mark.parametrize(("limit", "told"), [({}, "600"), ({"waitTimeout": 20}, "20")])
def test_the_end_of_the_time_says_which_state_it_was_in(
    simulator: Simulator, limit: dict[str, object], told: str
) -> None:
    simulator.script_lifecycle(ID, Stage(status="PROVISIONING"))
    local = Local(simulator.url, invokeTimeout=5)
    with pytest.raises(WaitError) as raised:
        wait(local, sandboxId=ID, waitForStatuses=RUNNING, **limit)
    assert str(raised.value) == (
        f'sandbox "{ID}" is still PROVISIONING after {told} s of `waitTimeout`, not RUNNING'
    )
    assert sum(local.clock.slept) == pytest.approx(int(told))


def test_the_last_lookup_is_at_the_end_of_the_time() -> None:
    clock = Clock()
    with Simulator(clock=clock) as api:
        api.script_lifecycle(ID, Stage(status="PENDING", seconds=29.9), Stage(status="RUNNING"))
        found = wait(Local(api.url, clock), sandboxId=ID, waitForStatuses=RUNNING, waitTimeout=30)
    assert found.status == "RUNNING"


def test_a_lookup_that_begins_shortly_before_the_end_of_the_time_counts(
    simulator: Simulator,
) -> None:
    simulator.script(Fault(delay_seconds=1.5))
    found = wait(Local(simulator.url), sandboxId=ID, waitForStatuses=RUNNING, waitTimeout=1)
    assert found.status == "RUNNING"


def test_the_time_ends_a_request_that_hangs(simulator: Simulator) -> None:
    simulator.script(Fault(delivery="stalled"))
    with pytest.raises(WaitError) as raised:
        wait(Local(simulator.url), sandboxId=ID, waitForStatuses=RUNNING, waitTimeout=1)
    assert str(raised.value) == (
        f'cannot tell the status of sandbox "{ID}" after 1 s of `waitTimeout`: no response yet'
    )


PENDING = Stage(status="PENDING")
BUSY = Fault(status=503)


STILL = f'sandbox "{ID}" is still PENDING after 9 s of `waitTimeout`, not RUNNING'
UNSEEN = (
    f'cannot tell the status of sandbox "{ID}" after 9 s of `waitTimeout`: the API answered 503 '
    "Service Unavailable"
)
LOST = (
    f'sandbox "{ID}" was PENDING when last seen, not RUNNING; the last problem after 9 s of '
    "`waitTimeout`: the API answered 503 Service Unavailable"
)


@pytest.mark.parametrize(
    ("faults", "told"),
    [([BUSY] * 9, UNSEEN), ([Fault(), *[BUSY] * 9], LOST), ([BUSY] * 3, STILL)],
)
def test_the_end_of_the_time_tells_what_was_wrong_at_last(
    simulator: Simulator, faults: list[Fault], told: str
) -> None:
    simulator.script_lifecycle(ID, PENDING)
    simulator.script(*faults)
    with pytest.raises(WaitError) as raised:
        wait(
            Local(simulator.url, maxRetries=0),
            sandboxId=ID,
            waitForStatuses=RUNNING,
            waitTimeout=9,
        )
    assert str(raised.value).partition(" (request id")[0] == told


def test_a_pause_that_the_api_asks_for_does_not_end_the_wait(simulator: Simulator) -> None:
    """It is longer than `invokeTimeout`, which is for one lookup."""
    simulator.script_lifecycle(ID, PENDING, Stage(status="RUNNING"))
    simulator.script(Fault(status=429, headers={"retry-after": "40"}))
    local = Local(simulator.url, invokeTimeout=5)
    assert wait(local, sandboxId=ID, waitForStatuses=RUNNING).status == "RUNNING"
    assert [request.status for request in simulator.requests] == [429, 200, 200]
    assert sum(local.clock.slept) >= 40


def test_a_response_that_takes_longer_than_a_lookup_does_not_end_the_wait(
    simulator: Simulator,
) -> None:
    simulator.script(Fault(delivery="stalled"))
    local = Local(simulator.url, invokeTimeout=1)
    assert wait(local, sandboxId=ID, waitForStatuses=RUNNING).status == "RUNNING"
    assert local.log.statuses[0].startswith("still waiting: no result within the 1 s")


def test_a_match_is_waited_for_and_then_its_state(simulator: Simulator) -> None:
    one, other = make_sandboxes(2, teams=())
    simulator.sandboxes = [other]
    appears = {**one, "name": "late", "status": "PENDING"}
    simulator.script_edits(None, None, lambda held: [*held, appears])
    local = Local(simulator.url)
    with pytest.raises(WaitError, match="still PENDING"):
        wait(local, name="late", waitForStatuses=RUNNING, waitTimeout=30)
    assert paths(simulator)[:5] == ["sandbox", "sandbox", "sandbox", ID, ID]
    _, first, *_ = local.clock.slept
    assert local.log.statuses[:3] == [
        "no sandbox meets the conditions",
        f"still no sandbox meets the conditions after {first:.0f} s",
        f"{ID} is PENDING",
    ]


def test_a_match_that_never_appears_is_told_as_without_waiting(simulator: Simulator) -> None:
    with pytest.raises(WaitError) as raised:
        wait(Local(simulator.url), name="Scratch", waitForStatuses=RUNNING, waitTimeout=9)
    assert str(raised.value) == (
        'no match after 9 s of `waitTimeout`: no sandbox is named "Scratch" among the 37 searched '
        '(all of the personal account). Did you mean "scratch"? Check `name` and the conditions. '
        "A team's sandboxes are found only with `teamId` or `teamIds`."
    )


def test_it_is_told_for_how_long_nothing_matches_however_many_others_there_are(
    simulator: Simulator,
) -> None:
    *others, late = make_sandboxes(4, teams=())
    simulator.sandboxes = []
    simulator.script_edits(*(lambda held, one=one: [*held, one] for one in others))
    local = Local(simulator.url)
    with pytest.raises(WaitError, match="among the 3 searched"):
        wait(local, names=[late["name"]], waitForStatuses=RUNNING, waitTimeout=20)
    assert local.log.statuses[-1] == "still no sandbox meets the conditions after 20 s"


def test_several_matches_are_an_error_at_once(simulator: Simulator) -> None:
    with pytest.raises(SelectionError, match="6 sandboxes are named"):
        wait(Local(simulator.url), name="llama-pretraining", waitForStatuses=["PAUSED"])
    assert len(simulator.requests) == 1


def test_what_is_gone_ends_the_wait(simulator: Simulator) -> None:
    with pytest.raises(StatusError, match="404 Not Found"):
        wait(Local(simulator.url), sandboxId="sbx-absent", waitForStatuses=RUNNING)


def test_a_state_that_cannot_be_read_is_not_waited_for(simulator: Simulator) -> None:
    simulator.script_lifecycle(ID, Stage(status="PENDING", fields={"status": 7}))
    with pytest.raises(WaitError) as raised:
        wait(Local(simulator.url), sandboxId=ID, waitForStatuses=RUNNING)
    assert str(raised.value) == (
        f'cannot wait for sandbox "{ID}": `status` could not be read: it must be a string. '
        "Leave out `waitForStatuses`."
    )


def test_a_state_that_is_missing_is_waited_for(simulator: Simulator) -> None:
    without = Stage(status="PENDING", fields={"status": None})
    simulator.script_lifecycle(ID, without, Stage(status="RUNNING"))
    local = Local(simulator.url)
    wait(local, sandboxId=ID, waitForStatuses=RUNNING)
    assert local.log.statuses[0] == f"{ID} is without a status"


def test_a_passing_fault_of_the_api_does_not_end_the_wait(simulator: Simulator) -> None:
    simulator.script_lifecycle(ID, Stage(status="PENDING"), Stage(status="RUNNING"))
    simulator.script(Fault(), Fault(status=503), Fault(status=503))
    local = Local(simulator.url, maxRetries=1)
    assert wait(local, sandboxId=ID, waitForStatuses=RUNNING).status == "RUNNING"
    pattern = re.compile(r"still waiting after \d+ s: the API answered 503")
    assert any(map(pattern.search, local.log.statuses))


def test_waits_for_the_same_share_requests(simulator: Simulator) -> None:
    simulator.script_lifecycle(ID, Stage(status="PENDING", requests=4), Stage(status="RUNNING"))
    local = Local(simulator.url)
    wanted = GetSandboxArguments(sandboxId=ID, waitForStatuses=RUNNING)
    sandboxes = found(local, *[wanted] * 50)
    assert {sandbox.status for sandbox in sandboxes} == {"RUNNING"}
    assert paths(simulator) == [ID] * 5


def test_waits_of_different_lengths_share_requests_and_each_lasts_as_long_as_it_should(
    simulator: Simulator,
) -> None:
    simulator.script_lifecycle(ID, PENDING)
    local = Local(simulator.url)
    lengths = (3, 30, 300)

    async def run() -> list[BaseException | Sandbox]:
        async with local.client() as client:
            waits = [
                GetSandboxArguments(sandboxId=ID, waitForStatuses=RUNNING, waitTimeout=length)
                for length in lengths
            ]
            begun = (get_sandbox(one, context_of(local, client)) for one in waits)
            return await asyncio.gather(*begun, return_exceptions=True)

    ended = asyncio.run(run())
    assert [str(error) for error in ended] == [
        f'sandbox "{ID}" is still PENDING after {length} s of `waitTimeout`, not RUNNING'
        for length in lengths
    ]
    assert len(simulator.requests) < 50


def test_a_wait_that_is_cancelled_leaves_the_others_alone(simulator: Simulator) -> None:
    simulator.script_lifecycle(ID, Stage(status="PENDING", requests=3), Stage(status="RUNNING"))
    local = Local(simulator.url)
    wanted = GetSandboxArguments(sandboxId=ID, waitForStatuses=RUNNING)

    async def run() -> str | None:
        async with local.client() as client:
            context = context_of(local, client)
            first, second = (asyncio.create_task(get_sandbox(wanted, context)) for _ in range(2))
            while not simulator.requests:  # noqa: ASYNC110  # the simulator tells nobody
                await asyncio.sleep(0)
            first.cancel()
            with pytest.raises(asyncio.CancelledError):
                await first
            return (await second).status

    assert asyncio.run(run()) == "RUNNING"


class StandingClock(Clock):
    """Never lets a sleep end."""

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        if seconds:
            await asyncio.Event().wait()


def test_the_time_ends_a_pause_and_cancelling_ends_the_wait(simulator: Simulator) -> None:
    simulator.script_lifecycle(ID, Stage(status="PENDING"))
    with pytest.raises(WaitError, match="was PENDING when last seen"):
        wait(
            Local(simulator.url, StandingClock()),
            sandboxId=ID,
            waitForStatuses=RUNNING,
            waitTimeout=1,
        )
    local = Local(simulator.url, StandingClock())
    wanted = GetSandboxArguments(sandboxId=ID, waitForStatuses=RUNNING)

    async def run() -> None:
        async with local.client() as client:
            waiting = asyncio.create_task(get_sandbox(wanted, context_of(local, client)))
            while len(local.clock.slept) < 2:  # noqa: ASYNC110  # the clock tells nobody
                await asyncio.sleep(0)
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting

    asyncio.run(run())


@pytest.mark.parametrize(
    ("given", "problems"),
    [
        ({"waitTimeout": 5}, ["`waitTimeout` can only be used with `waitForStatuses`"]),
        ({"waitTimeout": 5, "waitForStatuses": ["RUNNING"]}, []),
    ],
)
def test_a_time_to_wait_for_nothing_is_refused(
    given: dict[str, object], problems: list[str]
) -> None:
    assert [*GetSandboxArguments.conflicts({"sandboxId": ID, **given})] == problems  # type: ignore[dict-item]  # JSON
