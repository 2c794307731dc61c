"""Violations that another program has found, in the report and in the exit status."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from command.commands import Command, Done

VIOLATIONS = [
    {"id": "sbx-000003", "name": "data|cleaning", "message": "has no owner's label"},
    {"id": "sbx-000004", "message": "has no time limit", "rule": "limits"},
]
TOLD = "error: 2 violations of the rules\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "violations.json"


def report(command: Command, file: Path, *arguments: str) -> Done:
    return command("list", "--limit", "1", "--violations", str(file), *arguments)


def test_markdown_has_them_below_a_heading(command: Command, file: Path) -> None:
    file.write_text(json.dumps(VIOLATIONS), encoding="utf-8")
    done = report(command, file, "--format", "markdown")
    assert (done.returncode, done.stderr) == (1, TOLD)
    assert done.stdout.endswith(
        "\n### Violations: 2\n"
        "\n"
        "| ID | Name | Violation |\n"
        "| --- | --- | --- |\n"
        "| sbx-000003 | data\\|cleaning | has no owner's label |\n"
        "| sbx-000004 |  | has no time limit |\n"
    )


def test_a_table_has_them_below_the_sandboxes(command: Command, file: Path) -> None:
    file.write_text(json.dumps(VIOLATIONS), encoding="utf-8")
    done = report(command, file)
    assert (done.returncode, done.stderr) == (1, TOLD)
    assert [line.rstrip() for line in done.stdout.splitlines()[-5:]] == [
        "Violations: 2",
        "ID          Name           Violation",
        "─" * 48,
        "sbx-000003  data|cleaning  has no owner's label",
        "sbx-000004                 has no time limit",
    ]


def test_a_byte_order_mark_and_a_name_of_null_are_accepted(command: Command, file: Path) -> None:
    unnamed = [{"id": "sbx-000003", "name": None, "message": "has no owner"}]
    file.write_text(json.dumps(unnamed), encoding="utf-8-sig")
    done = report(command, file, "--format", "markdown")
    assert done.stdout.endswith("\n| sbx-000003 |  | has no owner |\n")


def test_without_any_nothing_is_said_of_them(command: Command, file: Path) -> None:
    file.write_text("[]", encoding="utf-8")
    done = report(command, file, "--format", "markdown")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Violations" not in done.stdout


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{", "Invalid JSON: EOF while parsing an object at line 1 column 1"),
        ('{"sbx-1": "x"}', "Input should be a valid array"),
        ('[{"id": "sbx-1"}]', "0.message: Field required"),
        ('[{"id": "", "message": "x"}]', "0.id: String should have at least 1 character"),
    ],
)
def test_a_file_of_anything_else_is_an_error(
    command: Command, file: Path, text: str, problem: str
) -> None:
    file.write_text(text, encoding="utf-8")
    done = report(command, file)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"error: the violations cannot be read from {file}: {problem}. The file must be a JSON "
        'list of objects such as {"id": "sbx-1", "message": "has no owner"}\n'
    )


def test_without_a_file_the_report_says_that_nothing_was_checked(
    command: Command, file: Path
) -> None:
    done = report(command, file, "--format", "markdown")
    assert (done.returncode, done.stderr) == (
        1,
        f"error: the rules were not checked: there is no {file}\n",
    )
    assert "sbx-000001" in done.stdout
    assert f"The rules were not checked: there is no {file}" in done.stdout


def test_a_folder_in_place_of_the_file_is_an_error(command: Command, tmp_path: Path) -> None:
    done = report(command, tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert f"error: the violations cannot be read from {tmp_path}: Is a directory. " in done.stderr
