"""The harness itself, where a plugin does not do what it should, and functions in threads."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from framework.plugins import SCRIPT, library
from pulumi_python_provider.testing import Plugin, PluginError

if TYPE_CHECKING:
    from pathlib import Path

CODE = (
    "import runpy, sys; print('noise', file=sys.stderr); "
    "runpy.run_path(sys.argv.pop(1), run_name='__main__')"
)
NOISY = (sys.executable, "-c", CODE, SCRIPT)


def test_a_plugin_that_does_not_start_is_told_with_what_it_printed() -> None:
    code = "import sys; print('no port'); sys.exit('it broke')"
    with pytest.raises(RuntimeError) as raised:
        Plugin(sys.executable, "-c", code)
    assert str(raised.value) == "the plugin ended with status 1: no port\nit broke\n"


def test_a_plugin_that_prints_more_than_its_port_fails_the_test() -> None:
    with pytest.raises(AssertionError) as raised, library(command=NOISY):
        pass
    assert str(raised.value) == (
        "the plugin ended with (status, stdout, stderr) = (0, '', 'noise\\n')"
    )


def test_the_failure_of_a_test_is_not_hidden_by_that_of_its_plugin() -> None:
    with pytest.raises(ZeroDivisionError), library(command=NOISY):
        raise ZeroDivisionError


def test_the_failure_of_a_test_is_not_hidden_by_the_death_of_its_plugin() -> None:
    def fail(plugin: Plugin) -> None:
        plugin.process.kill()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), library() as plugin:
        fail(plugin)


def test_a_plugin_that_dies_fails_the_test() -> None:
    with (
        pytest.raises(AssertionError, match=r"ended with .* = \(-9, '', ''\)$"),
        library() as plugin,
    ):
        plugin.process.kill()


def test_every_call_that_is_refused_is_the_same_kind_of_error() -> None:
    with library() as plugin:
        plugin.process.kill()
        for call in (plugin.schema, plugin.check_config, plugin.configure):
            with pytest.raises(PluginError) as refused:
                call()
            assert refused.value.code == "UNAVAILABLE"
        with pytest.raises(PluginError):
            plugin.invoke("library:index:getBook")
        plugin.wait()


def test_an_error_has_its_code_and_its_message(plugin: Plugin) -> None:
    with pytest.raises(PluginError) as refused:
        plugin.invoke("getBook")
    assert (refused.value.code, refused.value.message) == (
        "INVALID_ARGUMENT",
        "invalid arguments for getBook: `title` is required, but missing",
    )


def test_settings_are_checked_as_the_state_would_have_them(plugin: Plugin) -> None:
    inputs, problems = plugin.check_config(token="card", maxBooks=0)
    (problem,) = problems
    assert problem == (
        "`maxBooks` (from the stack configuration library:maxBooks) must be a whole number from 1 "
        "to 100"
    )
    assert inputs == {
        "token": {
            "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
            "value": "card",
        },
        "maxBooks": 0,
    }


PLUGIN = """
import asyncio, sys
from pulumi_python_provider import Arguments, Context, Provider, Record, run

class Noise(Arguments):
    function: str

def work(context: Context) -> None:
    context.log.warning("from a thread")

async def get_nothing(arguments: Noise, context: Context) -> Record:
    if arguments.function == "print":
        print("x" * 100_000, file=sys.stderr)
    await asyncio.to_thread(work, context)
    return Record()

run(Provider(name="noisy", version="1.0.0", functions=[get_nothing]))
"""


@pytest.fixture
def script(tmp_path: Path) -> str:
    path = tmp_path / "noisy.py"
    path.write_text(PLUGIN)
    return str(path)


def test_a_plugin_that_prints_much_goes_on_and_fails_the_test(script: str) -> None:
    def call() -> None:
        with Plugin(sys.executable, script) as plugin:
            plugin.configure()
            assert plugin.invoke("getNothing", function="print") == {}

    with pytest.raises(AssertionError, match="xxx"):
        call()


def test_a_plugin_that_prints_something_else_first_is_ended() -> None:
    code = "import time; print('hello', flush=True); time.sleep(600)"
    with pytest.raises(RuntimeError, match="the plugin ended with status -9: hello"):
        Plugin(sys.executable, "-c", code)


def test_a_plugin_whose_death_was_seen_fails_the_test(script: str) -> None:
    def die() -> None:
        with Plugin(sys.executable, script) as plugin:
            plugin.process.kill()
            plugin.process.wait()

    with pytest.raises(AssertionError, match="-9"):
        die()


def test_a_function_logs_from_a_thread(script: str) -> None:
    with Plugin(sys.executable, script) as plugin:
        plugin.configure()
        plugin.invoke("getNothing", function="warn")
        assert plugin.engine.warnings == ["from a thread"]
