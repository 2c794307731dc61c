"""`--watch` shows the result again and again, until Ctrl-C."""

from __future__ import annotations

import json
import signal
import subprocess
from typing import TYPE_CHECKING

import pytest
from command.commands import SCRIPT, TIMEOUT_SECONDS
from primeintellect_simulator.faults import Fault
from primeintellect_simulator.sandboxes import make_sandboxes
from terminals import CODES

if TYPE_CHECKING:
    from typing import IO

    from command.commands import Command
    from primeintellect_simulator import Simulator

pytestmark = pytest.mark.systems("linux", "darwin")

UP_A_LINE = "\x1b[1A\x1b[2K"


def test_a_terminal_is_drawn_anew_and_ctrl_c_ends_it(
    command: Command, simulator: Simulator
) -> None:
    simulator.sandboxes = make_sandboxes(1)
    with command.at_terminal("list", "--watch", "1") as terminal:
        first = terminal.read(until="sbx-000001")
        simulator.sandboxes = make_sandboxes(2)
        second = terminal.read(until="sbx-000002")
        terminal.interrupt()
        last = terminal.read()
    assert terminal.process.returncode == 130
    assert "every 1 s. Ctrl-C ends." in first
    assert UP_A_LINE * 6 in second
    assert "\x1b[?25h" in last
    assert "Traceback" not in first + second + last


def test_a_failed_lookup_leaves_the_last_result_and_says_why(
    command: Command, simulator: Simulator
) -> None:
    simulator.sandboxes = make_sandboxes(1)
    with command.at_terminal("--max-retries", "0", "list", "--watch", "1") as terminal:
        terminal.read(until="Held / listed")
        simulator.script(Fault(status=503))
        seen = CODES.sub("", terminal.read(until="llama-pretraining"))
        recovered = terminal.read(until="Held / listed") + terminal.read(until="As of")
        terminal.interrupt()
        terminal.read()
    assert "error: cannot list sandboxes with isActive true: the API answered 503" in seen
    assert "error" not in recovered


def test_in_a_pipe_results_follow_each_other(command: Command, simulator: Simulator) -> None:
    simulator.sandboxes = make_sandboxes(1)
    arguments = ("--max-retries", "0", "get", "--sandbox-id", "sbx-000001")
    with subprocess.Popen(
        [SCRIPT, *arguments, "--format", "json", "--watch", "1"],
        env=command.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        assert process.stdout is not None
        first = read_object(process.stdout)
        simulator.script(Fault(status=503))
        second = read_object(process.stdout)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=TIMEOUT_SECONDS)
    assert first == second
    assert process.returncode == 130
    assert errors.startswith('error: cannot look up sandbox "sbx-000001": the API answered 503')
    assert "Traceback" not in errors


def read_object(stream: IO[str]) -> object:
    """The next JSON object; those here end with a line of its own."""
    lines = []
    for line in stream:
        lines.append(line)
        if line == "}\n":
            break
    return json.loads("".join(lines))


def test_it_ends_when_nobody_reads_any_more(command: Command) -> None:
    piped = subprocess.run(
        ["bash", "-c", f"set -o pipefail; '{SCRIPT}' list --limit 1 --watch 1 | head -n 1"],
        env=command.environment,
        check=False,
        capture_output=True,
        encoding="utf-8",
        timeout=TIMEOUT_SECONDS,
    )
    assert (piped.returncode, piped.stderr) == (0, "")


def test_a_page_cannot_be_watched(command: Command) -> None:
    done = command("list", "--watch", "--format", "html")
    assert (done.returncode, done.stdout) == (2, "")
    assert "--watch and --format html cannot be used together." in done.stderr
