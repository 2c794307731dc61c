"""The Automation example: what it prints where, and what it leaves behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from primeintellect_simulator.faults import Fault
from primeintellect_simulator.sandboxes import make_sandboxes
from workspace import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from primeintellect_simulator import Simulator

PROGRAM = ROOT / "examples/automation"


class Run:
    """Runs the example as a user does, with its streams apart."""

    def __init__(self, variables: dict[str, str], folder: Path) -> None:
        self.temporary = folder / "temporary"
        self.temporary.mkdir()
        self.environment = variables | {
            "TMPDIR": str(self.temporary),
            "PULUMI_BACKEND_URL": "file:///nowhere",
        }
        self.home = folder / "home"

    def folders(self) -> list[Path]:
        """Returns what is left of folders that were made for a while."""
        return [path for path in self.temporary.iterdir() if path.is_dir()]

    def __call__(self, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, PROGRAM],
            env=self.environment | environment,
            check=False,
            capture_output=True,
            encoding="utf-8",
        )


@pytest.fixture
def run(variables: dict[str, str], tmp_path: Path) -> Run:
    return Run(variables, tmp_path)


def test_json_is_all_that_stdout_has(run: Run, simulator: Simulator) -> None:
    simulator.sandboxes = make_sandboxes(6)
    done = run()
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == {
        "ids": ["sbx-000001", "sbx-000002", "sbx-000003", "sbx-000004"],
        "regions": ["eu", "us"],
        "gpuCount": 10,
    }


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"PRIME_API_KEY": "wrong"}, "error: cannot list sandboxes with status RUNNING: the API "),
        ({"PRIME_API_KEY": ""}, "error: the primeintellect provider's configuration: there is no"),
        ({"PATH": "/nowhere"}, "error: the Pulumi CLI is not on PATH: https://www.pulumi.com"),
        ({"PULUMI_HOME": "/dev/null"}, "error: "),
    ],
)
def test_an_error_is_one_line(run: Run, environment: dict[str, str], said: str) -> None:
    done = run(**environment)
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith(said)


def test_a_warning_of_the_provider_goes_to_stderr(run: Run, simulator: Simulator) -> None:
    simulator.sandboxes = [one | {"cpuCores": "many"} for one in make_sandboxes(1)]
    done = run()
    assert json.loads(done.stdout)["ids"] == ["sbx-000001"]
    assert done.stderr.startswith("warning: ")


def test_nothing_is_left_behind(run: Run) -> None:
    assert run().returncode == 0
    assert run(PRIME_API_KEY="wrong").returncode == 1
    assert [*(run.home / "workspaces").iterdir()] == []
    assert run.folders() == []


def test_it_can_be_interrupted(run: Run, simulator: Simulator) -> None:
    simulator.script(Fault(status=429, headers={"retry-after": "50"}))
    with subprocess.Popen(
        [sys.executable, PROGRAM],
        env=run.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    ) as process:
        while not simulator.requests:
            assert process.poll() is None
        os.killpg(process.pid, signal.SIGINT)
        _, errors = process.communicate()
    assert process.returncode in {1, 130}
    assert errors.splitlines()[-1].startswith("error: ")
    assert run.folders() == []
