"""The sample data."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

import pytest
from primeintellect_simulator import DEMO_TEAMS, GPU_TYPES, STATUSES, Sandbox, make_sandboxes

DOCUMENTED_FIELDS = {
    "id",
    "name",
    "dockerImage",
    "startCommand",
    "cpuCores",
    "memoryGB",
    "diskSizeGB",
    "diskMountPath",
    "gpuCount",
    "gpuType",
    "vm",
    "networkAccess",
    "status",
    "timeoutMinutes",
    "environmentVars",
    "advancedConfigs",
    "labels",
    "createdAt",
    "updatedAt",
    "startedAt",
    "terminatedAt",
    "exitCode",
    "errorType",
    "errorMessage",
    "userId",
    "teamId",
    "kubernetesJobId",
    "region",
    "registryCredentialsId",
}


def _time(sandbox: Sandbox, field: str) -> datetime:
    value = sandbox[field]
    assert isinstance(value, str)
    assert value.endswith("Z")
    return datetime.fromisoformat(value.removesuffix("Z") + "+00:00")


def test_the_documented_vocabulary_is_complete() -> None:
    assert (len(GPU_TYPES), len(set(GPU_TYPES)), len(STATUSES)) == (50, 49, 6)


def test_the_same_size_and_seed_give_the_same_sandboxes() -> None:
    assert make_sandboxes(100, 3) == make_sandboxes(100, 3)
    assert make_sandboxes(100, 3) != make_sandboxes(100, 4)


def test_a_larger_sample_begins_with_the_smaller_one() -> None:
    assert make_sandboxes(100)[:48] == make_sandboxes()


def test_every_sandbox_has_exactly_the_documented_fields() -> None:
    assert {frozenset(sandbox) for sandbox in make_sandboxes(200)} == {frozenset(DOCUMENTED_FIELDS)}


def test_ids_are_numbered_from_one() -> None:
    assert [sandbox["id"] for sandbox in make_sandboxes(3)] == [
        "sbx-000001",
        "sbx-000002",
        "sbx-000003",
    ]
    assert len({str(sandbox["id"]) for sandbox in make_sandboxes(500)}) == 500


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_first_sandbox_is_the_same_showpiece_under_every_seed(seed: int) -> None:
    (first,) = make_sandboxes(1, seed)
    shown = ("id", "name", "status", "gpuType", "gpuCount", "region", "labels", "startCommand")
    assert {field: first[field] for field in (*shown, "timeoutMinutes", "teamId")} == {
        "id": "sbx-000001",
        "name": "llama-pretraining",
        "status": "RUNNING",
        "gpuType": "H100_80GB",
        "gpuCount": 8,
        "region": "us",
        "labels": ["demo", "training"],
        "startCommand": "python train.py --epochs 3",
        "timeoutMinutes": 1440,
        "teamId": None,
    }


def test_the_default_sample_has_four_running_personal_demo_sandboxes() -> None:
    sandboxes = make_sandboxes()
    assert len(sandboxes) == 48
    assert [
        sandbox["id"]
        for sandbox in sandboxes
        if sandbox["status"] == "RUNNING"
        and isinstance(sandbox["labels"], list)
        and "demo" in sandbox["labels"]
        and sandbox["teamId"] is None
    ] == ["sbx-000001", "sbx-000002", "sbx-000003", "sbx-000004"]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_sample_is_varied_whatever_its_seed(seed: int) -> None:
    sandboxes = make_sandboxes(100, seed)
    assert {sandbox["status"] for sandbox in sandboxes} == set(STATUSES)
    assert {sandbox["gpuType"] for sandbox in sandboxes} == {*GPU_TYPES, None}
    assert {sandbox["gpuCount"] for sandbox in sandboxes} == {0, 1, 2, 4, 8}
    assert {sandbox["region"] for sandbox in sandboxes} > {"us", None}
    assert {sandbox["startCommand"] for sandbox in sandboxes} > {None, ""}
    assert {sandbox["timeoutMinutes"] for sandbox in sandboxes} > {-1}
    assert {sandbox["teamId"] for sandbox in sandboxes} == {*DEMO_TEAMS, None}
    assert {sandbox["vm"] for sandbox in sandboxes} == {True, False}
    assert {sandbox["networkAccess"] for sandbox in sandboxes} == {True, False}
    assert max(Counter(sandbox["name"] for sandbox in sandboxes).values()) > 1
    assert len({sandbox["dockerImage"] for sandbox in sandboxes}) > 1


def test_environment_variables_hold_secrets_that_are_obviously_made_up() -> None:
    assert [sandbox["environmentVars"] for sandbox in make_sandboxes(4)] == [
        {
            "LOG_LEVEL": "info",
            "HF_TOKEN": "not-a-real-token-000001",
            "WANDB_API_KEY": "not-a-real-key-000001",
        },
        {"LOG_LEVEL": "debug"},
        {},
        None,
    ]


def test_without_teams_every_sandbox_is_a_personal_one_of_the_demo_user() -> None:
    owners = {(sandbox["userId"], sandbox["teamId"]) for sandbox in make_sandboxes(60, teams=())}
    assert owners == {("user-demo", None)}


def test_timestamps_and_endings_agree_with_the_status() -> None:
    for sandbox in make_sandboxes(300):
        status = sandbox["status"]
        ended = status in {"ERROR", "TERMINATED"}
        failed_to_start = status == "ERROR" and sandbox["exitCode"] is None
        started = status not in {"PENDING", "PROVISIONING"} and not failed_to_start
        assert (sandbox["terminatedAt"] is not None) is ended
        assert (sandbox["startedAt"] is not None) is started
        assert (sandbox["exitCode"] is not None) is (ended and started)
        assert (sandbox["errorType"] is not None) is (status == "ERROR")
        assert (sandbox["errorMessage"] is not None) is (status == "ERROR")
        moments = [
            _time(sandbox, field)
            for field in ("createdAt", "startedAt", "terminatedAt")
            if sandbox[field] is not None
        ]
        assert moments == sorted(moments)
        assert _time(sandbox, "updatedAt") == moments[-1]
        assert moments[0].year == 2026
