"""What a person sees at a terminal, through a pseudo-terminal."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from primeintellect_simulator.faults import Fault
from primeintellect_simulator.sandboxes import make_sandboxes
from terminals import CODES

if TYPE_CHECKING:
    from command.commands import Command
    from primeintellect_simulator import Sandbox, Simulator

pytestmark = pytest.mark.systems("linux", "darwin")

SHOW_CURSOR = "\x1b[?25h"
LONG: Sandbox = {
    "id": "cmh7q2v9x0001l80f4k3z9abc",
    "name": "reinforcement-learning-with-verifiable-rewards-17",
    "labels": ["team:post-training", "owner:somebody", "experiment:rlvr"],
    "region": "united_states",
    "status": "PROVISIONING",
}


def shown(command: Command, *arguments: str, columns: int = 80, **environment: str) -> str:
    with command.at_terminal(*arguments, columns=columns, **environment) as terminal:
        seen = terminal.read()
    assert terminal.process.returncode == 0
    return seen


def test_80_columns_hold_every_name_and_label(command: Command) -> None:
    seen = CODES.sub("", shown(command, "list", "--labels", "demo", "--regions", "us", "--all"))
    lines = [line.rstrip() for line in seen.splitlines()]
    assert max(map(len, lines)) <= 80
    assert lines[:6] == [
        "Name",
        "ID                 Status      Region  GPUs              Labels",
        "─" * 72,
        "llama-pretraining  RUNNING     us      8 x H100 80GB     demo, training",
        "sbx-000001",
        "data-cleaning      RUNNING     us      none              batch, demo",
    ]


def test_80_columns_hold_long_names_and_labels_in_few_lines(
    command: Command, simulator: Simulator
) -> None:
    simulator.sandboxes = [make_sandboxes(1)[0] | LONG]
    seen = CODES.sub("", shown(command, "list"))
    lines = [line.rstrip() for line in seen.splitlines()]
    assert max(map(len, lines)) <= 80
    assert lines[3:9] == [
        "reinforcement-lea  PROVISIONING  united_states  8 x H100 80GB  experiment:rlvr,",
        "rning-with-verifi                                              owner:somebody,",
        "able-rewards-17                                                team:post-traini",
        "cmh7q2v9x0001l80f                                              ng",
        "4k3z9abc",
        "",
    ]


def test_a_wide_terminal_has_a_line_for_each(command: Command) -> None:
    seen = CODES.sub("", shown(command, "list", "--limit", "1", columns=120))
    assert seen.splitlines()[2].rstrip() == (
        "sbx-000001  llama-pretraining  RUNNING  us      8 x H100 80GB  demo, training  "
        "2026-01-05 09:07"
    )


def test_states_have_colours_unless_nobody_wants_them(command: Command) -> None:
    coloured = shown(command, "list", "--limit", "1")
    assert "\x1b[32mRUNNING" in coloured
    plain = shown(command, "list", "--limit", "1", NO_COLOR="1")
    assert "\x1b[32m" not in plain
    assert "RUNNING" in plain
    assert "\x1b" not in command.prints("list", "--limit", "1")


def test_progress_is_shown_and_goes_away(command: Command, simulator: Simulator) -> None:
    simulator.sandboxes = make_sandboxes(2200, teams=())
    seen = shown(command, "list", "--limit", "1", "--all")
    progress, _, result = seen.rpartition("\x1b[2K")
    assert re.search(r"listed [12],000 of 2,200 sandboxes", progress)
    assert "sbx-000001" in result
    assert "listed" not in CODES.sub("", result).partition("Held")[0]


def test_ctrl_c_ends_it_with_status_130_and_no_traceback(
    command: Command, simulator: Simulator
) -> None:
    simulator.script(Fault(status=429, headers={"retry-after": "50"}))
    with command.at_terminal("list") as terminal:
        terminal.read(until="trying again in 50 s")
        terminal.interrupt()
        seen = terminal.read()
    assert terminal.process.returncode == 130
    assert "Traceback" not in seen
    assert CODES.sub("", seen).endswith("retry after 50 s\r\n\r\r\n")
    assert SHOW_CURSOR in seen
