"""What the engine or a signal ends is ended at once, and leaves nothing behind."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from clients import Local
from faults.local import Held, RawServer, http
from faults.relay import Relay
from google.protobuf.empty_pb2 import Empty
from plugin import TIMEOUT_SECONDS, UNMEASURED, Engine, Plugin, PluginError
from primeintellect_simulator import DEMO_ACCOUNT, Behaviour, Fault, Simulator
from pulumi.runtime.proto import provider_pb2_grpc
from pulumi_resource_primeintellect.api.endpoints import read_sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pulumi_python_provider.testing import InvokeFuture
    from pulumi_resource_primeintellect.api.client import Call

NAMELESS = Behaviour(reshape=lambda sandbox: {**sandbox, "name": None})
CANCELLED = "FAILED_PRECONDITION: primeintellect:index:{} was cancelled"


@pytest.fixture
def holding() -> Iterator[RawServer]:
    """A server that never answers."""
    with RawServer(Held()) as server:
        yield server


def refusals(calls: Sequence[InvokeFuture]) -> set[str]:
    messages = set()
    for call in calls:
        with pytest.raises(PluginError) as refused:
            Plugin.result(call)
        messages.add(str(refused.value))
    return messages


def is_socket(link: Path) -> bool:
    """Whether an open file is a socket; one that was closed meanwhile is not."""
    try:
        return str(link.readlink()).startswith("socket:")
    except FileNotFoundError:
        return False


def sockets(plugin: Plugin) -> int:
    """How many connections the plugin's process has."""
    return sum(map(is_socket, Path(f"/proc/{plugin.process.pid}/fd").iterdir()))


def settled(plugin: Plugin, most: int) -> int:
    """The connections once there are no more than `most`, or after many calls."""
    for _ in range(2000):
        if sockets(plugin) <= most:
            break
        plugin.schema()
    return sockets(plugin)


@pytest.mark.systems("linux")
def test_cancel_ends_all_running_calls_and_their_connections(
    plugin: Plugin, holding: RawServer, simulator: Simulator
) -> None:
    before = sockets(plugin)
    plugin.configure(apiKey=DEMO_ACCOUNT.key, baseUrl=holding.url, maxConcurrency=20)
    calls = [plugin.begin("getSandbox", sandboxId=f"sbx-{number}") for number in range(30)]
    calls.append(plugin.begin("listSandboxes"))
    while len(holding.heads) < 20:
        plugin.schema()
    plugin.cancel()
    assert refusals(calls) == {CANCELLED.format("getSandbox"), CANCELLED.format("listSandboxes")}
    assert settled(plugin, before) <= before
    plugin.use(simulator)
    assert plugin.invoke("getSandbox", sandboxId="sbx-000001")["id"] == "sbx-000001"


def test_cancel_ends_the_waiting_for_the_end_of_a_pause(
    plugin: Plugin, simulator: Simulator
) -> None:
    plugin.use(simulator, maxRetries=1)
    simulator.script(Fault(status=429, headers={"retry-after": "250"}))
    call = plugin.begin("listSandboxes")
    while "STATUS: trying again in 250 s" not in " ".join(plugin.engine.log):
        plugin.schema()
    other = plugin.begin("getSandbox", sandboxId="sbx-000002")
    while "STATUS: keeping to the API's rate limit" not in " ".join(plugin.engine.log):
        plugin.schema()
    plugin.cancel()
    assert refusals([call, other]) == {
        CANCELLED.format("listSandboxes"),
        CANCELLED.format("getSandbox"),
    }
    plugin.use(simulator)
    assert plugin.invoke("getSandbox", sandboxId="sbx-000002")["id"] == "sbx-000002"
    assert len(simulator.requests) == 2


def test_a_body_that_stalls_is_given_up_on_cancel(plugin: Plugin, simulator: Simulator) -> None:
    simulator.script(Fault(delivery="stalled"))
    call = plugin.begin("listSandboxes")
    while not simulator.requests:
        plugin.schema()
    plugin.cancel()
    assert refusals([call]) == {CANCELLED.format("listSandboxes")}


def test_a_call_after_cancel_is_served_as_before(plugin: Plugin, simulator: Simulator) -> None:
    for _ in range(3):
        plugin.cancel()
        assert plugin.invoke("getSandbox", sandboxId="sbx-000001")["id"] == "sbx-000001"
    assert len(simulator.requests) == 3


def test_a_new_configuration_ends_the_calls_of_the_old_one(
    plugin: Plugin, holding: RawServer, simulator: Simulator
) -> None:
    plugin.configure(apiKey=DEMO_ACCOUNT.key, baseUrl=holding.url)
    calls = [plugin.begin("getSandbox", sandboxId=f"sbx-{number}") for number in range(3)]
    while len(holding.heads) < 3:
        plugin.schema()
    plugin.use(simulator)
    assert refusals(calls) == {CANCELLED.format("getSandbox")}
    assert plugin.invoke("getSandbox", sandboxId="sbx-000001")["id"] == "sbx-000001"


def test_calls_given_up_by_the_engine_free_their_places(
    plugin: Plugin, holding: RawServer, simulator: Simulator
) -> None:
    plugin.configure(apiKey=DEMO_ACCOUNT.key, baseUrl=holding.url, maxConcurrency=2)
    for number in range(10):
        call = plugin.begin("getSandbox", sandboxId=f"sbx-{number}")
        while len(holding.heads) <= number:  # it is under way: the places before it are free
            plugin.schema()
        call.cancel()
    plugin.use(simulator)
    assert plugin.invoke("getSandbox", sandboxId="sbx-000001")["id"] == "sbx-000001"


