"""What the product adds to the protocol; `tests/framework` tests the protocol itself."""

from __future__ import annotations

import re
import socket
import sys
from typing import TYPE_CHECKING

import pytest
from function_examples import EXAMPLES
from plugin import TIMEOUT_SECONDS, Plugin, PluginError
from primeintellect_simulator import DEMO_ACCOUNT
from pulumi_resource_primeintellect import __version__
from pulumi_resource_primeintellect.provider import PROVIDER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from primeintellect_simulator import Simulator
    from pulumi_python_provider.testing import InvokeFuture

MODULE = (sys.executable, "-m", "pulumi_resource_primeintellect")


@pytest.fixture
def silent() -> Iterator[socket.socket]:
    """An API that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(TIMEOUT_SECONDS)
        yield server


def ask(plugin: Plugin, silent: socket.socket) -> tuple[InvokeFuture, socket.socket]:
    """Makes the plugin wait for an answer that never comes."""
    host, port = silent.getsockname()
    plugin.configure(apiKey=DEMO_ACCOUNT.key, baseUrl=f"http://{host}:{port}")
    call = plugin.begin("getSandbox", sandboxId="sbx-000001")
    return call, silent.accept()[0]


def test_the_schema_is_served_as_it_is_in_the_package_for_this_version(plugin: Plugin) -> None:
    assert plugin.schema() == PROVIDER.schema(EXAMPLES)
    assert PROVIDER.version == __version__


@pytest.mark.parametrize("command", [MODULE, None])
def test_the_plugin_runs_by_its_command_and_as_a_module(
    simulator: Simulator, command: tuple[str, ...] | None
) -> None:
    with Plugin(command=command) if command else Plugin() as plugin:
        plugin.handshake()
        plugin.use(simulator)
        assert plugin.invoke("getSandbox", sandboxId="sbx-000001")["id"] == "sbx-000001"


@pytest.mark.parametrize("verbose", [False, True])
def test_the_engine_gets_warnings_and_where_it_is_verbose_the_requests(
    simulator: Simulator, *, verbose: bool
) -> None:
    with Plugin(*(["-v=9"] * verbose)) as plugin:
        (plugin.home / ".prime").mkdir()
        (plugin.home / ".prime/config.json").write_bytes(b"{")
        plugin.use(simulator)
        plugin.invoke("getSandbox", sandboxId="sbx-000001")
        shown = [re.sub(r" \d+ ms ", " N ms ", line) for line in plugin.engine.log]
    assert sorted(shown) == [
        *(["DEBUG: GET /api/v1/sandbox/sbx-000001 N ms 200 req-000001"] * verbose),
        "WARNING: ~/.prime/config.json is ignored: it is not valid JSON",
    ]


def test_cancel_ends_a_request_under_way(plugin: Plugin, silent: socket.socket) -> None:
    call, connection = ask(plugin, silent)
    plugin.cancel()
    with pytest.raises(PluginError, match="getSandbox was cancelled"):
        plugin.result(call)
    with connection:
        connection.settimeout(TIMEOUT_SECONDS)
        while connection.recv(4096):
            pass


def test_a_call_that_the_engine_gives_up_is_given_up(
    plugin: Plugin, silent: socket.socket, simulator: Simulator
) -> None:
    call, connection = ask(plugin, silent)
    call.cancel()
    with connection:
        connection.settimeout(TIMEOUT_SECONDS)
        while connection.recv(4096):
            pass
    plugin.use(simulator)
    assert plugin.invoke("getSandbox", sandboxId="sbx-000001")["id"] == "sbx-000001"
