"""What becomes of an exception: one message, whatever it is and whatever state the plugin is in."""

from __future__ import annotations

import asyncio
import json
import re
from string import punctuation
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from framework.plugins import COMMAND, library
from google.protobuf.struct_pb2 import Struct
from pulumi_python_provider import Provider
from pulumi_python_provider.errors import ArgumentError, ProviderError
from pulumi_python_provider.given import Place
from pulumi_python_provider.loading import Source, first_of
from pulumi_python_provider.resolver import Resolver
from pulumi_python_provider.server.servicer import cut
from pulumi_python_provider.session import Session
from pulumi_python_provider.testing import MemoryLog, PluginError

if TYPE_CHECKING:
    from pulumi_python_provider.testing import Plugin

BUG = (
    "INTERNAL: a bug in the library provider 1.2.3 ({}). "
    "Please report it at https://example.com/library/issues"
)
TOO_MANY_FILES = (
    "RESOURCE_EXHAUSTED: no more files and connections may be open. Raise the limit (`ulimit -n`), "
    "or make fewer calls at once"
)


def trouble(plugin: Plugin, kind: str) -> str:
    with pytest.raises(PluginError) as refused:
        plugin.invoke("getTrouble", kind=kind)
    return str(refused.value)


def type_of_bug(message: str) -> str:
    """Returns the type of the error that a message reports as a bug in the library."""
    before, after = BUG.split("{}")
    pattern = rf"{re.escape(before)}(\w+) at library\.py:\d+{re.escape(after)}"
    found = re.fullmatch(pattern, message)
    assert found, message
    return found[1]


def test_several_problems_are_numbered_and_one_is_not() -> None:
    assert str(ArgumentError("it", ["a"])) == "it: a"
    assert str(ArgumentError("it", ["a", "b"])) == "it: (1) a; (2) b"
    assert ArgumentError("it", ["a", "b"]).problems == ("a", "b")


def test_an_expected_failure_is_shown_as_it_is(plugin: Plugin) -> None:
    assert trouble(plugin, "message it rains") == "FAILED_PRECONDITION: it rains"


def test_an_expected_failure_in_a_group_of_tasks_is_shown_as_it_is(plugin: Plugin) -> None:
    assert trouble(plugin, "group it rains") == "FAILED_PRECONDITION: it rains"


class GroupError(Exception):
    """What a group of exceptions is in every version of Python."""

    def __init__(self, *exceptions: Exception) -> None:
        super().__init__(exceptions)
        self.exceptions = exceptions


def test_the_first_of_several_bugs_stands_for_them_unless_a_failure_is_expected() -> None:
    bug, other, expected = ValueError("a"), KeyError("b"), ProviderError("it rains")
    assert first_of(GroupError(bug, GroupError(other, expected))) is expected
    assert first_of(GroupError(bug, other)) is bug
    assert first_of(bug) is bug


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("bug", "KeyError"),
        ("panic", "Panic"),
        ("invalid", "ValidationError"),
        ("cancelled", "CancelledError"),
    ],
)
def test_a_bug_is_told_by_its_type_and_place_and_not_by_its_text(
    plugin: Plugin, kind: str, error: str
) -> None:
    message = trouble(plugin, kind)
    begin, _, end = BUG.format(f"{error} at library.py:LINE").partition("LINE")
    assert message.startswith(begin)
    assert message.endswith(end)
    assert message[len(begin) : -len(end)].isdecimal()


def test_out_of_memory_is_said_as_such(plugin: Plugin) -> None:
    assert trouble(plugin, "memory") == (
        "RESOURCE_EXHAUSTED: the machine is out of memory. Ask for less"
    )


@pytest.mark.systems("linux", "darwin")
def test_without_file_descriptors_each_call_still_gets_a_message_and_recovers() -> None:
    """A suggestion takes a module that is not imported yet: there is no file to read it from."""
    command = ("sh", "-c", 'ulimit -n 64; exec "$@"', "-", *COMMAND)
    with library(command=command, environment={"GRPC_VERBOSITY": "NONE"}) as plugin:
        plugin.configure(token="card")
        plugin.invoke("getTrouble", kind="files")
        calls = [plugin.begin("getBook", titel="Emma") for _ in range(90)]
        messages = set()
        for call in calls:
            with pytest.raises(PluginError) as refused:
                plugin.result(call)
            messages.add(str(refused.value))
        assert messages == {TOO_MANY_FILES}
        assert plugin.invoke("getBook", title="Emma")["title"] == "Emma"