def test_a_first_call_given_up_does_not_break_the_plugin(simulator: Simulator) -> None:
    with Plugin(attachable=True) as plugin:
        plugin.begin("getSandbox", sandboxId="sbx-000001").cancel()
        plugin.use(simulator)
        assert plugin.invoke("getSandbox", sandboxId="sbx-000001")["id"] == "sbx-000001"


@pytest.mark.systems("linux")
def test_engines_that_come_and_go_leave_no_connections(plugin: Plugin) -> None:
    with Simulator(behaviour=NAMELESS) as simulator:
        plugin.use(simulator)
        before = sockets(plugin) + 4  # to the simulator and to the newest engine
        for _ in range(30):
            engine = Engine()
            plugin.attach(engine)
            plugin.invoke("getSandbox", sandboxId="sbx-000001")
            engine.close()
            assert len(engine.log) == 1
        assert settled(plugin, before) <= before


def test_an_engine_that_never_takes_messages_holds_up_no_cancel(simulator: Simulator) -> None:
    """Other answers wait for it, but not for ever."""
    with RawServer(Held()) as deaf, Plugin(attachable=True) as plugin:
        engine = Engine()
        engine.close()
        engine.address = f"127.0.0.1:{deaf.port}"
        plugin.attach(engine)
        plugin.use(simulator, maxRetries=1)
        simulator.script(Fault(status=429, headers={"retry-after": "250"}))
        call = plugin.begin("getSandbox", sandboxId="sbx-000001")
        while not simulator.requests:
            plugin.schema()
        plugin.cancel()
        assert refusals([call]) == {CANCELLED.format("getSandbox")}


def test_cancel_ends_the_process_that_the_engine_started(holding: RawServer) -> None:
    with Plugin() as plugin:
        plugin.configure(apiKey=DEMO_ACCOUNT.key, baseUrl=holding.url)
        calls = [plugin.begin("getSandbox", sandboxId=f"sbx-{number}") for number in range(8)]
        while len(holding.heads) < 8:
            plugin.schema()
        plugin.cancel()
        assert refusals(calls) == {CANCELLED.format("getSandbox")}
        assert plugin.wait() == (0, "", "")


def test_cancel_is_answered_after_the_calls_that_it_ends(
    plugin: Plugin, holding: RawServer
) -> None:
    """The engine closes the connection as soon as it has this answer."""
    plugin.configure(apiKey=DEMO_ACCOUNT.key, baseUrl=holding.url)
    with Relay(plugin.port) as relay:
        stub = provider_pb2_grpc.ResourceProviderStub(relay.channel)
        requests = [plugin.request("getSandbox", sandboxId=f"sbx-{n}") for n in range(8)]
        calls = [stub.Invoke.future(request, timeout=TIMEOUT_SECONDS) for request in requests]
        while len(holding.heads) < len(calls):
            plugin.schema()
        stub.Cancel(Empty(), timeout=TIMEOUT_SECONDS)
        assert refusals(calls) == {CANCELLED.format("getSandbox")}
        *ended, last = relay.ended
    assert sorted(ended) == [1, 3, 5, 7, 9, 11, 13, 15]
    assert last == 17


def test_requests_given_up_at_any_moment_leave_no_connection_in_use(simulator: Simulator) -> None:
    local = Local(simulator.url, maxConcurrency=2, maxRetries=0)

    async def storm(call: Call) -> str:
        for moment in range(200):
            names = [f"sbx-{number:06d}" for number in range(1, 4)]
            reads = [asyncio.ensure_future(read_sandbox(call, name)) for name in names]
            for _ in range(moment % 40):
                await asyncio.sleep(0)  # the loop goes round once
            for read in reads:
                read.cancel()
            await asyncio.gather(*reads, return_exceptions=True)
        return (await read_sandbox(call, "sbx-000001")).id

    assert local.run(storm) == "sbx-000001"


@pytest.mark.systems("linux", "darwin")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_process_whatever_it_waits_for(
    number: signal.Signals, simulator: Simulator
) -> None:
    with Plugin(environment=UNMEASURED) as plugin:
        plugin.use(simulator, maxRetries=1)
        simulator.script(
            Fault(delivery="stalled"), Fault(status=429, headers={"retry-after": "250"})
        )
        calls = [plugin.begin("getSandbox", sandboxId=f"sbx-00000{n}") for n in (1, 2)]
        while len(simulator.requests) < 2:
            plugin.schema()
        plugin.process.send_signal(number)
        plugin.process.wait(TIMEOUT_SECONDS)
        messages = refusals(calls)
        assert plugin.wait() == (0, "", "")
    assert all(message.startswith("UNAVAILABLE: ") for message in messages)


@pytest.mark.systems("linux")
def test_connections_that_the_server_ends_are_closed(plugin: Plugin) -> None:
    with RawServer(http(b'{"id": "sbx-1"}')) as server:
        plugin.configure(apiKey=DEMO_ACCOUNT.key, baseUrl=server.url)
        plugin.invoke("getSandbox", sandboxId="sbx-1")  # warns, and so connects to the engine
        before = sockets(plugin)
        for _ in range(50):
            plugin.invoke("getSandbox", sandboxId="sbx-1")
        assert settled(plugin, before) <= before
