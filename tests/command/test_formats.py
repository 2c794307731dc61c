"""What `get` and `list` print in each format."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from primeintellect_simulator.sandboxes import make_sandboxes
from pulumi_resource_primeintellect.command.formats.page import status_class
from pulumi_resource_primeintellect.command.formats.table import style_of

if TYPE_CHECKING:
    from command.commands import Command
    from plugin import Plugin
    from primeintellect_simulator import Simulator

HOSTILE = "a|b <b>\x1b[31m\n`c` _d_ www.example.com https://example.com @e #1"
DEMO = ("--labels", "demo", "--status", "RUNNING")
TOTALS = "Held / listed: 4 / 4 sandboxes, 10 / 10 GPUs, 800 / 800 GB of GPU memory"


def lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.splitlines()]


@pytest.mark.parametrize(
    ("line", "function", "arguments"),
    [
        ("get --sandbox-id sbx-000001", "getSandbox", {"sandboxId": "sbx-000001"}),
        ("list", "listSandboxes", {"isActive": True}),
        (
            "list --regions us --regions eu --all --sort-by name",
            "listSandboxes",
            {"regions": ["us", "eu"], "sortBy": "name"},
        ),
    ],
)
def test_json_is_the_result_that_pulumi_gets(
    command: Command, plugin: Plugin, line: str, function: str, arguments: dict[str, object]
) -> None:
    printed = command.prints(*line.split(), "--format", "json")
    assert json.loads(printed) == plugin.invoke(function, **arguments)
    assert (
        printed
        == json.dumps(json.loads(printed), indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    )


def test_secrets_are_hidden_unless_they_are_to_be_shown(command: Command) -> None:
    asked = ("get", "--sandbox-id", "sbx-000001", "--include-environment-vars")
    hidden = json.loads(command.prints(*asked, "--format", "json"))
    shown = json.loads(command.prints(*asked, "--format", "json", "--show-secrets"))
    assert hidden["environmentVars"] == "[secret]"
    assert sorted(shown["environmentVars"]) == shown["environmentVarNames"]
    assert "environmentVars      [secret]" in lines(command.prints(*asked))


def test_a_table_has_a_line_for_each_sandbox_and_totals(command: Command) -> None:
    title, rule, *rows, empty, totals = lines(command.prints("list", *DEMO))
    assert title == (
        "ID          Name               Status   Region  GPUs           Labels            "
        "Created (UTC)"
    )
    assert set(rule) == {"─"}
    assert rows == [
        (
            "sbx-000001  llama-pretraining  RUNNING  us      8 x H100 80GB  demo, training    "
            "2026-01-05 09:07"
        ),
        (
            "sbx-000002  reward-model       RUNNING  eu      2 x A100 80GB  demo, evaluation  "
            "2026-01-05 09:14"
        ),
        (
            "sbx-000003  data-cleaning      RUNNING  us      none           batch, demo       "
            "2026-01-05 09:21"
        ),
        (
            "sbx-000004  scratch            RUNNING          none           demo              "
            "2026-01-05 09:28"
        ),
    ]
    assert (empty, totals) == ("", TOTALS)


def test_markdown_is_a_table_below_a_heading(command: Command) -> None:
    printed = lines(command.prints("list", *DEMO, "--format", "markdown", "--title", "Demo"))
    assert printed == [
        "## Demo",
        "",
        TOTALS,
        "",
        "| ID | Name | Status | Region | GPUs | Labels | Created (UTC) |",
        "| --- | --- | --- | --- | --- | --- | --- |",
        (
            "| sbx-000001 | llama-pretraining | RUNNING | us | 8 x H100 80GB | demo, training "
            "| 2026-01-05 09:07 |"
        ),
        (
            "| sbx-000002 | reward-model | RUNNING | eu | 2 x A100 80GB | demo, evaluation "
            "| 2026-01-05 09:14 |"
        ),
        "| sbx-000003 | data-cleaning | RUNNING | us | none | batch, demo | 2026-01-05 09:21 |",
        "| sbx-000004 | scratch | RUNNING |  | none | demo | 2026-01-05 09:28 |",
    ]


def test_no_name_breaks_a_table(command: Command, simulator: Simulator) -> None:
    first, *_ = make_sandboxes(1)
    simulator.sandboxes = [first | {"name": HOSTILE}]
    markdown = command.prints("list", "--format", "markdown")
    assert (
        r"| a\|b \<b\>�\[31m�\`c\` \_d\_ www\.example.com https\://example.com \@e \#1 |"
        in markdown
    )
    table = command.prints("list")
    assert "a|b <b>�[31m�`c` _d_ www.example.com https://example.com @e #1" in table
    assert "\x1b" not in table


def test_one_sandbox_is_a_table_of_its_properties(command: Command) -> None:
    table = lines(command.prints("get", "--sandbox-id", "sbx-000001"))
    assert table[0] == "Property             Value"
    assert "labels               demo, training" in table
    assert "gpu.count            8" in table
    assert "vm                   true" in table
    markdown = lines(command.prints("get", "--sandbox-id", "sbx-000001", "--format", "markdown"))
    assert markdown[:4] == ["## Sandbox", "", "| Property | Value |", "| --- | --- |"]
    assert "| gpu.model | H100 |" in markdown


def test_nothing_found_is_said_in_words(command: Command) -> None:
    nothing = "no sandboxes match (terminated ones are left out: --all lists them)"
    assert command.prints("list", "--labels", "x") == f"{nothing}\n"
    assert command.prints("list", "--labels", "x", "--all") == "no sandboxes match\n"
    markdown = command.prints("list", "--labels", "x", "--format", "markdown")
    assert lines(markdown) == ["## Sandboxes", "", nothing]
    assert json.loads(command.prints("list", "--labels", "x", "--format", "json"))["count"] == 0


def test_totals_tell_what_is_held_from_what_is_listed(
    command: Command, simulator: Simulator
) -> None:
    one = make_sandboxes(1)[0] | {"gpuCount": 2}
    statuses = ("RUNNING", "PAUSED", "ERROR", "TERMINATED", "TIMEOUT", "NEW")
    simulator.sandboxes = [
        one | {"id": f"sbx-{number}", "status": status} for number, status in enumerate(statuses)
    ]
    *_, totals = lines(command("list", "--all").stdout)
    assert totals == ("Held / listed: 3 / 6 sandboxes, 6 / 12 GPUs, 480 / 960 GB of GPU memory")


def test_without_sandboxes_there_are_totals_alone(command: Command) -> None:
    asked = ("list", "--no-include-sandboxes", "--all", *DEMO[:2], "--regions", "us")
    assert lines(command.prints(*asked)) == [
        "Held / listed: 2 / 4 sandboxes",
        "Listed GPUs: 24",
        "byStatus: RUNNING 2, ERROR 1, TERMINATED 1",
        "byRegion: us 4",
        "byGpuType: H100_80GB 2, CPU_NODE 1, RTX8000_48GB 1",
        "byGpuModel: H100 2, RTX8000 1, none 1",
        "byUser: user-demo 4",
        "byTeam: none 4",
        "byLabel: demo 4, training 2, batch 1, nightly 1",
    ]


def test_what_is_missing_is_told(command: Command, simulator: Simulator) -> None:
    first, second, third = make_sandboxes(3)
    simulator.sandboxes = [first, second | {"id": 7}, third]
    done = command("list", "--page", "1", "--per-page", "2")
    assert lines(done.stdout)[-2:] == [
        "Skipped, because they could not be read: 1",
        "More pages follow, with 3 sandboxes in all",
    ]
    assert done.stderr.startswith("warning: ")
    assert done.returncode == 0


def test_one_lookup_is_written_to_files_as_well(
    command: Command, simulator: Simulator, tmp_path: Path
) -> None:
    page, summary, data = (tmp_path / name for name in ("a.html", "b.md", "c.json"))
    outputs = [text for file in (page, summary, data) for text in ("--output", str(file))]
    table = command.prints("list", "--limit", "1", *outputs)
    assert len(simulator.requests) == 1
    assert table.startswith("ID ")
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert summary.read_text(encoding="utf-8").startswith("## Sandboxes\n")
    assert json.loads(data.read_text(encoding="utf-8"))["ids"] == ["sbx-000001"]


def test_files_of_reports_say_why_there_is_no_result(command: Command, tmp_path: Path) -> None:
    summary, data = tmp_path / "b.md", tmp_path / "c.json"
    data.write_text("of an earlier run", encoding="utf-8")
    done = command("list", "--regions", "", "--output", str(data), "--output", str(summary))
    assert done.returncode == 1
    assert "**Error:** invalid arguments for listSandboxes" in summary.read_text(encoding="utf-8")
    assert not data.exists()


def test_one_failure_to_write_keeps_no_other_result_back(command: Command, tmp_path: Path) -> None:
    outputs = ("--output", "no/a.json", "--output", str(tmp_path / "b.json"))
    done = command("get", "sbx-000001", *outputs)
    assert (done.returncode, done.stderr) == (
        1,
        "error: cannot write no/a.json: No such file or directory\n",
    )
    assert json.loads((tmp_path / "b.json").read_text(encoding="utf-8"))["id"] == "sbx-000001"
    done = command("get", "sbx-gone", *outputs, "--output", "no/a.md")
    assert [line.partition(":")[2][:18] for line in done.stderr.splitlines()] == [
        " cannot write no/a",
        " cannot look up sa",
    ]
    assert not (tmp_path / "b.json").exists()


@pytest.mark.systems("linux")
def test_a_full_device_keeps_no_file_back(command: Command) -> None:
    done = command.in_shell("get sbx-000001 --output a.json > /dev/full")
    assert done.stderr == "error: cannot write to stdout: No space left on device\n"
    assert json.loads((command.home / "a.json").read_text(encoding="utf-8"))["id"] == "sbx-000001"


def test_a_file_is_replaced_as_a_whole(command: Command, tmp_path: Path) -> None:
    file, link = tmp_path / "a.json", tmp_path / "link.json"
    file.write_text("of an earlier run", encoding="utf-8")
    link.symlink_to(file)
    with file.open(encoding="utf-8") as opened:
        command.prints("get", "sbx-000001", "--output", str(link))
        assert opened.read() == "of an earlier run"
    assert json.loads(file.read_text(encoding="utf-8"))["id"] == "sbx-000001"
    assert link.is_symlink()
    assert {path.name for path in tmp_path.iterdir()} == {"a.json", "link.json"}


@pytest.mark.systems("linux")
def test_a_device_is_written_to_and_left_if_that_fails(
    command: Command,
) -> None:
    file = command.home / "a.json"
    file.symlink_to("/dev/null")
    command.prints("get", "sbx-000001", "--output", str(file))
    assert file.is_symlink()
    file.unlink()
    file.symlink_to("/dev/full")
    done = command("get", "sbx-000001", "--output", str(file))
    assert done.stderr == f"error: cannot write {file}: No space left on device\n"
    assert file.is_symlink()
    assert Path("/dev/full").is_char_device()


@pytest.mark.systems("linux")
def test_a_result_is_written_even_if_warnings_cannot_be(
    command: Command, simulator: Simulator
) -> None:
    simulator.sandboxes = [{**simulator.sandboxes[0], "status": "HIBERNATING"}]
    file = command.home / "a.json"
    line = f"list --all --format json --output {file}"
    done = command.in_shell(f"{line} 2> /dev/full")
    assert (done.returncode, json.loads(done.stdout)["count"]) == (0, 1)
    assert json.loads(file.read_text(encoding="utf-8"))["count"] == 1


def test_after_ctrl_c_no_earlier_file_is_left(command: Command, simulator: Simulator) -> None:
    (command.home / "a.json").write_text("of an earlier run", encoding="utf-8")
    outputs = ("--output", str(command.home / "a.json"), "--output", str(command.home / "b.md"))
    with command.waiting(simulator, *outputs) as terminal:
        terminal.interrupt()
        terminal.read()
    assert terminal.process.returncode == 130
    assert not (command.home / "a.json").exists()
    text = (command.home / "b.md").read_text(encoding="utf-8")
    assert text == "## Sandboxes\n\n**Error:** interrupted\n"


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("--output", "a.txt"), 2, "Error: --output must end with one of .html, .json, .md.\n"),
        (("--output", "a.md", "--watch"), 2, "Error: --watch and --output cannot be used togeth"),
        (("--output", "no/a.md"), 1, "error: cannot write no/a.md: No such file or directory\n"),
    ],
)
def test_a_file_that_cannot_be_written_is_an_error(
    command: Command, arguments: tuple[str, ...], status: int, said: str
) -> None:
    done = command("list", *arguments)
    assert done.returncode == status
    assert said in done.stderr


def test_ids_that_are_gone_are_named(command: Command) -> None:
    printed = lines(command.prints("list", "--ids", "sbx-000005", "--ids", "sbx-gone"))
    assert printed[2].startswith("sbx-000005  llama-pretraining  TERMINATED")
    assert printed[-1] == "Not found: sbx-gone"


@pytest.mark.parametrize(
    ("status", "style", "css_class"),
    [
        ("ERROR", "bold red", "status-error"),
        ("error", "bold red", "status-error"),
        ("Running", "green", "status"),
        ("terminated", style_of("TERMINATED"), "status-ended"),
        ("HIBERNATING", "", "status"),
    ],
)
def test_a_known_status_looks_the_same_in_any_case(status: str, style: str, css_class: str) -> None:
    assert (style_of(status), status_class(status)) == (style, css_class)
