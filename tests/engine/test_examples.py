"""The programs in `examples`, run by the real engine against the simulator's sample."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from languages import LANGUAGES
from primeintellect_simulator.sandboxes import make_sandboxes
from workspace import ROOT, Workspace

if TYPE_CHECKING:
    from pathlib import Path

    from engine.conftest import Prepare
    from primeintellect_simulator import Simulator

EXAMPLES = ROOT / "examples"
REGIONS = {
    "sbx-000001": "us",
    "sbx-000002": "eu",
    "sbx-000003": "us",
    "sbx-000004": "unknown",
}
PINNED = {
    "id": "sbx-000001",
    "region": "us",
    "beside": ["sbx-000001", "sbx-000003", "sbx-000010", "sbx-000014", "sbx-000030", "sbx-000037"],
}
OUTPUTS = {
    "ci-gate": {"ids": ["sbx-000001"]},
    "feed": {"ids": [*REGIONS], "regions": REGIONS},
    "leak-sweep": {
        "overdue": [f"sbx-{number:06}" for number in (1, 2, 3, 4, 10, 14, 30, 33, 37, 46)],
        "unowned": ["sbx-000003", "sbx-000004", "sbx-000046"],
    },
    "least-loaded-region": {
        "load": {"us": 8, "eu": 6, "canada": 4, "asia": 4},
        "region": "canada",
    },
    "pinned": PINNED,
    "pinned-python": PINNED,
    "policy": {"checked": ["sbx-000001"]},
    "prometheus": {
        "targets": [
            f"sbx-{number:06}.sandboxes.example:9400"
            for number in (1, 2, 3, 4, 10, 14, 30, 33, 37, 46)
        ]
    },
    "quota-guard": {"gpus": 69, "gpuMemoryGB": 3668},
}
GATES = {
    "ci-gate": ("minimum", "2", "1 H100 sandboxes run in us, but 2 are needed"),
    "quota-guard": ("maxGpus", "50", "sandboxes hold 69 GPUs, but 50 are agreed"),
}


VIOLATIONS = """\
    error: 4 violations:
    sbx-000002 (reward-model) has the GPU A100 (allowed: H100, H200)
    sbx-000003 (data-cleaning) has no owner's label (one of: training, inference, evaluation)
    sbx-000003 (data-cleaning) has no time limit
    sbx-000007 (evaluation) runs in canada (allowed: us, eu)
"""
UNKNOWNS = """\
    error: 4 violations:
    sbx-000001 (llama-pretraining) has no owner's label (one of: training, inference, evaluation)
    sbx-000001 (llama-pretraining) has no time limit
    sbx-000001 (llama-pretraining) has the GPU unknown (allowed: H100, H200)
    sbx-000001 (llama-pretraining) runs in an unknown region (allowed: us, eu)
"""


def outputs(workspace: Workspace) -> object:
    """The stack's outputs after an update."""
    workspace.pulumi("up", "--yes", "--skip-preview")
    return json.loads(workspace.pulumi("stack", "output", "--json").stdout)


def test_every_example_is_listed_and_run() -> None:
    folders = {folder.name for folder in EXAMPLES.iterdir() if folder.is_dir()}
    assert folders == {*OUTPUTS, *LANGUAGES, "feed-consumer", "automation", "pipelines", "provider"}
    listed = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    assert [name for name in folders if f"[`{name}`]({name})" not in listed] == []


@pytest.mark.parametrize("name", sorted({*OUTPUTS} - {*GATES} - {"feed", "policy"}))
def test_an_example_answers_with_its_defaults(prepare: Prepare, name: str) -> None:
    assert outputs(prepare(EXAMPLES / name)) == OUTPUTS[name]


@pytest.mark.parametrize("name", GATES)
def test_a_gate_lets_pass_what_is_enough_and_fails_the_preview_with_the_reason_otherwise(
    prepare: Prepare, name: str
) -> None:
    setting, value, reason = GATES[name]
    workspace = prepare(EXAMPLES / name)
    assert outputs(workspace) == OUTPUTS[name]
    workspace.pulumi("config", "set", setting, value)
    failed = workspace.pulumi("preview", check=False)
    assert failed.returncode != 0
    assert f"error: {reason}\n" in failed.stdout + failed.stderr
    assert "Traceback" not in failed.stdout + failed.stderr


def test_a_policy_names_every_sandbox_that_breaks_a_rule(
    prepare: Prepare, simulator: Simulator
) -> None:
    lawful, gpu, unowned, *_, abroad = make_sandboxes(7)
    simulator.sandboxes = [lawful]
    workspace = prepare(EXAMPLES / "policy")
    assert outputs(workspace) == OUTPUTS["policy"]
    abroad |= {"status": "RUNNING", "gpuType": None, "gpuCount": 0}
    simulator.sandboxes = [lawful, gpu, unowned, abroad]
    failed = workspace.pulumi("preview", check=False)
    assert failed.returncode != 0
    assert VIOLATIONS in failed.stdout + failed.stderr
    assert "Traceback" not in failed.stdout + failed.stderr


def test_what_a_policy_does_not_know_breaks_its_rules(
    prepare: Prepare, simulator: Simulator
) -> None:
    (one,) = make_sandboxes(1)
    del one["timeoutMinutes"]
    one |= {"region": None, "gpuType": ["H100_80GB"], "labels": None}
    simulator.sandboxes = [one]
    failed = prepare(EXAMPLES / "policy").pulumi("preview", check=False)
    assert UNKNOWNS in failed.stdout + failed.stderr


def test_the_load_of_a_region_does_not_depend_on_how_its_name_is_written(prepare: Prepare) -> None:
    workspace = prepare(EXAMPLES / "least-loaded-region")
    for number, region in enumerate(("US", "Eu")):
        workspace.pulumi("config", "set", "--path", f"regions[{number}]", region)
    assert outputs(workspace) == {"load": {"US": 8, "Eu": 6}, "region": "Eu"}


def test_a_sweep_judges_as_of_now_or_of_the_time_that_is_set(
    prepare: Prepare, simulator: Simulator
) -> None:
    now = datetime.now(timezone.utc)
    sandboxes = make_sandboxes(3)
    for hours, sandbox in zip((1, 6, 200), sandboxes, strict=True):
        started = (now - timedelta(hours=hours)).isoformat()
        sandbox |= {"status": "RUNNING", "createdAt": started, "startedAt": started}
    simulator.sandboxes = sandboxes
    workspace = prepare(EXAMPLES / "leak-sweep")
    found = outputs(workspace)
    workspace.pulumi("config", "set", "now", (now - timedelta(hours=100)).isoformat())
    before = outputs(workspace)
    assert isinstance(found, dict)
    assert isinstance(before, dict)
    assert found["overdue"] == ["sbx-000003", "sbx-000002"]
    assert before["overdue"] == ["sbx-000003"]


def test_a_feed_is_read_by_another_stack_that_has_no_key(prepare: Prepare, tmp_path: Path) -> None:
    feed = prepare(EXAMPLES / "feed")
    assert outputs(feed) == OUTPUTS["feed"]
    backend = {"PULUMI_BACKEND_URL": feed.environment["PULUMI_BACKEND_URL"], "PRIME_API_KEY": ""}
    consumer = Workspace(tmp_path / "consumer", EXAMPLES / "feed-consumer", backend)
    read = {"targets": [*REGIONS], "firstTarget": "sbx-000001", "regions": REGIONS}
    assert outputs(consumer) == read
