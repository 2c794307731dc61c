"""The Automation example: what it prints where, when its gate closes, and what it leaves behind."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import pytest
from primeintellect_simulator.faults import Fault
from primeintellect_simulator.sandboxes import make_sandboxes
from workspace import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from engine.conftest import Prepare
    from primeintellect_simulator import Simulator

PROGRAM = ROOT / "examples/automation"
FIVE_EIGHTHS = "━" * 25 + " "
"""Of a bar of 40 signs, which without colours has only the part that is done."""
ERASED = "\x1b[1A\x1b[2K"
CODES = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")
DEMO = ["sbx-000001", "sbx-000002", "sbx-000003", "sbx-000004"]


class Run:
    """Runs the example as a user does, with its streams apart."""

    def __init__(self, prepare: Prepare, folder: Path) -> None:
        self.temporary = folder / "temporary"
        self.temporary.mkdir()
        workspace = prepare("outputs: {}\n", TMPDIR=str(self.temporary))
        self.environment = workspace.environment | {"PULUMI_BACKEND_URL": "file:///nowhere"}
        self.home = folder / "home"

    def __call__(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, PROGRAM, *arguments],
            env=self.environment | environment,
            check=False,
            capture_output=True,
            encoding="utf-8",
        )

    @contextmanager
    def in_a_terminal(self) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
        """Starts the example with a terminal for its stderr, and waits for it to end."""
        terminal, stderr = pty.openpty()
        with subprocess.Popen(
            [sys.executable, PROGRAM],
            env=self.environment | {"TERM": "xterm", "COLUMNS": "80", "NO_COLOR": "1"},
            stdout=subprocess.DEVNULL,
            stderr=stderr,
            start_new_session=True,
        ) as process:
            os.close(stderr)
            yield process, terminal
        os.close(terminal)


@pytest.fixture
def run(prepare: Prepare, tmp_path: Path) -> Run:
    return Run(prepare, tmp_path)


def test_json_is_all_that_stdout_has(run: Run) -> None:
    done = run("--format", "json", "--status", "RUNNING", "--label", "demo")
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert [one["id"] for one in found["sandboxes"]] == DEMO
    assert found["count"] == 4
    assert found["summary"]["gpu_count"] == 10
    assert found["sandboxes"][0]["gpu"]["model"] == "H100"
    assert "environment_vars" not in found["sandboxes"][0]


def test_every_condition_is_sent(run: Run) -> None:
    conditions = ("--region", "eu", "--region", "us", "--gpu-model", "A100", "--name-regex", "^rew")
    team = ("--team", "", "--status", "RUNNING", "--label", "demo", "--label", "evaluation")
    found = json.loads(run("--format", "json", *conditions, *team).stdout)
    assert [one["id"] for one in found["sandboxes"]] == ["sbx-000002"]


def test_markdown_is_a_table_that_no_name_breaks(run: Run, simulator: Simulator) -> None:
    first, *_ = make_sandboxes(1)
    simulator.sandboxes = [first | {"name": "a|b <b>\x1b[31m\n`c`"}]
    printed = run("--format", "markdown").stdout
    lines = printed.replace("\N{REPLACEMENT CHARACTER}", "?").splitlines()
    assert lines[2] == (
        r"| sbx-000001 | a\|b \<b\>?\[31m?\`c\` | RUNNING | us | 8 x H100_80GB "
        r"| demo, training | 2026-01-05 09:07 |"
    )
    assert lines[-1] == "Sandboxes: 1, GPUs: 8, GPU memory: 640 GB"


def test_nothing_found_is_an_answer(run: Run) -> None:
    done = run("--format", "markdown", "--label", "nobody has this")
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1] == "Sandboxes: 0, GPUs: 0, GPU memory: 0 GB"


@pytest.mark.parametrize(
    ("bound", "status", "said"),
    [
        (("--at-least", "4"), 0, ""),
        (("--at-least", "5"), 1, "error: too few sandboxes: 4 found, 5 needed\n"),
        (("--at-most", "4"), 0, ""),
        (("--at-most", "3"), 1, "error: too many sandboxes: 4 found, 3 allowed\n"),
    ],
)
def test_a_gate_closes_after_it_has_shown_why(
    run: Run, bound: tuple[str, ...], status: int, said: str
) -> None:
    done = run("--format", "json", "--status", "RUNNING", "--label", "demo", *bound)
    assert (done.returncode, done.stderr) == (status, said)
    assert json.loads(done.stdout)["count"] == 4


@pytest.mark.parametrize(
    ("arguments", "environment", "said"),
    [
        ((), {"PRIME_API_KEY": "wrong"}, "error: cannot list sandboxes: the API answered 401"),
        ((), {"PRIME_API_KEY": ""}, "error: the primeintellect provider's configuration: there is"),
        (("--name-regex", "("), {}, "error: invalid arguments for listSandboxes: `nameRegex`"),
        ((), {"PATH": "/nowhere"}, "error: the Pulumi CLI is not on PATH: https://www.pulumi.com"),
        ((), {"PULUMI_HOME": "/dev/null"}, "error: "),
    ],
)
def test_an_error_is_one_line(
    run: Run, arguments: tuple[str, ...], environment: dict[str, str], said: str
) -> None:
    done = run(*arguments, **environment)
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith(said)


def test_a_warning_of_the_provider_goes_to_stderr(run: Run, simulator: Simulator) -> None:
    simulator.sandboxes = [one | {"cpuCores": "many"} for one in make_sandboxes(1)]
    done = run("--format", "json")
    assert json.loads(done.stdout)["count"] == 0
    assert done.stderr.startswith('warning: sandbox "sbx-000001" was skipped')


def test_nothing_is_left_behind(run: Run) -> None:
    stacks = run.home / "workspaces"
    before = sorted(stacks.iterdir())
    assert run().returncode == 0
    assert run(PRIME_API_KEY="wrong").returncode == 1
    assert sorted(stacks.iterdir()) == before
    assert [path for path in run.temporary.iterdir() if path.is_dir()] == []


def test_a_person_sees_how_far_it_is(run: Run, simulator: Simulator) -> None:
    simulator.sandboxes = make_sandboxes(1600, teams=())
    with run.in_a_terminal() as (process, terminal):
        seen = read(terminal)
    assert process.returncode == 0
    assert f"listed 1,000 of 1,600 sandboxes {FIVE_EIGHTHS}" in CODES.sub("", seen)
    assert seen.endswith(ERASED)


def test_it_can_be_interrupted(run: Run, simulator: Simulator) -> None:
    simulator.script(Fault(status=429, headers={"retry-after": "50"}))
    with run.in_a_terminal() as (process, terminal):
        read(terminal, until="trying again in 50 s")
        os.killpg(process.pid, signal.SIGINT)
        seen = read(terminal)
    assert process.returncode == 1
    # The signal goes to all processes: the plugin may say that the call is over before Python does.
    *_, said = seen.rpartition(f"{ERASED}error: ")
    assert re.fullmatch(r"(interrupted|.* (was )?cancelled)\r\n", said), seen
    assert [path for path in run.temporary.iterdir() if path.is_dir()] == []


def read(terminal: int, until: str | None = None) -> str:
    """What is written to a terminal, up to a text or else until nobody can write to it."""
    seen, more = b"", b"\n"
    with suppress(OSError):  # so Linux says that the other end is closed
        while more and (until is None or until.encode() not in seen):
            more = os.read(terminal, 1 << 16)
            seen += more
    return seen.decode(errors="replace")


def test_a_reader_may_stop_reading(run: Run, simulator: Simulator) -> None:
    simulator.sandboxes = make_sandboxes(1000, teams=())
    piped = subprocess.run(
        ["bash", "-c", f"'{sys.executable}' '{PROGRAM}' --format json | head -n 1"],
        env=run.environment,
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    assert (piped.stdout, piped.stderr) == ("{\n", "")