@pytest.mark.parametrize("character", ["x", "é", "%", "🚀"])
def test_a_message_is_cut_to_what_grpc_can_carry(plugin: Plugin, character: str) -> None:
    """What is not plain ASCII takes three times the bytes on the way."""
    message = trouble(plugin, f"message {character * 5000}").removeprefix("FAILED_PRECONDITION: ")
    assert message.endswith(f"{character}...")
    encoded = quote(message, safe=punctuation.replace("%", " "))
    longest = 4000 + len("...")
    assert longest - len(quote(character)) < len(encoded) <= longest
    whole = character * 100
    assert trouble(plugin, f"message {whole}") == f"FAILED_PRECONDITION: {whole}"


def test_a_message_that_is_no_unicode_is_made_so() -> None:
    assert cut("file \udcff") == "file ?"


def test_an_unknown_function_is_refused_with_those_that_there_are(plugin: Plugin) -> None:
    with pytest.raises(PluginError) as refused:
        plugin.invoke("getBok\x1b", title="Emma")
    assert str(refused.value) == (
        "INVALID_ARGUMENT: library:index:getBok\\x1b: there is no such function; there are "
        "library:index:getBook, library:index:listBooks, library:index:getTrouble"
    )


def test_wrong_arguments_and_conflicts_are_in_one_message(plugin: Plugin) -> None:
    with pytest.raises(PluginError) as refused:
        plugin.invoke("listBooks", genre="poems", copies=0)
    assert str(refused.value) == (
        "INVALID_ARGUMENT: invalid arguments for listBooks: (1) `copies` must be greater than or "
        "equal to 1, but is the number 0; (2) poems have no `copies`"
    )


def test_a_call_before_the_configuration_is_refused() -> None:
    with library() as plugin, pytest.raises(PluginError) as refused:
        plugin.invoke("getBook", title="Emma")
    assert str(refused.value) == (
        "FAILED_PRECONDITION: the provider was called before it was configured"
    )


def test_a_configuration_that_cannot_be_used_leaves_the_one_before(plugin: Plugin) -> None:
    for settings in ({"token": "card", "branch": "flooded"}, {"branch": "east"}):
        with pytest.raises(PluginError):
            plugin.configure(**settings)
        assert plugin.invoke("getBook", title="Emma")["extra"] == {"branch": "main"}


def test_a_provider_that_exits_has_a_bug_and_the_plugin_goes_on(plugin: Plugin) -> None:
    assert type_of_bug(trouble(plugin, "exit secret")) == "SystemExit"
    assert type_of_bug(trouble(plugin, "interrupt")) == "KeyboardInterrupt"
    assert plugin.invoke("getBook", title="Emma")["title"] == "Emma"
    with library() as other:
        with pytest.raises(PluginError) as refused:
            other.configure(token="card", branch="closed")
        assert type_of_bug(str(refused.value)) == "SystemExit"
        other.configure(token="card")


def test_a_failed_task_that_nobody_waits_for_is_reported_without_its_text() -> None:
    with library() as plugin:
        plugin.configure(token="card")
        plugin.invoke("getTrouble", kind="forgotten")
        plugin.process.terminate()
        status, output, errors = plugin.wait()
    assert (status, output) == (0, "")
    assert type_of_bug(f"INTERNAL: {errors.strip()}") == "KeyError"


def test_an_error_without_a_text_is_a_bug(plugin: Plugin) -> None:
    assert type_of_bug(trouble(plugin, "message")) == "ProviderError"


def test_secrets_that_come_back_are_hidden_and_no_colours_are_shown(plugin: Plugin) -> None:
    plugin.configure(token="a-long-secret-token")
    with pytest.raises(PluginError) as refused:
        plugin.invoke("getBook", title="A-LONG-SECRET-TOKEN <{%fg 1%}>")
    assert refused.value.message == 'there is no book "[token] <{ %fg 1%}>"'


class OddError(Exception):
    exceptions: object = None


def test_an_error_that_only_looks_like_a_group_stands_for_itself() -> None:
    odd = OddError()
    assert first_of(odd) is odd
    odd.exceptions = [odd]
    assert first_of(odd) is odd


def test_the_place_of_a_bug_is_in_the_code_of_the_provider() -> None:
    try:
        json.loads("{")
    except ValueError as error:
        _, described = Source("x:X").describe(error)
    assert re.fullmatch(
        r"a bug in the provider \(JSONDecodeError at test_errors.py:\d+\)", described
    )


class Stubborn:
    async def close(self) -> None:
        raise RuntimeError("with a secret")


def test_a_client_that_cannot_be_closed_does_not_prevent_the_next_configuration() -> None:
    log = MemoryLog()

    async def configure_twice() -> None:
        provider = Provider(name="x", version="1.0.0", functions=[], connect=lambda *_: Stubborn())
        session = Session(provider, Resolver({}, None, None), log)
        for peer in ("first", "second"):
            session.release()
            await session.configure(Struct(), peer, Place.STACK)

    asyncio.run(configure_twice())
    assert log.warnings == ["the former connection could not be closed (RuntimeError)"]
