"""What the real engine shows while a lookup waits, and a gate in YAML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from primeintellect_simulator import Stage
from terminals import CODES, at_terminal

if TYPE_CHECKING:
    from engine.conftest import Prepare
    from primeintellect_simulator import Simulator

WAITING = """
variables:
  one:
    fn::invoke:
      function: primeintellect:getSandbox
      arguments: { sandboxId: sbx-000001, waitForStatuses: [RUNNING], waitTimeout: 60 }
outputs: { status: "${one.status}", region: "${one.region}" }
"""
GATE = """
variables:
  gate:
    fn::invoke:
      function: primeintellect:listSandboxes
      arguments: { status: RUNNING, gpuModels: [H100], regions: [us], requireAtLeast: %d }
outputs: { ids: "${gate.ids}" }
"""
PROVISIONING = Stage(status="PROVISIONING", requests=3)


@pytest.mark.systems("linux", "darwin")
def test_the_stacks_row_shows_what_is_waited_for(prepare: Prepare, simulator: Simulator) -> None:
    simulator.script_lifecycle("sbx-000001", PROVISIONING, Stage(status="RUNNING"))
    workspace = prepare(WAITING)
    environment = {**workspace.environment, "TERM": "xterm"}
    program = ("pulumi", "preview")
    with at_terminal(program, environment, columns=150, folder=workspace.project) as terminal:
        seen = CODES.sub("", terminal.read())
    assert terminal.process.returncode == 0
    row = r"pulumi:pulumi:Stack +test-dev +(?:[^\n]* )?"
    assert re.search(rf"{row}sbx-000001 is still PROVISIONING after [1-9]\d* s", seen), seen
    assert 'status: "RUNNING"' in seen


def test_a_preview_waits_and_fails_with_the_reason(prepare: Prepare, simulator: Simulator) -> None:
    failed = Stage(status="ERROR", error_type="OUT_OF_CAPACITY", error_message="no H100 is free")
    simulator.script_lifecycle("sbx-000001", Stage(status="PENDING"), failed)
    done = prepare(WAITING).pulumi("preview", check=False)
    assert done.returncode != 0
    assert (
        "invocation of primeintellect:index:getSandbox returned an error: "
        'sandbox "sbx-000001" is ERROR (OUT_OF_CAPACITY: no H100 is free) and will not be RUNNING\n'
    ) in done.stdout + done.stderr


def test_a_gate_in_yaml_needs_no_code(prepare: Prepare) -> None:
    workspace = prepare(GATE % 1)
    assert '[0]: "sbx-000001"' in workspace.pulumi("preview").stdout
    program = workspace.project / "Pulumi.yaml"
    program.write_text(f"name: test\nruntime: yaml\n{GATE % 2}")
    closed = workspace.pulumi("preview", check=False)
    assert closed.returncode != 0
    assert (
        "invocation of primeintellect:index:listSandboxes returned an error: "
        '1 sandbox meets the conditions (`status` "RUNNING", `regions` ["us"], `gpuModels` '
        '["H100"]), but `requireAtLeast` is 2: sbx-000001 (RUNNING)\n'
    ) in closed.stdout + closed.stderr
