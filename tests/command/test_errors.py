"""What goes wrong is one line on stderr and an exit status."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from command.commands import SCRIPT, TIMEOUT_SECONDS
from primeintellect_simulator.faults import Fault
from primeintellect_simulator.sandboxes import make_sandboxes
from pulumi_resource_primeintellect import __version__
from pulumi_resource_primeintellect.command.__main__ import COMMAND

if TYPE_CHECKING:
    from pathlib import Path

    from command.commands import Command
    from primeintellect_simulator import Simulator

NO_KEY = (
    "error: the primeintellect provider's configuration: there is no `apiKey`: set the environment "
    "variable `PRIME_API_KEY`, or `api_key` in `~/.prime/config.json`\n"
)


@pytest.mark.parametrize(
    ("arguments", "environment", "said"),
    [
        (("list",), {"PRIME_API_KEY": "wrong"}, "error: cannot list sandboxes"),
        (("list",), {"PRIME_API_KEY": ""}, NO_KEY),
        (("list", "--name-regex", "("), {}, "error: invalid arguments for listSandboxes: `nameR"),
        (
            ("get", "\udcff"),
            {},
            "error: invalid arguments for getSandbox: `sandboxId` must be valid Unicode\n",
        ),
        (("get", "a:fire:[b]x"), {}, 'error: cannot look up sandbox "a:fire:[b]x": the '),
        (("get",), {}, "error: invalid arguments for getSandbox: one of `sandboxId`"),
        (
            ("--base-url", "x", "list"),
            {},
            (
                "error: the primeintellect provider's configuration: `baseUrl` (from the option "
                "--base-url) must be an http or https URL"
            ),
        ),
    ],
)
def test_an_error_is_one_line_with_status_1(
    command: Command, arguments: tuple[str, ...], environment: dict[str, str], said: str
) -> None:
    done = command(*arguments, **environment)
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines(keepends=True)
    assert line.startswith(said)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("list", "--limit", "x"), "'x' is not a valid integer."),
        (("list", "--nonsense"), "No such option"),
        (("list", "--format", "xml"), "'xml' is not one of"),
        (("delete",), "No such command 'delete'."),
        (("list", "--watch", "0.1"), "0.1 is not in the range 1.0<=x<=86400.0."),
        (("list", "--watch", "inf"), "inf is not in the range"),
        (("get", "--watch", "sbx-1"), "'sbx-1' is not a valid number of seconds."),
        (
            ("list", "--status", "RUNNING", "--status", "PENDING"),
            "--status can be given only once. --statuses takes several values.",
        ),
        (("list", "--is-active", "--no-is-active"), "--is-active can be given only once."),
        (("--team-id", "a", "--team-id", "b", "list"), "--team-id can be given only once."),
        (("list", "--max-retries", "3"), "--max-retries goes before the subcommand."),
        (("--regions=us", "list"), "--regions goes after the subcommand."),
        (
            ("list", "--violations", "a.json", "--output", "./a.json"),
            "--output and --violations cannot be the same file.",
        ),
        (("list", "--watch", "nan"), "--watch must be a number of seconds."),
        (("list", "--title", ""), "--title must not be empty."),
        (("get", "sbx-1", "--sandbox-id", "sbx-2"), "ID and --sandbox-id cannot be used together."),
        (("list", "sbx-1"), "Got unexpected extra argument (sbx-1)"),
    ],
)
def test_a_wrong_command_line_ends_with_status_2(
    command: Command, simulator: Simulator, arguments: tuple[str, ...], said: str
) -> None:
    done = command(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert simulator.requests == []


@pytest.mark.systems("linux")
@pytest.mark.parametrize(
    ("line", "status", "said"),
    [
        ("list > /dev/full", 1, "error: cannot write to stdout: No space left on device"),
        ("--help > /dev/full", 1, f"{COMMAND}: cannot write to stdout: No space left on device"),
        ("list >&-", 1, f"{COMMAND}: cannot write to stdout: it is closed"),
        ("list --format json --output r.json 2>&- > /dev/null", 0, ""),
        (
            "list --violations \"$(printf 'a\\377')\" > /dev/null",
            1,
            "error: the rules were not checked: there is no a\\udcff",
        ),
    ],
)
def test_what_cannot_be_written_is_one_message(
    command: Command, line: str, status: int, said: str
) -> None:
    done = command.in_shell(line)
    assert (done.returncode, done.stdout, done.stderr) == (status, "", f"{said}\n" if said else "")


def test_failed_requests_are_sent_again(command: Command, simulator: Simulator) -> None:
    simulator.script(Fault(status=503), Fault(status=502))
    assert "RUNNING" in command.prints("get", "sbx-000001")
    assert len(simulator.requests) == 3


def test_a_report_that_is_kept_says_why_it_is_empty(command: Command) -> None:
    done = command("list", "--name-regex", "(", "--format", "markdown")
    heading, _, why = done.stdout.splitlines()[:3]
    assert heading == "## Sandboxes"
    assert why.startswith(r"**Error:** invalid arguments for listSandboxes: \`nameRegex\` must")
    assert done.returncode == 1


def test_requests_are_shown_to_who_wants_details(command: Command) -> None:
    done = command("get", "--sandbox-id", "sbx-000001", "--verbose")
    assert done.stderr.startswith("GET /api/v1/sandbox/sbx-000001 ")


def test_it_is_a_module_as_well(command: Command) -> None:
    module = [sys.executable, "-m", "pulumi_resource_primeintellect.command", "--version"]
    done = subprocess.run(
        module, env=command.environment, check=True, capture_output=True, encoding="utf-8"
    )
    assert done.stdout == f"primeintellect-sandboxes, version {__version__}\n"


def test_the_version_is_the_plugins(command: Command) -> None:
    assert command.prints("--version") == f"primeintellect-sandboxes, version {__version__}\n"


def test_a_reader_may_stop_reading(command: Command, simulator: Simulator) -> None:
    simulator.sandboxes = make_sandboxes(2000, teams=())
    piped = subprocess.run(
        ["bash", "-c", f"set -o pipefail; '{SCRIPT}' list --format json | head -n 1"],
        env=command.environment,
        check=False,
        capture_output=True,
        encoding="utf-8",
        timeout=TIMEOUT_SECONDS,
    )
    assert (piped.returncode, piped.stdout, piped.stderr) == (0, "{\n", "")


def test_without_its_packages_it_says_what_to_install(command: Command, tmp_path: Path) -> None:
    program = (
        "import sys; sys.modules['rich'] = None; sys.path_importer_cache.clear();"
        "from pulumi_resource_primeintellect.command.__main__ import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=command.environment,
        cwd=tmp_path,
        check=False,
        capture_output=True,
        encoding="utf-8",
        timeout=TIMEOUT_SECONDS,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "primeintellect-sandboxes: rich cannot be found: "
        f"run {sys.executable} -m pip install 'pulumi-resource-primeintellect[cli]'\n"
    )
