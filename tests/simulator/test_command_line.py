"""The simulator as a program of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import httpx
import pytest
from primeintellect_simulator import Simulator, make_sandboxes
from primeintellect_simulator.__main__ import main
from primeintellect_simulator.behaviour import CAP_MODES, PAST_END_CHOICES
from primeintellect_simulator.churn import PLACES, UNITS
from primeintellect_simulator.limits import RETRY_AFTER_FORMS, WINDOWS
from primeintellect_simulator.schema import PARAMETERS, SHAPES
from workspace import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

HUGE = "9" * 5000
STAGES = "ID=STATUS:LENGTH,...,STATUS with lengths in requests or seconds (5s)"
COMMAND = (sys.executable, "-m", "primeintellect_simulator")


@contextmanager
def _running(*arguments: str, stop_by: int = signal.SIGTERM) -> Iterator[str]:
    """Run the program, yield the URL it prints, and see it end quietly."""
    with subprocess.Popen(
        [*COMMAND, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as program:
        assert program.stdout is not None
        try:
            yield program.stdout.readline().removesuffix("\n")
        finally:
            program.send_signal(stop_by)
        stdout, stderr = program.communicate(timeout=30)
    assert (program.returncode, stdout, stderr) == (0, "", "")


def _get(url: str, path: str = "/sandbox", key: str = "simulator-key") -> httpx.Response:
    with _client(url, key) as api:
        return api.get(path)


def _client(url: str, key: str) -> httpx.Client:
    headers = {"authorization": f"Bearer {key}"}
    return httpx.Client(base_url=f"{url}/api/v1", headers=headers, trust_env=False)


@pytest.mark.systems("linux", "darwin")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_prints_its_url_serves_the_default_sample_and_ends_quietly(
    number: signal.Signals,
) -> None:
    with _running(stop_by=number) as url, Simulator() as simulator:
        assert url.startswith("http://127.0.0.1:")
        assert _get(url).json() == _get(simulator.url).json()


def test_size_seed_key_and_paging_keys_can_be_chosen() -> None:
    arguments = ("--size", "4", "--seed", "2", "--key", "another-key", "--camel-case")
    with _running(*arguments) as url:
        answer = _get(url, key="another-key").json()
        assert len(answer.pop("sandboxes")) == 4
        assert answer == {"total": 4, "page": 1, "perPage": 50, "hasNext": False}
        assert _get(url).status_code == 401


def test_a_cap_is_refused_or_clamped_as_chosen() -> None:
    with _running("--per-page-cap", "100") as url:
        assert _get(url, "/sandbox?per_page=101").status_code == 422
    with _running("--per-page-cap", "100", "--cap-mode", "clamp") as url:
        assert _get(url, "/sandbox?per_page=101").json()["per_page"] == 100


def test_shuffle_delay_and_limits_can_be_chosen() -> None:
    arguments = ("--shuffle", "--delay-ms", "1", "--no-limits")
    with _running(*arguments) as url, _client(url, "simulator-key") as api:
        orders = {
            tuple(sandbox["id"] for sandbox in api.get("/sandbox").json()["sandboxes"])
            for _ in range(3)
        }
        assert len(orders) == 3
        assert {api.get("/sandbox/sbx-000001").status_code for _ in range(301)} == {200}


def test_newer_servers_can_be_chosen() -> None:
    arguments = ("--shape", "newest", "--success-status", "203", "--ignore", "status")
    with _running(*arguments, "--ignore", "labels", "--page-shift", "1") as url:
        response = _get(url, "/sandbox?status=ERROR&labels=x&per_page=10&page=1")
        page = response.json()
        assert (response.status_code, page["page"], page["total"]) == (203, 2, 37)
        assert page["sandboxes"][0].keys() == make_sandboxes(1, shape="newest")[0].keys()
        (problem,) = _get(url, "/sandbox?per_page=0").json()["detail"]
        assert (problem["loc"], problem["type"]) == (["query", "per_page"], "greater_than_equal")


def test_fields_can_be_given_any_value_and_left_out() -> None:
    fields = ("--field", "kubernetesJobId=7", "--field", 'sbx-000002.labels={"team": "ml"}')
    with _running("--size", "2", *fields, "--without", "networkAccess") as url:
        first, second = _get(url).json()["sandboxes"]
        assert (first["kubernetesJobId"], first["labels"]) == (7, ["demo", "training"])
        assert (second["kubernetesJobId"], second["labels"]) == (7, {"team": "ml"})
        assert "networkAccess" not in {*first, *second}
        assert _get(url, "/sandbox/sbx-000002").json() == second


def test_a_lifecycle_can_be_given_in_requests_and_seconds() -> None:
    stages = "sbx-000001=PENDING:2,PROVISIONING:0.001s,ERROR"
    with _running("--lifecycle", stages) as url:
        seen = [_get(url, "/sandbox/sbx-000001").json() for _ in range(2)]
        assert [sandbox["status"] for sandbox in seen] == ["PENDING", "PENDING"]
        while seen[-1]["status"] != "ERROR":
            seen.append(_get(url, "/sandbox/sbx-000001").json())
        assert seen[-1]["errorType"] == "IMAGE_PULL_FAILED"
        assert seen[-1]["errorMessage"] == "The image could not be pulled: manifest unknown"


def test_a_list_can_change_while_it_is_read() -> None:
    churn = ("--insertions", "1", "--deletions", "0.5", "--churn-per", "request")
    places = ("--insert-at", "tail", "--delete-at", "head", "--max-changes", "3")
    with _running("--size", "3", *churn, *places, "--past-end", "404") as url:
        seen = [[one["id"] for one in _get(url).json()["sandboxes"]] for _ in range(3)]
        assert seen[0] == ["sbx-000001", "sbx-000002", "sbx-000003", "sbx-new-000001"]
        last = ["sbx-000002", "sbx-000003", "sbx-new-000001", "sbx-new-000002"]
        assert seen[1:] == [last, last]
        assert _get(url, "/sandbox?page=2").status_code == 404


def test_limits_can_be_chosen() -> None:
    limits = ("--list-limit", "2", "--get-limit", "1", "--window-seconds", "3600")
    kind = ("--window", "fixed", "--retry-after", "absent")
    with _running(*limits, *kind) as url:
        paths = ("/sandbox",) * 3 + ("/sandbox/sbx-000001",) * 2 + ("/sandbox/sbx-000002",)
        responses = [_get(url, path) for path in paths]
    assert [response.status_code for response in responses] == [200, 200, 429, 200, 429, 200]
    assert not any("retry-after" in response.headers for response in responses)


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ("--nonsense", "unrecognized arguments: --nonsense"),
        *(
            (f"--port={port}", f"argument --port: must be a number from 0 to 65535, not '{port}'")
            for port in ("65536", "70000", "-1", "http", "")
        ),
        *(
            (
                f"--size={size}",
                f"argument --size: must be a whole number from 0 to 1,000,000, not '{size}'",
            )
            for size in ("-1", "1.5", "1000001", HUGE)
        ),
        ("--host=\udcff", "argument --host: must be a name or an address, not '\\udcff'"),
        ("--without=nothing", "no sandbox has a field nothing"),
        ("--seed=x", "argument --seed: must be a whole number, not 'x'"),
        *(
            (
                f"--per-page-cap={cap}",
                f"argument --per-page-cap: must be a whole number from 1 to 1,000, not '{cap}'",
            )
            for cap in ("0", "1001")
        ),
        ("--delay-ms=-1", "argument --delay-ms: must be a number from 0, not '-1'"),
        ("--delay-ms=nan", "argument --delay-ms: must be a number from 0, not 'nan'"),
        ("--delay-ms=inf", "argument --delay-ms: must be a number from 0, not 'inf'"),
        ("--delay-ms=soon", "argument --delay-ms: must be a number from 0, not 'soon'"),
        ("--insertions=-1", "argument --insertions: must be a number from 0, not '-1'"),
        ("--insertions=0", "churn needs insertions or deletions"),
        ("--insertions=1 --delete-at=head", "--delete-at needs --deletions"),
        ("--insert-at=head", "--insert-at needs --insertions"),
        ("--churn-per=second", "churn needs insertions or deletions"),
        ("--max-changes=0", "argument --max-changes: must be a whole number from 1, not '0'"),
        ("--list-limit=0", "argument --list-limit: must be a whole number from 1, not '0'"),
        ("--window-seconds=0", "argument --window-seconds: must be a number above 0, not '0'"),
        (
            "--no-limits --retry-after=absent",
            "--no-limits leaves nothing for the other options of rate limits",
        ),
        ("--success-status=204", "success_status must be from 200 to 299 and have a body: 204"),
        ("--page-shift=1 --ignore=page", "page_shift needs the parameter page, which is ignored"),
        ("--field=name", "argument --field: must be NAME=JSON or ID.NAME=JSON, not 'name'"),
        ("--field=name={", "argument --field: must be NAME=JSON or ID.NAME=JSON, not 'name={'"),
        ("--field=nope.name=1", "there is no sandbox nope"),
        ("--field=name=1 --without=name", "--field and --without both name name"),
        ("--lifecycle=nope=RUNNING", "there is no sandbox nope"),
        *(
            (
                f'--lifecycle=sbx-000001=ERROR --field={field}="RUNNING"',
                "--field status would hide the statuses of --lifecycle",
            )
            for field in ("status", "sbx-000001.status")
        ),
        *(
            (
                f"--lifecycle={stages}",
                f"argument --lifecycle: must be {STAGES}, not '{stages}'",
            )
            for stages in ("sbx-000001", "x=A:0,B", "x=A:1.5,B", "x=A:1m,B", "x=,B", "=A")
        ),
        (
            "--lifecycle=sbx-000001=RUNNING:1",
            "the last stage stays: it has neither requests nor seconds",
        ),
        ("--lifecycle=a=X --lifecycle=a=Y", "a sandbox has one --lifecycle"),
        ("--key=", "a key is ASCII text without spaces around it"),
    ],
)  # fmt: skip
def test_a_senseless_option_ends_it_with_2_and_one_line(
    capfd: pytest.CaptureFixture[str], arguments: str, problem: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments.split())
    assert ended.value.code == 2
    assert tuple(capfd.readouterr()) == ("", f"primeintellect-simulator: error: {problem}\n")


@pytest.mark.parametrize(
    ("option", "choices"),
    [
        ("--shape", SHAPES),
        ("--cap-mode", CAP_MODES),
        ("--past-end", PAST_END_CHOICES),
        ("--ignore", PARAMETERS),
        ("--churn-per", UNITS),
        ("--insert-at", PLACES),
        ("--delete-at", PLACES),
        ("--window", WINDOWS),
        ("--retry-after", RETRY_AFTER_FORMS),
    ],
)
def test_an_unknown_choice_ends_it_with_2_and_names_the_known_ones(
    capfd: pytest.CaptureFixture[str], option: str, choices: tuple[str, ...]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main([option, "nonsense"])
    assert ended.value.code == 2
    stdout, stderr = capfd.readouterr()
    assert (stdout, stderr.count("\n")) == ("", 1)
    assert f"argument {option}: invalid choice: 'nonsense' (choose from " in stderr
    assert all(choice in stderr for choice in choices)


def test_the_program_ends_with_the_same_status_and_line() -> None:
    command = [*COMMAND, "--per-page-cap", "0"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == (
        "primeintellect-simulator: error: argument --per-page-cap: must be a whole number from 1 "
        "to 1,000, not '0'\n"
    )


def test_without_its_packages_it_says_what_to_install() -> None:
    """Isolated from the environment's packages (`-S`), only the simulator itself is there."""
    command = [sys.executable, "-S", "-m", "primeintellect_simulator"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "provider")}
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == (
        f"primeintellect-simulator: starlette is not installed: run {sys.executable} -m pip "
        "install 'pulumi-resource-primeintellect[simulator]'\n"
    )


def test_a_host_that_can_be_none_ends_it_with_1_and_says_so() -> None:
    command = [*COMMAND, "--host", ".."]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith("primeintellect-simulator: cannot listen on ..:0: ")
    assert ended.stderr.count("\n") == 1


@pytest.mark.systems("linux")
@pytest.mark.parametrize(
    ("target", "problem"), [("/dev/full", "No space left on device"), ("&-", "it is closed")]
)
def test_an_url_that_cannot_be_printed_ends_it_with_1_and_says_so(
    target: str, problem: str
) -> None:
    command = ["bash", "-c", f"'{sys.executable}' -m primeintellect_simulator >{target}"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == f"primeintellect-simulator: cannot write to stdout: {problem}\n"


def test_an_address_in_use_ends_it_with_1_and_says_so() -> None:
    with Simulator() as simulator:
        port = simulator.url.rpartition(":")[2]
        command = [*COMMAND, "--port", port]
        ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert f"cannot listen on 127.0.0.1:{port}: " in ended.stderr
    assert "Traceback" not in ended.stderr
