from __future__ import annotations

import signal
from queue import Queue
from threading import Event
from typing import TYPE_CHECKING

import grpc
import pytest
from framework.library import PROVIDER
from framework.plugins import library
from google.protobuf.empty_pb2 import Empty
from plugin import UNMEASURED
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc
from pulumi_python_provider.server import protocol
from pulumi_python_provider.testing import TIMEOUT_SECONDS, Engine, PluginError, struct

if TYPE_CHECKING:
    from pulumi.runtime.proto import engine_pb2
    from pulumi_python_provider.testing import Plugin

SETTINGS = {"token": "card", "branch": "main"}


def test_the_stubs_are_those_of_the_sdk_where_it_is_imported() -> None:
    assert protocol.provider_pb2 is provider_pb2


def test_the_version_is_served(plugin: Plugin) -> None:
    assert plugin.stub.GetPluginInfo(Empty(), timeout=TIMEOUT_SECONDS).version == "1.2.3"


def test_the_schema_is_served(plugin: Plugin) -> None:
    assert plugin.schema() == PROVIDER.schema()


def test_nothing_is_mapped(plugin: Plugin) -> None:
    mapping = plugin.stub.GetMapping(
        provider_pb2.GetMappingRequest(key="terraform"), timeout=TIMEOUT_SECONDS
    )
    mappings = plugin.stub.GetMappings(
        provider_pb2.GetMappingsRequest(key="terraform"), timeout=TIMEOUT_SECONDS
    )
    assert (mapping.provider, mapping.data, list(mappings.providers)) == ("", b"", [])


def test_plain_values_are_agreed_on(plugin: Plugin) -> None:
    assert plugin.handshake() == provider_pb2.ProviderHandshakeResponse()
    response = plugin.stub.Configure(
        provider_pb2.ConfigureRequest(args=struct(SETTINGS)), timeout=TIMEOUT_SECONDS
    )
    assert response == provider_pb2.ConfigureResponse(supportsPreview=True)


@pytest.mark.parametrize("field", ["old_inputs", "olds"])
def test_a_changed_setting_is_an_update_and_never_a_replacement(plugin: Plugin, field: str) -> None:
    def diff(old: dict[str, object], new: dict[str, object]) -> provider_pb2.DiffResponse:
        request = provider_pb2.DiffRequest(news=struct(new))
        getattr(request, field).update(old)
        response: provider_pb2.DiffResponse
        response = plugin.stub.DiffConfig(request, timeout=TIMEOUT_SECONDS)
        return response

    same: dict[str, object] = {"branch": "main", "maxBooks": 3}
    assert diff(same, same) == provider_pb2.DiffResponse(
        changes=provider_pb2.DiffResponse.DIFF_NONE, hasDetailedDiff=True
    )
    kinds = provider_pb2.PropertyDiff
    assert diff(same, {"branch": "east", "quiet": True}) == provider_pb2.DiffResponse(
        changes=provider_pb2.DiffResponse.DIFF_SOME,
        diffs=["branch", "maxBooks", "quiet"],
        detailedDiff={
            "branch": kinds(kind=kinds.UPDATE, inputDiff=True),
            "maxBooks": kinds(kind=kinds.DELETE, inputDiff=True),
            "quiet": kinds(kind=kinds.ADD, inputDiff=True),
        },
        hasDetailedDiff=True,
    )


@pytest.mark.parametrize(
    ("name", "origin"),
    [
        *(
            (name, "stack configuration library:branch")
            for name in (
                "",
                "default",
                "default_1_2_3",
                "default_1_2_3_alpha_1_https_/example.com/plugins",
                "default_github_/api.github.com/acme/library",
            )
        ),
        *(
            (name, "provider argument branch")
            for name in ("main", "defaults", "default_", "default_east", "default_1_2")
        ),
    ],
)
def test_a_problem_names_the_place_that_the_provider_of_this_name_reads(
    plugin: Plugin, name: str, origin: str
) -> None:
    request = provider_pb2.CheckRequest(news=struct({"branch": 1}), name=name)
    response = plugin.stub.CheckConfig(request, timeout=TIMEOUT_SECONDS)
    (failure,) = response.failures
    assert failure.reason == f"`branch` (from the {origin}) must be a string"


