"""What a person sees at a terminal, through a pseudo-terminal."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from primeintellect_simulator.sandboxes import make_sandboxes
from terminals import CODES

if TYPE_CHECKING:
    from pathlib import Path

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
    with command.waiting(simulator) as terminal:
        terminal.interrupt()
        seen = terminal.read()
    assert terminal.process.returncode == 130
    assert "Traceback" not in seen
    assert CODES.sub("", seen).endswith("retry after 50 s\r\n\r\r\n")
    assert SHOW_CURSOR in seen


def test_sigterm_ends_it_with_status_143_and_shows_the_cursor(
    command: Command, simulator: Simulator
) -> None:
    with command.waiting(simulator) as terminal:
        terminal.process.terminate()
        seen = terminal.read()
    assert terminal.process.returncode == 143
    assert SHOW_CURSOR in seen
    assert "Traceback" not in seen


def test_ctrl_c_during_the_imports_prints_nothing(command: Command, tmp_path: Path) -> None:
    package = tmp_path / "click"
    package.mkdir()
    interrupt = "import os, signal; os.kill(os.getpid(), signal.SIGINT)"
    (package / "__init__.py").write_text(interrupt, encoding="utf-8")
    done = command("list", PYTHONPATH=str(tmp_path))
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


def test_colours_in_a_log_bring_no_progress_line(command: Command, simulator: Simulator) -> None:
    simulator.sandboxes = make_sandboxes(2200, teams=())
    done = command("list", "--limit", "1", "--all", FORCE_COLOR="1")
    assert (done.returncode, done.stderr) == (0, "")


def test_a_terminal_of_no_columns_counts_as_one_of_80(command: Command) -> None:
    assert "llama-pretraining" in shown(command, "get", "sbx-000001", COLUMNS="0")


def test_no_column_goes_missing_however_long_the_others_are(
    command: Command, simulator: Simulator, tmp_path: Path
) -> None:
    file = tmp_path / "violations.json"
    broken = {"id": "sbx-" + "z" * 90, "name": "a-name", "message": "has no owner"}
    file.write_text(json.dumps([broken]), encoding="utf-8")
    simulator.sandboxes = [make_sandboxes(1)[0] | {"status": "S" * 90}]
    with command.at_terminal("list", "--violations", str(file)) as terminal:
        _, _, seen = CODES.sub("", terminal.read()).rpartition("results have it unchanged")
    assert max(len(line.rstrip()) for line in seen.splitlines()) <= 80
    assert all(text in seen for text in ("sbx-000001", "llama-pretraining", "a-name"))
    assert all(text in seen for text in ("has no owner", "1 violation of the rules"))
    assert (seen.count("S"), seen.count("z")) == (90 + len("S"), 90)


def test_a_very_narrow_terminal_shows_values_in_full(command: Command) -> None:
    seen = CODES.sub("", shown(command, "get", "sbx-000001", columns=24))
    cells = [line[-12:].strip() for line in seen.splitlines()]
    assert "llama-pretraining" in "".join(cells)


def test_a_job_in_the_background_ignores_ctrl_c_as_its_shell_wants(command: Command) -> None:
    line = "get sbx-000001 --format json --violations <(kill -INT $$; echo '[]')"
    done = command.in_shell(line, first="trap '' INT")
    assert (done.returncode, json.loads(done.stdout)["id"]) == (0, "sbx-000001")
