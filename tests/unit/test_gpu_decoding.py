from __future__ import annotations

import oracle
import pytest
from primeintellect_simulator import GPU_TYPES
from pulumi_resource_primeintellect.api.sandboxes import Sandbox


def decoded(gpu_type: str | None, count: int | None) -> dict[str, object] | None:
    gpu = Sandbox(id="sbx-1", gpuType=gpu_type, gpuCount=count).gpu
    return None if gpu is None else gpu.model_dump(exclude_none=True)


def test_the_table_has_every_documented_gpu_and_one_alias() -> None:
    assert {*oracle.GPUS} == {*GPU_TYPES} - {"CPU_NODE"} | {"RTX_PRO_6000"}
    assert len({*GPU_TYPES}) == 49


@pytest.mark.parametrize(("gpu_type", "row"), oracle.GPUS.items(), ids=oracle.GPUS)
def test_a_documented_gpu_decodes_as_the_table_says(
    gpu_type: str, row: tuple[str, str, str, int | None]
) -> None:
    model, display_name, architecture, memory = row
    sizes = {} if memory is None else {"memoryGB": memory, "totalMemoryGB": 4 * memory}
    assert decoded(gpu_type, 4) == {
        "type": gpu_type,
        "vendor": "NVIDIA",
        "model": model,
        "displayName": display_name,
        "architecture": architecture,
        "count": 4,
        "known": True,
        **sizes,
    }


@pytest.mark.parametrize(
    ("gpu_type", "said"),
    [
        ("H300_288GB", {"model": "H300", "memoryGB": 288, "totalMemoryGB": 576}),
        ("RTX_PRO_7000_128GB", {"model": "RTX_PRO_7000", "memoryGB": 128, "totalMemoryGB": 256}),
        ("R100", {"model": "R100"}),
        ("A100", {"model": "A100"}),
        ("H100_80GB_SXM", {"model": "H100_80GB_SXM"}),
        ("H100_9999999GB", {"model": "H100_9999999GB"}),
        ("_80GB", {"model": "_80GB"}),
    ],
)
def test_an_unknown_gpu_decodes_as_far_as_its_name_allows(
    gpu_type: str, said: dict[str, object]
) -> None:
    assert decoded(gpu_type, 2) == {"type": gpu_type, "count": 2, "known": False, **said}


@pytest.mark.parametrize(
    ("gpu_type", "count"),
    [
        ("CPU_NODE", 1),
        ("CPU_NODE", 0),
        ("CPU_NODE", None),
        ("H100_80GB", 0),
        ("H300_288GB", 0),
        (None, 0),
        (None, None),
    ],
)
def test_a_cpu_only_machine_has_no_gpu(gpu_type: str | None, count: int | None) -> None:
    assert decoded(gpu_type, count) is None


def test_gpus_without_a_type_are_counted_and_no_more() -> None:
    assert decoded(None, 2) == {"count": 2, "known": False}


def test_gpus_without_a_count_are_described_without_a_total() -> None:
    assert decoded("L40S_48GB", None) == {
        "type": "L40S_48GB",
        "vendor": "NVIDIA",
        "model": "L40S",
        "displayName": "L40S",
        "architecture": "Ada Lovelace",
        "memoryGB": 48,
        "known": True,
    }


@pytest.mark.parametrize(
    ("gpu_type", "count", "text"),
    [
        ("H100_80GB", 8, "8 x H100 80GB"),
        ("RTX_PRO_6000", 1, "1 x RTX_PRO_6000B 96GB"),
        ("GH200_480GB", 1, "1 x GH200 96GB"),
        ("GB200", 4, "4 x GB200"),
        ("H300_288GB", 2, "2 x H300 288GB"),
        ("XPU", 2, "2 x XPU"),
        ("L40S_48GB", None, "L40S 48GB"),
        (None, 2, "2 x unknown"),
        ("CPU_NODE", 1, "none"),
        ("CPU_NODE", None, "none"),
        ("H100_80GB", 0, "none"),
        (None, 0, "none"),
        (None, None, "unknown"),
    ],
)
def test_gpus_are_always_described_in_words(
    gpu_type: str | None, count: int | None, text: str
) -> None:
    assert Sandbox(id="sbx-1", gpuType=gpu_type, gpuCount=count).gpuDescription == text