def test_a_result_has_what_the_function_returns(plugin: Plugin) -> None:
    assert plugin.invoke("getBook", title="Emma") == {
        "title": "Emma",
        "pages": 474,
        "genre": "novel",
        "authors": [{"name": "Jane Austen", "born": 1775}],
        "extra": {"branch": "main"},
    }
    assert plugin.invoke("library:index:listBooks", genre="poems") == {
        "books": [{"title": "Leaves", "genre": "poems", "tags": ["grass"]}],
        "count": 1,
    }


def test_secrets_are_in_a_result_only_when_they_are_asked_for(plugin: Plugin) -> None:
    assert "borrowers" not in plugin.invoke("getBook", title="Emma", showBorrowers=False)
    assert plugin.invoke("getBook", title="Emma", showBorrowers=True)["borrowers"] == {
        "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
        "value": ["Ann"],
    }


def test_messages_of_30_mb_pass_both_ways(plugin: Plugin) -> None:
    long = "x" * 30_000_000
    assert plugin.check_config(branch=long) == ({"branch": long}, [])
    plugin.configure(token="card", branch=long)
    assert plugin.invoke("getBook", title="Emma")["extra"] == {"branch": long}


@pytest.mark.parametrize("verbose", [False, True])
def test_the_engine_on_the_command_line_gets_details_only_where_it_is_verbose(
    *, verbose: bool
) -> None:
    flags = ("--logtostderr", *(["-v=9"] * verbose), "--tracing", "http://tracer.example.com:9411")
    with library(*flags) as plugin:
        plugin.handshake()
        plugin.configure(**SETTINGS)
        plugin.invoke("getBook", title="Emma")
    assert sorted(plugin.engine.log) == [
        *(["DEBUG: looked up Emma"] * verbose),
        "STATUS: looking in main",
    ]


def test_a_shell_is_told_of_the_file_that_it_can_give_and_not_of_a_stack(plugin: Plugin) -> None:
    """`pulumi do` gives an empty name, and does not read the stack's configuration."""
    request = provider_pb2.ConfigureRequest(args=struct({"maxBooks": 0}), name="")
    with pytest.raises(grpc.RpcError) as refused:
        plugin.stub.Configure(request, timeout=TIMEOUT_SECONDS)
    assert refused.value.details() == (
        "the library provider's configuration: (1) `maxBooks` (from maxBooks in the file of "
        "`--provider-file`) must be a whole number from 1 to 100; (2) there is no `token`: set "
        "token in the file of `--provider-file`, or the environment variable `LIBRARY_TOKEN`, or "
        "`token` in `~/.library.json`"
    )


@pytest.mark.parametrize(
    ("name", "statuses"),
    [("", []), ("default", ["looking in main"]), (None, ["looking in main"])],
)
def test_progress_is_shown_to_a_provider_with_a_name_and_to_one_of_an_engine_without_names(
    plugin: Plugin, name: str | None, statuses: list[str]
) -> None:
    """`pulumi do` gives an empty name; it would print progress on stdout, before the result."""
    plugin.stub.Configure(
        provider_pb2.ConfigureRequest(args=struct(SETTINGS), name=name), timeout=TIMEOUT_SECONDS
    )
    plugin.invoke("getBook", title="Emma")
    plugin.invoke("getTrouble", kind="warnings 1")
    shown = [line for line in plugin.engine.log if line.startswith("STATUS: ")]
    assert shown == [f"STATUS: {text}" for text in statuses]
    assert plugin.engine.warnings == ["warning 0"]


def test_the_same_status_of_several_calls_is_shown_once(plugin: Plugin) -> None:
    plugin.configure(**SETTINGS)
    for _ in range(3):
        plugin.invoke("getBook", title="Emma")
    assert plugin.engine.log == ["STATUS: looking in main"]


def test_engines_attach_one_after_the_other_and_cancel_without_ending_the_plugin(
    plugin: Plugin,
) -> None:
    for _ in range(3):
        engine = Engine()
        plugin.handshake()
        plugin.attach(engine)
        plugin.configure(**SETTINGS)
        plugin.invoke("getBook", title="Emma")
        plugin.cancel()
        assert engine.log == ["STATUS: looking in main"]
        engine.close()
    assert plugin.engine.log == []


