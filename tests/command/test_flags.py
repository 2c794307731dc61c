"""Each argument and each setting has one flag, made from the models."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import click
import pytest
from primeintellect_simulator import DEMO_TEAMS
from pulumi_python_provider.reflection import Property, properties
from pulumi_resource_primeintellect.command.flags import given_values, make_option
from pulumi_resource_primeintellect.command.names import flag
from pulumi_resource_primeintellect.command.program import PROGRAM
from pulumi_resource_primeintellect.provider import PROVIDER

if TYPE_CHECKING:
    from command.commands import Command
    from primeintellect_simulator import Simulator
    from pulumi_python_provider.reflection import Function
    from pydantic import JsonValue

SUBCOMMANDS = {"getSandbox": "get", "listSandboxes": "list"}
VALUES: dict[object, tuple[str, JsonValue]] = {
    str: ("text", "text"),
    int: ("3", 3),
    float: ("2.5", 2.5),
}
"""By type: a text on the command line, and the value that it stands for."""


def functions() -> list[Function]:
    return list(PROVIDER.declared.values())


def options(command: click.Command) -> dict[str, click.Parameter]:
    """The parameters of a command by each of their flags; no flag is there twice."""
    flags = [(text, one) for one in command.params for text in (*one.opts, *one.secondary_opts)]
    assert len({text for text, _ in flags}) == len(flags)
    return dict(flags)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("sandboxId", "--sandbox-id"),
        ("vm", "--vm"),
        ("minMemoryGB", "--min-memory-gb"),
        ("diskSizeGBPerGpu", "--disk-size-gb-per-gpu"),
    ],
)
def test_a_flag_is_the_name_in_kebab_case(name: str, expected: str) -> None:
    assert flag(name) == expected


@pytest.mark.parametrize("function", functions(), ids=lambda function: function.name)
def test_each_argument_has_a_flag_and_arrives_as_its_type(function: Function) -> None:
    command = PROGRAM.commands[SUBCOMMANDS[function.name]]
    known = options(command)
    members = properties(function.arguments)
    line: list[str] = []
    expected: dict[str, JsonValue] = {}
    for member in members:
        assert known[flag(member.name)].name == member.name
        if member.type is bool:
            line.append(flag(member.name))
            expected[member.name] = True
        else:
            text, value = VALUES[member.type]
            line += [flag(member.name), text] * (2 if member.repeated else 1)
            expected[member.name] = [value, value] if member.repeated else value
    parsed = command.make_context("test", line).params
    assert given_values(members, parsed) == expected
    assert given_values(members, command.make_context("test", []).params) == {}


@pytest.mark.parametrize("function", functions(), ids=lambda function: function.name)
def test_the_help_describes_each_argument_in_the_words_of_its_field(
    command: Command, function: Function
) -> None:
    printed = command.prints(SUBCOMMANDS[function.name], "--help")
    shown = "".join(printed.split())  # lines break at hyphens, too
    for member in properties(function.arguments):
        assert "".join(member.description.split()) in shown, member.name
        assert re.search(rf"^  {flag(member.name)}\b", printed, re.MULTILINE)
    assert "".join(function.description.split()) in shown


def test_each_setting_has_a_flag_but_the_secret_one(command: Command) -> None:
    known = options(PROGRAM)
    for member in properties(PROVIDER.settings):
        assert (flag(member.name) in known) is not member.secret
    assert "--api-key" not in command.prints("--help")
    assert command("--api-key", "x", "list").returncode == 2


def test_flags_go_before_the_environment(command: Command, simulator: Simulator) -> None:
    command.environment["PRIME_API_BASE_URL"] = "http://127.0.0.1:1"
    printed = command.prints(
        *("--base-url", simulator.url, "--team-id", "", "--max-retries", "0"),
        *("list", "--team-id", DEMO_TEAMS[0], "--format", "json"),
    )
    assert {one["teamId"] for one in json.loads(printed)["sandboxes"]} == {DEMO_TEAMS[0]}


def test_files_of_the_prime_command_line_are_read(command: Command, simulator: Simulator) -> None:
    (command.home / ".prime").mkdir()
    values = {"api_key": command.environment.pop("PRIME_API_KEY"), "base_url": simulator.url}
    (command.home / ".prime/config.json").write_text(json.dumps(values), encoding="utf-8")
    command.environment.pop("PRIME_API_BASE_URL")
    assert "RUNNING" in command.prints("get", "--sandbox-id", "sbx-000001")


def test_known_values_are_offered_for_completion() -> None:
    (member,) = (one for one in properties(listing().arguments) if one.name == "gpuTypes")
    option = make_option(member)
    context = click.Context(PROGRAM)
    offered = option.shell_complete(context, "h100")
    assert [(one.value, one.help) for one in offered] == [
        ("H100_80GB", "NVIDIA H100, architecture Hopper, 80 GB.")
    ]


def listing() -> Function:
    return PROVIDER.declared["primeintellect:index:listSandboxes"]


def test_a_property_of_another_type_needs_a_flag_of_its_own() -> None:
    member = Property("odd", dict[str, str], "", required=False, secret=False)
    with pytest.raises(KeyError):
        make_option(member)
