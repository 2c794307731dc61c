"""The official clients against the simulator in its newest shape: what they make of its answers."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from primeintellect_simulator import (
    DEMO_ACCOUNT,
    Behaviour,
    RecordedRequest,
    Simulator,
    Stage,
    make_sandboxes,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.official
command_line = pytest.mark.skipif(
    not (3, 11) <= sys.version_info[:2] <= (3, 13),
    reason="NOT RUN: the official command line needs Python 3.11 to 3.13",
)

NEWEST = Behaviour(shape="newest")
SAMPLE = make_sandboxes(shape="newest")
PERSONAL = [sandbox for sandbox in SAMPLE if sandbox["teamId"] is None]
TEAM = [sandbox for sandbox in SAMPLE if sandbox["teamId"] == "team-research"]

SHOWN = (
    "id",
    "status",
    "startCommand",
    "gpuType",
    "networkAllowlist",
    "networkDenylist",
    "idleTimeoutMinutes",
    "terminationReason",
    "pendingImageBuildId",
    "secrets",
    "labels",
)

LOOKUPS = """
import json, prime_sandboxes
client = prime_sandboxes.SandboxClient(prime_sandboxes.APIClient())
dump = lambda found: found.model_dump(mode="json", by_alias=True)
print(json.dumps({
    "version": prime_sandboxes.__version__,
    "listed": dump(client.list(per_page=1000)),
    "filtered": dump(client.list(status="PENDING", labels=["demo", "training"])),
    "found": dump(client.get("sbx-000001")),
}))
"""
WAIT = """
import prime_sandboxes
client = prime_sandboxes.SandboxClient(prime_sandboxes.APIClient())
client.wait_for_creation("sbx-000006")
"""


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    with Simulator(behaviour=NEWEST) as simulator:
        yield simulator


def run(
    python: Path, simulator: Simulator, *arguments: str, home: Path, status: int = 0
) -> subprocess.CompletedProcess[str]:
    """Run a client, which knows nothing but its home and the simulator."""
    environment = {
        "HOME": str(home),
        "PRIME_API_KEY": DEMO_ACCOUNT.key,
        "PRIME_API_BASE_URL": simulator.url,
        "PRIME_DISABLE_VERSION_CHECK": "1",
        "COLUMNS": "500",
    }
    done = subprocess.run(
        [str(python), *arguments], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == status, done.stdout + done.stderr
    return done


def prime(python: Path, simulator: Simulator, *arguments: str, home: Path) -> dict[str, Any]:
    """Run the official command line, and return the JSON that it prints."""
    command = ("-m", "prime_cli.main", "sandbox", *arguments, "--output", "json")
    printed: dict[str, Any] = json.loads(run(python, simulator, *command, home=home).stdout)
    return printed


def sent(requests: list[RecordedRequest]) -> list[tuple[str, str, str, int | None]]:
    return [(one.method, one.path, one.query, one.status) for one in requests]


def test_prime_sandboxes_reads_every_sandbox_of_the_newest_shape(
    python: Path, simulator: Simulator, tmp_path: Path
) -> None:
    read = json.loads(run(python, simulator, "-c", LOOKUPS, home=tmp_path).stdout)
    assert read["version"] == "0.5.1"
    listed = read["listed"]
    assert [[sandbox[name] for name in SHOWN] for sandbox in listed["sandboxes"]] == [
        [sandbox[name] for name in SHOWN] for sandbox in PERSONAL
    ]
    assert (listed["total"], listed["page"], listed["hasNext"]) == (37, 1, False)
    assert [sandbox["id"] for sandbox in read["filtered"]["sandboxes"]] == ["sbx-000006"]
    assert read["found"] == listed["sandboxes"][0]
    assert read["found"]["startCommand"] == {
        "executable": "python",
        "args": ["train.py", "--epochs", "3"],
    }
    labels = "labels=demo&labels=training"
    assert sent(simulator.requests) == [
        ("GET", "/api/v1/sandbox", "page=1&per_page=1000", 200),
        ("GET", "/api/v1/sandbox", f"page=1&per_page=50&status=PENDING&{labels}", 200),
        ("GET", "/api/v1/sandbox/sbx-000001", "", 200),
    ]


@command_line
def test_the_command_line_lists_what_is_active(
    python: Path, simulator: Simulator, tmp_path: Path
) -> None:
    active = [sandbox for sandbox in PERSONAL if sandbox["status"] != "TERMINATED"]
    listed = prime(python, simulator, "list", "--num", "1000", home=tmp_path)
    assert [(one["id"], one["status"], one["labels"]) for one in listed["sandboxes"]] == [
        (one["id"], one["status"], one["labels"]) for one in active
    ]
    assert (listed["total"], listed["has_next"]) == (len(active), False)


@command_line
def test_the_command_line_takes_the_team_from_its_configuration(
    python: Path, simulator: Simulator, tmp_path: Path
) -> None:
    (tmp_path / ".prime").mkdir()
    (tmp_path / ".prime/config.json").write_text(json.dumps({"team_id": "team-research"}))
    listed = prime(python, simulator, "list", "--all", home=tmp_path)
    assert [one["id"] for one in listed["sandboxes"]] == [one["id"] for one in TEAM]
    assert [request.query for request in simulator.requests] == [
        "page=1&per_page=50&team_id=team-research&is_active=false"
    ]


@command_line
def test_the_command_line_shows_one_sandbox_and_hides_its_secrets(
    python: Path, simulator: Simulator, tmp_path: Path
) -> None:
    found = prime(python, simulator, "get", "sbx-000001", home=tmp_path)
    shown = ("id", "status", "start_command", "gpu_type", "idle_timeout_minutes", "secrets")
    assert {name: found[name] for name in shown} == {
        "id": "sbx-000001",
        "status": "RUNNING",
        "start_command": {"executable": "python", "args": ["train.py", "--epochs", "3"]},
        "gpu_type": "H100_80GB",
        "idle_timeout_minutes": 30,
        "secrets": {"DATABASE_PASSWORD": "***"},
    }


@command_line
def test_the_command_line_understands_a_422(
    python: Path, simulator: Simulator, tmp_path: Path
) -> None:
    command = ("-m", "prime_cli.main", "sandbox", "list", "--num", "1001")
    printed = run(python, simulator, *command, home=tmp_path, status=1).stdout
    assert printed == (
        "Error: HTTP 422: [{'loc': ['query', 'per_page'], "
        "'msg': 'Input should be less than or equal to 1000', 'type': 'less_than_equal'}]\n"
    )


def test_prime_sandboxes_waits_until_a_sandbox_has_failed(
    python: Path, simulator: Simulator, tmp_path: Path
) -> None:
    failed = Stage(status="ERROR", error_type="IMAGE_PULL_FAILED", error_message="manifest unknown")
    simulator.script_lifecycle("sbx-000006", Stage(status="PROVISIONING"), failed)
    ended = run(python, simulator, "-c", WAIT, home=tmp_path, status=1)
    assert ended.stderr.splitlines()[-1] == (
        "prime_sandboxes.exceptions.SandboxImagePullError: "
        "Sandbox sbx-000006 failed (IMAGE_PULL_FAILED): manifest unknown"
    )
    reads = [path for method, path, _, _ in sent(simulator.requests) if method == "GET"]
    assert reads == ["/api/v1/sandbox/sbx-000006"] * 2