def test_a_handshake_names_the_engine_to_a_plugin_that_is_attached_to(plugin: Plugin) -> None:
    elsewhere = Engine()
    plugin.attach(elsewhere)
    plugin.handshake()
    plugin.configure(**SETTINGS)
    plugin.invoke("getBook", title="Emma")
    assert (plugin.engine.log, elsewhere.log) == (["STATUS: looking in main"], [])
    elsewhere.close()


def test_a_handshake_that_names_no_engine_changes_nothing(plugin: Plugin) -> None:
    request = provider_pb2.ProviderHandshakeRequest()
    response = plugin.stub.Handshake(request, timeout=TIMEOUT_SECONDS)
    assert response == provider_pb2.ProviderHandshakeResponse()
    plugin.invoke("getBook", title="Emma")
    assert plugin.engine.log == ["STATUS: looking in main"]


OTHERS = (
    "FAILED_PRECONDITION: the library plugin serves one configuration at a time, and the program "
    "has two providers with different settings. Give them the same settings, or run it without "
    "PULUMI_DEBUG_PROVIDERS, so that each gets its own plugin"
)


def configure(plugin: Plugin, **settings: object) -> None:
    """As the same engine does for another of its providers."""
    plugin.stub.Configure(
        provider_pb2.ConfigureRequest(args=struct(settings)), timeout=TIMEOUT_SECONDS
    )


@pytest.mark.parametrize("attachable", [False, True])
def test_two_providers_of_one_engine_need_the_same_settings(*, attachable: bool) -> None:
    environment = {"LIBRARY_TOKEN": "card", "LIBRARY_LIMIT": "5"}
    with library(attachable=attachable, environment=environment) as plugin:
        plugin.configure(branch="main")
        configure(plugin, branch="main", token="card", maxBooks="5")
        with pytest.raises(grpc.RpcError) as refused:
            configure(plugin, branch="east")
        assert str(PluginError(refused.value)) == OTHERS
        assert plugin.invoke("getBook", title="Emma")["extra"] == {"branch": "main"}


def test_the_next_operation_may_have_other_settings(plugin: Plugin) -> None:
    plugin.cancel()
    configure(plugin, token="card", branch="east")
    assert plugin.invoke("getBook", title="Emma")["extra"] == {"branch": "east"}
    plugin.attach(Engine())
    configure(plugin, token="card", branch="west")
    assert plugin.invoke("getBook", title="Emma")["extra"] == {"branch": "west"}


def test_an_engine_is_refused_results_of_another_ones_configuration(plugin: Plugin) -> None:
    with grpc.insecure_channel(f"127.0.0.1:{plugin.port}") as channel:
        stub = provider_pb2_grpc.ResourceProviderStub(channel)
        engine = Engine()
        stub.Attach(plugin_pb2.PluginAttach(address=engine.address), timeout=TIMEOUT_SECONDS)
        settings = struct({"token": "card", "branch": "east"})
        stub.Configure(provider_pb2.ConfigureRequest(args=settings), timeout=TIMEOUT_SECONDS)
        with pytest.raises(PluginError) as refused:
            plugin.invoke("getBook", title="Emma")
        settings = struct({"token": "card", "branch": "main"})
        stub.Cancel(Empty(), timeout=TIMEOUT_SECONDS)
        stub.Configure(provider_pb2.ConfigureRequest(args=settings), timeout=TIMEOUT_SECONDS)
        assert plugin.invoke("getBook", title="Emma")["extra"] == {"branch": "main"}
        engine.close()
    assert str(refused.value) == (
        "FAILED_PRECONDITION: another engine has configured the library plugin in the meantime, "
        "and the plugin serves one configuration at a time. Run one engine after the other, or "
        "without PULUMI_DEBUG_PROVIDERS"
    )


@pytest.mark.parametrize("attached", [False, True])
def test_without_an_engine_that_listens_results_come_all_the_same(*, attached: bool) -> None:
    gone = Engine()
    gone.close()
    with library(attachable=True) as plugin:
        if attached:
            plugin.attach(gone)
        plugin.configure(**SETTINGS)
        assert plugin.invoke("getBook", title="Emma")["pages"] == 474


