"""Which sandboxes `list` leaves out, and when."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from pulumi_resource_primeintellect.command.activity import add_activity
from pulumi_resource_primeintellect.provider import PROVIDER

if TYPE_CHECKING:
    from command.commands import Command
    from primeintellect_simulator import Simulator
    from pydantic import JsonValue

LIST = PROVIDER.declared["primeintellect:index:listSandboxes"]
WITHOUT_TERMINATED = {"PENDING", "PROVISIONING", "RUNNING", "PAUSED", "ERROR"}


def statuses(command: Command, *arguments: str) -> set[str]:
    found = json.loads(command.prints("list", "--format", "json", *arguments))
    return {one["status"] for one in found["sandboxes"]}


def test_terminated_sandboxes_are_left_out_unless_all_are_asked_for(command: Command) -> None:
    assert statuses(command) == WITHOUT_TERMINATED
    assert statuses(command, "--all") == {*WITHOUT_TERMINATED, "TERMINATED"}
    assert statuses(command, "--no-is-active") == {*WITHOUT_TERMINATED, "TERMINATED"}


def test_the_api_leaves_them_out(command: Command, simulator: Simulator) -> None:
    command.prints("list")
    assert "is_active=true" in simulator.requests[0].query


@pytest.mark.parametrize(
    "argument",
    [
        ("--status", "TERMINATED"),
        ("--statuses", "TERMINATED"),
        ("--terminated-after", "2020-01-01T00:00:00Z"),
        ("--terminated-before", "2099-01-01T00:00:00Z"),
    ],
)
def test_who_asks_for_terminated_ones_gets_them(
    command: Command, argument: tuple[str, str]
) -> None:
    assert "TERMINATED" in statuses(command, *argument)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, {"isActive": True}),
        ({"names": ["a"]}, {"names": ["a"], "isActive": True}),
        ({"isActive": False}, {"isActive": False}),
        ({"ids": ["a"]}, {"ids": ["a"]}),
        ({"exitCodes": [1]}, {"exitCodes": [1]}),
        ({"excludeStatuses": ["ERROR"]}, {"excludeStatuses": ["ERROR"], "isActive": True}),
    ],
)
def test_the_default_is_an_argument(
    given: dict[str, JsonValue], expected: dict[str, JsonValue]
) -> None:
    assert add_activity(LIST, given, everything=False) == expected
    assert add_activity(LIST, given, everything=True) == given


def test_all_and_active_ones_is_a_wrong_command_line(command: Command) -> None:
    done = command("list", "--all", "--is-active")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith("Error: --all and --is-active cannot be used together.\n")
