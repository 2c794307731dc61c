"""What the real engine shows while a function works, and how the plugin ends with it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from primeintellect_simulator import Fault, make_sandboxes

if TYPE_CHECKING:
    from engine.conftest import Prepare
    from primeintellect_simulator import Simulator

LISTING = """
variables:
  all:
    fn::invoke: { function: "primeintellect:listSandboxes", arguments: { includeSandboxes: false } }
outputs: { total: "${all.total}" }
"""
DO = ("do", "primeintellect:index:listSandboxes", "--include-sandboxes=false")
STATUS = re.compile(r"(trying again in .*|listed .*)")
REFUSED = Fault(status=429, headers={"retry-after": "2"})


@pytest.mark.parametrize("faults", [[], [REFUSED]])
def test_do_prints_nothing_but_the_answer_on_stdout(
    prepare: Prepare, simulator: Simulator, faults: list[Fault]
) -> None:
    simulator.sandboxes = make_sandboxes(2500, teams=())
    simulator.script(*faults)
    done = prepare(LISTING, PULUMI_EXPERIMENTAL="1").pulumi(*DO)
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
