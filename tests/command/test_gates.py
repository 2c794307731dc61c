"""`--require-at-least` and `--require-at-most` make the command a gate."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from command.commands import Command

DEMO = ("list", "--labels", "demo", "--status", "RUNNING")
ASKED = '`labels` ["demo"], `status` "RUNNING"'
FOUND = "sbx-000001 (RUNNING), sbx-000002 (RUNNING), sbx-000003 (RUNNING), sbx-000004 (RUNNING)"
CLOSED = [
    (("--require-at-least", "5"), f"`requireAtLeast` is 5: {FOUND}"),
    (("--require-at-most", "3"), f"`requireAtMost` is 3: {FOUND}"),
]


@pytest.mark.parametrize("gate", [("--require-at-least", "4"), ("--require-at-most", "4")])
def test_an_open_gate_lets_the_result_pass(command: Command, gate: tuple[str, str]) -> None:
    assert "sbx-000004" in command.prints(*DEMO, "--limit", "4", *gate)


@pytest.mark.parametrize(("gate", "reason"), CLOSED)
def test_a_closed_gate_says_what_it_found_with_status_1(
    command: Command, gate: tuple[str, str], reason: str
) -> None:
    done = command(*DEMO, *gate)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"error: 4 sandboxes meet the conditions ({ASKED}), but {reason}\n"


def test_a_closed_gate_is_in_the_report(command: Command) -> None:
    done = command(*DEMO, "--require-at-least", "5", "--format", "markdown", "--title", "Gate")
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "## Gate",
        "",
        '**Error:** 4 sandboxes meet the conditions (\\`labels\\` \\["demo"\\], \\`status\\` '
        '"RUNNING"), but \\`requireAtLeast\\` is 5: ' + FOUND,
    ]


def test_terminated_sandboxes_do_not_open_a_gate_unless_they_are_asked_for(
    command: Command,
) -> None:
    us = ("list", "--labels", "demo", "--regions", "us", "--require-at-least", "4")
    assert command(*us).returncode == 1
    assert command(*us, "--all").returncode == 0
