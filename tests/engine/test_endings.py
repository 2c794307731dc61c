"""What the real engine shows while a function works, and how the plugin ends with it."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
from contextlib import suppress
from pathlib import Path
from select import select
from typing import TYPE_CHECKING

import pytest
from plugin import TIMEOUT_SECONDS
from primeintellect_simulator import Fault, make_sandboxes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.conftest import Prepare
    from primeintellect_simulator import Simulator

LISTING = """
variables:
  all:
    fn::invoke: { function: "primeintellect:listSandboxes", arguments: { includeSandboxes: false } }
outputs: { total: "${all.total}" }
"""
DO = ("do", "primeintellect:listSandboxes", "--include-sandboxes=false")
STATUS = re.compile(r"(trying again in .*|listed .*)")
REFUSED = Fault(status=429, headers={"retry-after": "2"})


class Waiting:
    """An API that takes a request and never answers; it sees when whoever asked is gone."""

    def __init__(self) -> None:
        self._server = socket.create_server(("127.0.0.1", 0))
        self._server.settimeout(TIMEOUT_SECONDS)
        self.url = f"http://127.0.0.1:{self._server.getsockname()[1]}"

    def asked(self) -> socket.socket:
        """Waits for a request."""
        connection = self._server.accept()[0]
        connection.settimeout(TIMEOUT_SECONDS)
        assert connection.recv(1 << 16).startswith(b"GET /api/v1/sandbox?")
        return connection

    def close(self) -> None:
        self._server.close()


@pytest.fixture
def waiting() -> Iterator[Waiting]:
    waiting = Waiting()
    yield waiting
    waiting.close()


@pytest.mark.parametrize("faults", [[], [REFUSED]])
def test_do_prints_nothing_but_the_answer_on_stdout(
    prepare: Prepare, simulator: Simulator, faults: list[Fault]
) -> None:
    simulator.sandboxes = make_sandboxes(2500, teams=())
    simulator.script(*faults)
    done = prepare(LISTING).pulumi(*DO)
    assert (json.loads(done.stdout)["total"], done.stderr) == (2500, "")
    assert len(simulator.requests) == 3 + len(faults)


@pytest.mark.parametrize("command", [("preview",), ("up", "--yes", "--skip-preview")])
def test_a_run_shows_how_far_a_listing_is(
    prepare: Prepare, simulator: Simulator, command: tuple[str, ...]
) -> None:
    simulator.sandboxes = make_sandboxes(2500, teams=())
    simulator.script(REFUSED)
    paused, *progress = STATUS.findall(prepare(LISTING).pulumi(*command).stdout)
    assert paused.startswith("trying again in 2 s, last problem: the API answered 429")
    assert "listed 1,000 of 2,500 sandboxes" in progress


def plugins_of(engine: subprocess.Popen[str]) -> list[int]:
    """Files, each of which can be read once a plugin, a child of the engine, has ended.

    With some language hosts the engine has two at once, one of them for the schema.
    """
    lists = Path(f"/proc/{engine.pid}/task").glob("*/children")
    children = [int(child) for own in lists for child in own.read_text().split()]
    found = []
    for child in children:
        with suppress(ProcessLookupError, FileNotFoundError):  # it has ended meanwhile
            if "resource-primeintellect" in Path(f"/proc/{child}/cmdline").read_text():
                found.append(os.pidfd_open(child))
    return found


@pytest.mark.systems("linux")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_the_plugin_ends_with_its_engine(
    prepare: Prepare, waiting: Waiting, number: signal.Signals
) -> None:
    workspace = prepare(LISTING, PRIME_API_BASE_URL=waiting.url)
    with subprocess.Popen(
        ["pulumi", "preview", "--non-interactive", "--color=never"],
        cwd=workspace.project,
        env=workspace.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    ) as engine:
        with waiting.asked() as connection:
            plugins = plugins_of(engine)
            engine.send_signal(number)
            assert connection.recv(1) == b""
        printed, _ = engine.communicate(timeout=TIMEOUT_SECONDS)
    assert plugins
    for plugin in plugins:
        assert select([plugin], [], [], TIMEOUT_SECONDS)[0] == [plugin]
        os.close(plugin)
    cancelled = "returned an error: primeintellect:index:listSandboxes was cancelled\n"
    assert (cancelled in printed) is (number is signal.SIGINT)
    assert "transport" not in printed
