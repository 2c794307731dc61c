from __future__ import annotations

import re
import signal
import socket
import sys
from queue import Queue
from threading import Event
from typing import TYPE_CHECKING

import grpc
import pytest
from google.protobuf.empty_pb2 import Empty
from plugin import PATIENCE, UNMEASURED, Engine, Plugin, Refused, struct
from primeintellect_simulator import DEMO_ACCOUNT, Behaviour, Simulator, make_sandboxes
from pulumi.runtime.proto import provider_pb2
from pulumi_resource_primeintellect import __version__
from pulumi_resource_primeintellect.provider import PROVIDER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from plugin import Call
    from pulumi.runtime.proto import engine_pb2


MODULE = (sys.executable, "-m", "pulumi_resource_primeintellect")
NAMELESS = Behaviour(reshape=lambda sandbox: {**sandbox, "name": None})


@pytest.fixture
def silent() -> Iterator[socket.socket]:
    """An API that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(PATIENCE)
        yield server


def ask(plugin: Plugin, silent: socket.socket) -> tuple[Call, socket.socket]:
    """Makes the plugin wait for an answer that never comes."""
    host, port = silent.getsockname()
    plugin.configure(apiKey=DEMO_ACCOUNT.key, baseUrl=f"http://{host}:{port}")
    call = plugin.begin("getSandbox", sandboxId="sbx-000001")
    return call, silent.accept()[0]


def test_the_version_is_told(plugin: Plugin) -> None:
    assert plugin.stub.GetPluginInfo(Empty(), timeout=PATIENCE).version == __version__


def test_the_schema_is_served_as_it_is_in_the_package(plugin: Plugin) -> None:
    assert plugin.schema() == PROVIDER.schema()


def test_nothing_is_mapped(plugin: Plugin) -> None:
    mapping = plugin.stub.GetMapping(
        provider_pb2.GetMappingRequest(key="terraform"), timeout=PATIENCE
    )
    mappings = plugin.stub.GetMappings(
        provider_pb2.GetMappingsRequest(key="terraform"), timeout=PATIENCE
    )
    assert (mapping.provider, mapping.data, list(mappings.providers)) == ("", b"", [])


def test_plain_values_are_agreed_on(plugin: Plugin) -> None:
    assert plugin.handshake() == provider_pb2.ProviderHandshakeResponse()
    answer = plugin.stub.Configure(
        provider_pb2.ConfigureRequest(args=struct({"apiKey": "key"})), timeout=PATIENCE
    )
    assert answer == provider_pb2.ConfigureResponse(supportsPreview=True)


@pytest.mark.parametrize("field", ["old_inputs", "olds"])
def test_a_changed_setting_is_an_update_and_never_a_replacement(plugin: Plugin, field: str) -> None:
    def diff(old: dict[str, object], new: dict[str, object]) -> provider_pb2.DiffResponse:
        request = provider_pb2.DiffRequest(news=struct(new))
        getattr(request, field).update(old)
        answer: provider_pb2.DiffResponse = plugin.stub.DiffConfig(request, timeout=PATIENCE)
        return answer

    same: dict[str, object] = {"teamId": "team-1", "maxRetries": 3}
    assert diff(same, same) == provider_pb2.DiffResponse(
        changes=provider_pb2.DiffResponse.DIFF_NONE
    )
    assert diff(same, {"teamId": "team-2", "baseUrl": "http://a"}) == provider_pb2.DiffResponse(
        changes=provider_pb2.DiffResponse.DIFF_SOME, diffs=["baseUrl", "maxRetries", "teamId"]
    )


def test_a_message_of_30_mb_passes_both_ways(plugin: Plugin, simulator: Simulator) -> None:
    long = "x" * 30_000_000
    assert plugin.check_config(teamId=long) == ({"teamId": long}, [])
    simulator.sandboxes = [{**simulator.sandboxes[0], "errorMessage": long}]
    assert plugin.invoke("getSandbox", sandboxId="sbx-000001")["errorMessage"] == long


@pytest.mark.parametrize("command", [MODULE, None])
def test_the_plugin_runs_by_its_command_and_as_a_module(
    simulator: Simulator, command: tuple[str, ...] | None
) -> None:
    with Plugin(command=command) if command else Plugin() as plugin:
        plugin.handshake()
        plugin.use(simulator)
        assert plugin.invoke("getSandbox", sandboxId="sbx-000001")["id"] == "sbx-000001"


@pytest.mark.parametrize("verbose", [False, True])
def test_the_engine_on_the_command_line_gets_the_warnings_and_requests_where_it_is_verbose(
    *, verbose: bool
) -> None:
    flags = ("--logtostderr", *(["-v=9"] * verbose), "--tracing", "http://tracer.example.com:9411")
    with Simulator(behaviour=NAMELESS) as simulator, Plugin(*flags) as plugin:
        plugin.handshake()
        plugin.use(simulator)
        plugin.invoke("getSandbox", sandboxId="sbx-000001")
        told = [re.sub(r" \d+ ms ", " N ms ", line) for line in plugin.engine.log]
    assert sorted(told) == [
        *(["DEBUG: GET /api/v1/sandbox/sbx-000001 N ms 200 req-000001"] * verbose),
        (
            "WARNING: the API left out `name`, which it documents as always there; "
            "answers are without it"
        ),
    ]


@pytest.mark.parametrize(
    ("name", "told"),
    [("", []), ("default", ["listed 1,000 of 1,600"]), (None, ["listed 1,000 of 1,600"])],
)
def test_progress_is_told_to_a_provider_with_a_name_and_to_one_whose_engine_tells_no_names(
    plugin: Plugin, name: str | None, told: list[str]
) -> None:
    """`pulumi do` tells an empty name; it would print progress on stdout, before its answer."""
    with Simulator(behaviour=NAMELESS) as simulator:
        simulator.sandboxes = make_sandboxes(1600, teams=())
        settings = struct({"apiKey": DEMO_ACCOUNT.key, "baseUrl": simulator.url})
        plugin.stub.Configure(
            provider_pb2.ConfigureRequest(args=settings, name=name), timeout=PATIENCE
        )
        plugin.invoke("listSandboxes")
    statuses = [line for line in plugin.engine.log if line.startswith("STATUS: ")]
    assert statuses == [f"STATUS: {text} sandboxes" for text in told]
    assert len(plugin.engine.warnings) == 1


def test_engines_attach_one_after_the_other_and_cancel_without_ending_the_plugin(
    plugin: Plugin,
) -> None:
    with Simulator(behaviour=NAMELESS) as simulator:
        for _ in range(3):
            engine = Engine()
            plugin.handshake()
            plugin.attach(engine)
            plugin.use(simulator)
            plugin.invoke("getSandbox", sandboxId="sbx-000001")
            plugin.cancel()
            assert len(engine.log) == 1
            engine.close()
    assert plugin.engine.log == []


def test_a_handshake_names_the_engine_to_a_plugin_that_is_attached_to(plugin: Plugin) -> None:
    elsewhere = Engine()
    plugin.attach(elsewhere)
    plugin.handshake()
    with Simulator(behaviour=NAMELESS) as simulator:
        plugin.use(simulator)
        plugin.invoke("getSandbox", sandboxId="sbx-000001")
    assert (len(plugin.engine.log), elsewhere.log) == (1, [])
    elsewhere.close()


def test_a_handshake_that_names_no_engine_changes_nothing(plugin: Plugin) -> None:
    answer = plugin.stub.Handshake(provider_pb2.ProviderHandshakeRequest(), timeout=PATIENCE)
    assert answer == provider_pb2.ProviderHandshakeResponse()
    with Simulator(behaviour=NAMELESS) as simulator:
        plugin.use(simulator)
        plugin.invoke("getSandbox", sandboxId="sbx-000001")
    assert len(plugin.engine.log) == 1


@pytest.mark.parametrize("attached", [False, True])
def test_without_an_engine_to_tell_answers_come_all_the_same(*, attached: bool) -> None:
    gone = Engine()
    gone.close()
    with Plugin(attachable=True) as plugin, Simulator(behaviour=NAMELESS) as simulator:
        if attached:
            plugin.attach(gone)
        plugin.use(simulator)
        assert plugin.invoke("getSandbox", sandboxId="sbx-000001")["id"] == "sbx-000001"


class Stuck(Engine):
    """An engine that takes no message: `given_up` gets a line when the plugin waits no more."""

    def __init__(self) -> None:
        super().__init__()
        self.given_up: Queue[str] = Queue()

    def Log(self, request: engine_pb2.LogRequest, context: object) -> Empty:  # noqa: N802
        assert isinstance(context, grpc.ServicerContext)
        over = Event()
        assert context.add_callback(over.set)
        if over.wait(PATIENCE):
            self.given_up.put(request.message.partition(" ")[0])
        return super().Log(request, context)


def test_an_engine_that_takes_no_message_delays_one_answer_alone(simulator: Simulator) -> None:
    engine = Stuck()
    with Plugin("-v=9", attachable=True) as plugin:
        plugin.attach(engine)
        plugin.use(simulator)
        plugin.invoke("getSandbox", sandboxId="sbx-000001")
        assert engine.given_up.get(timeout=PATIENCE) == "GET"
        plugin.invoke("getSandbox", sandboxId="sbx-000001")
        assert engine.given_up.empty()
    engine.close()


def test_cancel_ends_a_plugin_that_the_engine_started() -> None:
    with Plugin() as plugin:
        plugin.cancel()
        assert plugin.ended() == (0, "", "")


def test_cancel_ends_what_is_running(plugin: Plugin, silent: socket.socket) -> None:
    call, connection = ask(plugin, silent)
    plugin.cancel()
    with pytest.raises(Refused) as refused:
        plugin.answer(call)
    connection.close()
    assert str(refused.value) == (
        "FAILED_PRECONDITION: primeintellect:index:getSandbox was cancelled"
    )


def test_cancel_ends_a_plugin_while_a_call_is_running(silent: socket.socket) -> None:
    with Plugin() as plugin:
        call, connection = ask(plugin, silent)
        plugin.cancel()
        with pytest.raises(Refused):
            plugin.answer(call)
        assert plugin.ended() == (0, "", "")
    connection.close()


def test_a_call_that_the_engine_gives_up_is_given_up(
    plugin: Plugin, silent: socket.socket, simulator: Simulator
) -> None:
    call, connection = ask(plugin, silent)
    call.cancel()
    with connection:
        connection.settimeout(PATIENCE)
        while connection.recv(4096):
            pass
    plugin.use(simulator)
    assert plugin.invoke("getSandbox", sandboxId="sbx-000001")["id"] == "sbx-000001"


@pytest.mark.systems("linux", "darwin")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_plugin_before_any_call(number: signal.Signals) -> None:
    with Plugin(environment=UNMEASURED) as plugin:
        plugin.process.send_signal(number)
        assert plugin.ended() == (0, "", "")


@pytest.mark.systems("linux", "darwin")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_plugin_while_a_call_is_running(
    number: signal.Signals, silent: socket.socket
) -> None:
    with Plugin(environment=UNMEASURED) as plugin:
        call, connection = ask(plugin, silent)
        plugin.process.send_signal(number)
        with pytest.raises(Refused) as refused:
            plugin.answer(call)
        assert plugin.ended() == (0, "", "")
    connection.close()
    assert str(refused.value).startswith("UNAVAILABLE: ")
