from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from primeintellect_simulator import make_sandboxes
from pulumi_resource_primeintellect.api.sandboxes import Sandbox
from pulumi_resource_primeintellect.functions.summary import Counted, distinct, summarize

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pulumi_resource_primeintellect.functions.summary import SandboxSummary

SIZES = {"cpuCores": 0.1, "memoryGB": 0.2, "diskSizeGB": 1e15}


def summary(sandboxes: Iterable[Sandbox]) -> SandboxSummary:
    return summarize([*map(Counted.of, sandboxes)])


def test_nothing_adds_up_to_nothing() -> None:
    assert summary([]).model_dump() == {
        "gpuCount": 0,
        "gpuMemoryGB": 0,
        "cpuCores": 0,
        "memoryGB": 0,
        "diskSizeGB": 0,
        "byStatus": {},
        "byRegion": {},
        "byGpuType": {},
        "byGpuModel": {},
        "byUser": {},
        "byTeam": {},
        "byLabel": {},
    }


def test_what_the_api_left_out_adds_nothing_and_is_counted_as_unknown() -> None:
    sandboxes = [
        Sandbox(id="a", gpuType="H100_80GB", gpuCount=8, status="RUNNING", region="us", **SIZES),
        Sandbox(id="b", gpuType="CPU_NODE", gpuCount=2, status="RUNNING", region="eu", **SIZES),
        Sandbox(id="c", gpuType="GB200", gpuCount=4, status="STOPPED", region="us", **SIZES),
        Sandbox(id="d", gpuType="H300_288GB", gpuCount=1, region="", **SIZES),
        Sandbox(id="e", gpuType="A100_40GB", userId="ann", labels=["a", "b", "a"]),
        Sandbox(id="f", gpuCount=2, userId="ann", teamId="t", labels=["a"]),
        Sandbox(id="g"),
    ]
    assert summary(sandboxes).model_dump() == {
        "gpuCount": 15,
        "gpuMemoryGB": 8 * 80 + 288,
        "cpuCores": 0.4,
        "memoryGB": 0.8,
        "diskSizeGB": 4e15,
        "byStatus": {"RUNNING": 2, "STOPPED": 1, "unknown": 4},
        "byRegion": {"eu": 1, "unknown": 4, "us": 2},
        "byGpuType": {
            "A100_40GB": 1,
            "CPU_NODE": 1,
            "GB200": 1,
            "H100_80GB": 1,
            "H300_288GB": 1,
            "none": 2,
        },
        "byGpuModel": {"A100": 1, "GB200": 1, "H100": 1, "H300": 1, "none": 1, "unknown": 2},
        "byUser": {"ann": 2, "unknown": 5},
        "byTeam": {"none": 6, "t": 1},
        "byLabel": {"a": 2, "b": 1},
    }


def test_totals_and_counts_do_not_depend_on_the_order() -> None:
    sandboxes = [
        Sandbox.model_validate({**sandbox, "cpuCores": number / 10, "memoryGB": 10.0**-number})
        for number, sandbox in enumerate(make_sandboxes(60))
    ]
    once = summary(sandboxes).model_dump_json()
    for seed in range(20):
        shuffled = Random(seed).sample(sandboxes, len(sandboxes))  # noqa: S311  # no secret
        assert summary(shuffled).model_dump_json() == once
    assert summary(sandboxes).cpuCores == 177.0


def test_distinct_values_are_sorted_and_absent_ones_left_out() -> None:
    assert distinct(["us", "eu", "us", "", "asia"]) == ["asia", "eu", "us"]