class Stuck(Engine):
    """An engine that takes no message: `given_up` gets a line when the plugin waits no more."""

    def __init__(self) -> None:
        super().__init__()
        self.given_up: Queue[str] = Queue()

    def Log(self, request: engine_pb2.LogRequest, context: object) -> Empty:  # noqa: N802
        assert isinstance(context, grpc.ServicerContext)
        over = Event()
        assert context.add_callback(over.set)
        if over.wait(TIMEOUT_SECONDS):
            self.given_up.put(request.message)
        return super().Log(request, context)


def test_an_engine_that_takes_no_message_delays_one_result_alone() -> None:
    engine = Stuck()
    with library(attachable=True) as plugin:
        plugin.attach(engine)
        plugin.configure(**SETTINGS)
        plugin.invoke("getBook", title="Emma")
        assert engine.given_up.get(timeout=TIMEOUT_SECONDS) == "looking in main"
        plugin.invoke("getBook", title="Emma")
        assert engine.given_up.empty()
    engine.close()


def test_a_warning_that_is_no_unicode_is_made_so(plugin: Plugin) -> None:
    plugin.invoke("getTrouble", kind="surrogate")
    assert plugin.engine.warnings == ["half a ? character"]


@pytest.mark.parametrize(
    ("number", "more"), [(99, []), (100, []), (101, ["more than"]), (300, ["more than"])]
)
def test_a_hundred_different_warnings_are_shown_and_then_one_that_there_are_more(
    plugin: Plugin, number: int, more: list[str]
) -> None:
    for _ in range(2):
        plugin.invoke("getTrouble", kind=f"warnings {number}")
    shown = {f"warning {text}" for text in range(min(number, 100))}
    assert set(plugin.engine.warnings) - shown == (
        {"more than 100 different warnings: the others are not shown"} if more else set()
    )
    assert len(plugin.engine.warnings) == len(shown) + len(more)


def test_a_warning_is_shown_again_in_another_operation(plugin: Plugin) -> None:
    for _ in range(2):
        plugin.invoke("getTrouble", kind="warnings 1")
        plugin.invoke("getTrouble", kind="warnings 1")
        plugin.configure(**SETTINGS)
    assert plugin.engine.warnings == ["warning 0"] * 2


def test_cancel_ends_a_plugin_that_the_engine_started() -> None:
    with library() as plugin:
        plugin.cancel()
        assert plugin.wait() == (0, "", "")


CANCELLED = "FAILED_PRECONDITION: library:index:getTrouble was cancelled"


def test_cancel_ends_what_is_running_and_says_so(plugin: Plugin) -> None:
    waiting = plugin.begin("getTrouble", kind="wait")
    plugin.schema()
    plugin.cancel()
    with pytest.raises(PluginError) as refused:
        plugin.result(waiting)
    assert str(refused.value) == CANCELLED
    plugin.configure(**SETTINGS)
    assert plugin.invoke("getTrouble", kind="none") == {}


def test_cancel_ends_a_plugin_while_a_call_is_running() -> None:
    with library() as plugin:
        plugin.configure(**SETTINGS)
        waiting = plugin.begin("getTrouble", kind="wait")
        plugin.schema()
        plugin.cancel()
        with pytest.raises(PluginError) as refused:
            plugin.result(waiting)
        assert str(refused.value) == CANCELLED
        assert plugin.wait() == (0, "", "")


@pytest.mark.systems("linux", "darwin")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_plugin_before_any_call(number: signal.Signals) -> None:
    with library(environment=UNMEASURED) as plugin:
        plugin.process.send_signal(number)
        assert plugin.wait() == (0, "", "")


@pytest.mark.systems("linux", "darwin")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_plugin_while_a_call_is_running(number: signal.Signals) -> None:
    with library(environment=UNMEASURED) as plugin:
        plugin.configure(**SETTINGS)
        waiting = plugin.begin("getTrouble", kind="wait")
        plugin.schema()
        plugin.process.send_signal(number)
        with pytest.raises(PluginError) as refused:
            plugin.result(waiting)
        assert plugin.wait() == (0, "", "")
    assert refused.value.code == "UNAVAILABLE"
