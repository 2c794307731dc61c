"""The jobs in `examples/pipelines`: their commands run as the CI systems run them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from packages import make_environment, plugin_packages, sdk_wheel
from pins import pip_variables
from primeintellect_simulator.sandboxes import make_sandboxes
from workspace import ROOT, copy, without

if TYPE_CHECKING:
    from languages import Shared
    from primeintellect_simulator import Simulator

PIPELINES = ROOT / "examples/pipelines"
ROW = "| sbx-000001 | llama-pretraining | RUNNING | us | 8 x H100 80GB |"
ASKED = '`status` "RUNNING", `regions` ["us"], `gpuModels` ["H100"]'
NONE = f"0 sandboxes meet the conditions ({ASKED}), but `requireAtLeast` is 1"
BROKEN = "error: 1 violation of the rules\n"
VIOLATIONS = """\
| ID | Name | Violation |
| --- | --- | --- |
| sbx-000002 | reward-model | has the GPU A100 (allowed: H100, H200) |
"""
VIOLATION = "    sbx-000002 (reward-model) has the GPU A100 (allowed: H100, H200)\n"


class Machine:
    """A machine of a CI system with a checkout, Python and Pulumi, and none of our packages."""

    def __init__(self, variables: dict[str, str], folder: Path, shared: Shared) -> None:
        self.checkout = folder / "checkout"
        copy(ROOT / "examples", self.checkout / "examples")
        make_environment(folder / "python", shared)
        wheels = f"{plugin_packages(shared)} {sdk_wheel(shared).parent}"
        pip = pip_variables(shared)
        path = (folder / "python/bin", ROOT / ".engine/bin", *without(Path(sys.executable).parent))
        self.environment = variables | {
            "PATH": os.pathsep.join(map(str, path)),
            "PULUMI_HOME": str(folder / "empty"),
            "TMPDIR": str(folder),
            **pip,
            "PIP_FIND_LINKS": f"{pip['PIP_FIND_LINKS']} {wheels}",
        }

    def run(self, script: str, **environment: str) -> tuple[int, str]:
        """The exit status of a script, which ends with its first error, and all that it printed."""
        done = subprocess.run(
            ["bash", "-eo", "pipefail", "-c", script],
            cwd=self.checkout,
            env=self.environment | environment,
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        return done.returncode, done.stdout


@pytest.fixture
def machine(variables: dict[str, str], tmp_path: Path, shared: Shared) -> Machine:
    return Machine(variables, tmp_path, shared)


def test_the_github_workflow_stops_at_each_gate(machine: Machine, simulator: Simulator) -> None:
    workflow = yaml.safe_load((PIPELINES / "github-actions.yml").read_text(encoding="utf-8"))
    steps = workflow["jobs"]["gate"]["steps"]
    install, *gates = [step for step in steps if "run" in step]
    key = {"PRIME_API_KEY": "${{ secrets.PRIME_API_KEY }}"}
    assert [gate["env"] for gate in gates] == [key, key, key]
    enough, lawful, report = (gate["run"] for gate in gates)
    page = machine.checkout / steps[-1]["with"]["path"]
    summary = machine.checkout / "summary.md"
    written = {"GITHUB_STEP_SUMMARY": str(summary)}

    assert machine.run(install["run"])[0] == 0
    simulator.sandboxes = make_sandboxes(1)
    assert machine.run(enough, **written) == (0, "")
    assert machine.run(lawful)[0] == 0
    assert machine.run(report, **written) == (0, "")
    assert summary.read_text(encoding="utf-8").count(ROW) == 2
    assert "<h2>Sandboxes</h2>" in page.read_text(encoding="utf-8")

    simulator.sandboxes = make_sandboxes(2)[1:]
    assert machine.run(enough, **written) == (1, f"error: {NONE}\n")
    status, printed = machine.run(lawful)
    assert status != 0
    assert VIOLATION in printed
    assert machine.run(report, **written) == (1, BROKEN)
    added = summary.read_text(encoding="utf-8")
    assert "**Error:** 0 sandboxes meet the conditions (" in added
    assert f"### Violations: 1\n\n{VIOLATIONS}" in added
    assert "<h2>Violations: 1</h2>" in page.read_text(encoding="utf-8")


def test_the_gitlab_job_stops_at_each_gate(machine: Machine, simulator: Simulator) -> None:
    job = yaml.safe_load((PIPELINES / "gitlab-ci.yml").read_text(encoding="utf-8"))["sandboxes"]
    install, *gates = job["script"]
    script, after = "\n".join(gates), "\n".join(job["after_script"])
    (artifact,) = job["artifacts"]["paths"]
    page = machine.checkout / artifact
    violations = machine.checkout / "violations.json"

    assert machine.run(install)[0] == 0
    simulator.sandboxes = make_sandboxes(2)[1:]
    assert machine.run(script) == (1, f"error: {NONE}\n")
    unchecked = "the rules were not checked: there is no violations.json"
    status, printed = machine.run(after)
    assert (status, printed.endswith(f"error: {unchecked}\n")) == (1, True)
    assert unchecked[1:] in page.read_text(encoding="utf-8")
    simulator.sandboxes = make_sandboxes(2)
    status, printed = machine.run(script)
    assert status != 0
    assert VIOLATION in printed
    assert machine.run(after)[0] == 1
    assert "<h2>Violations: 1</h2>" in page.read_text(encoding="utf-8")
    violations.unlink()
    simulator.sandboxes = make_sandboxes(1)
    assert machine.run(script)[0] == machine.run(after)[0] == 0
