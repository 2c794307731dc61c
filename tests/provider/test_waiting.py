"""`waitForStatuses` through the plugin's process: what ends a wait, and what does not."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest
from plugin import TIMEOUT_SECONDS, UNMEASURED, Plugin, PluginError
from primeintellect_simulator import Fault, Stage

if TYPE_CHECKING:
    from primeintellect_simulator import Simulator
    from pulumi_python_provider.testing import InvokeFuture as Running

ID = "sbx-000001"
RUNNING = {"sandboxId": ID, "waitForStatuses": ["RUNNING"]}
PENDING = Stage(status="PENDING")
BAD_ARGUMENTS = "INVALID_ARGUMENT: invalid arguments for getSandbox: "


def refusal(plugin: Plugin, **arguments: object) -> str:
    return plugin.refusal("getSandbox", **arguments)


def statuses(simulator: Simulator) -> list[int | None]:
    return [request.status for request in simulator.requests]


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ({"waitTimeout": 5}, "`waitTimeout` can only be used with `waitForStatuses`"),
        (
            {"waitForStatuses": []},
            "`waitForStatuses` must have at least one status",
        ),
        (
            {"waitForStatuses": ["RUNNING"], "waitTimeout": 0.9},
            "`waitTimeout` must be greater than or equal to 1, but is the number 0.9",
        ),
        (
            {"waitForStatuses": ["RUNNING"], "waitTimeout": 86_401},
            "`waitTimeout` must be less than or equal to 86400, but is the number 86401",
        ),
    ],
)
def test_a_wait_for_nothing_or_for_too_long_never_reaches_the_api(
    plugin: Plugin, simulator: Simulator, arguments: dict[str, object], problem: str
) -> None:
    assert refusal(plugin, sandboxId=ID, **arguments) == f"{BAD_ARGUMENTS}{problem}"
    assert simulator.requests == []


@pytest.mark.parametrize("seconds", [1, 86_400])
def test_what_has_the_state_already_is_found_at_once(
    plugin: Plugin, simulator: Simulator, seconds: int
) -> None:
    found = plugin.invoke("getSandbox", **RUNNING, waitTimeout=seconds)
    assert (found["status"], statuses(simulator)) == ("RUNNING", [200])


def test_a_wait_lasts_longer_than_other_calls_may(plugin: Plugin, simulator: Simulator) -> None:
    plugin.use(simulator, invokeTimeout=1)
    simulator.script_lifecycle(ID, Stage(status="PENDING", requests=2), Stage(status="RUNNING"))
    assert plugin.invoke("getSandbox", **RUNNING)["status"] == "RUNNING"
    assert len(simulator.requests) == 3


def test_many_waits_share_requests(plugin: Plugin, simulator: Simulator) -> None:
    simulator.script_lifecycle(ID, Stage(status="PENDING", requests=3), Stage(status="RUNNING"))
    simulator.script(Fault(delay_seconds=1))
    begun = [plugin.begin("getSandbox", **RUNNING) for _ in range(50)]
    assert {plugin.result(call)["status"] for call in begun} == {"RUNNING"}
    assert len(simulator.requests) < 10


def test_a_refusal_for_too_many_requests_is_waited_for(
    plugin: Plugin, simulator: Simulator
) -> None:
    simulator.script_lifecycle(ID, PENDING, Stage(status="RUNNING"))
    simulator.script(Fault(), Fault(status=429, headers={"retry-after": "1"}))
    assert plugin.invoke("getSandbox", **RUNNING)["status"] == "RUNNING"
    assert statuses(simulator) == [200, 429, 200]


def test_a_sandbox_that_goes_away_ends_the_wait(plugin: Plugin, simulator: Simulator) -> None:
    simulator.script_lifecycle(ID, PENDING)
    simulator.script(Fault(), Fault(status=404))
    assert "was PENDING when last seen, and the API now answers that it" in refusal(
        plugin, **RUNNING
    )
    assert statuses(simulator) == [200, 404]


def begin_waiting(plugin: Plugin, simulator: Simulator) -> list[Running]:
    """Begins a wait by ID and one by conditions; both have seen that they have to wait."""
    simulator.script_lifecycle(ID, PENDING)
    waits = ({"sandboxId": ID}, {"regions": ["mars"]})
    begun = [plugin.begin("getSandbox", **one, waitForStatuses=["RUNNING"]) for one in waits]
    while len(simulator.requests) < len(waits):
        plugin.schema()
    return begun


def test_cancel_ends_a_wait(plugin: Plugin, simulator: Simulator) -> None:
    begun = begin_waiting(plugin, simulator)
    plugin.cancel()
    for call in begun:
        with pytest.raises(PluginError, match="primeintellect:index:getSandbox was cancelled"):
            plugin.result(call)


@pytest.mark.systems("linux", "darwin")
def test_a_signal_ends_a_wait_and_the_process(simulator: Simulator) -> None:
    with Plugin(environment=UNMEASURED) as plugin:
        plugin.use(simulator)
        begun = begin_waiting(plugin, simulator)
        plugin.process.send_signal(signal.SIGINT)
        plugin.process.wait(TIMEOUT_SECONDS)
        for call in begun:
            with pytest.raises(PluginError, match=r"^UNAVAILABLE: "):
                plugin.result(call)
        assert plugin.wait() == (0, "", "")
