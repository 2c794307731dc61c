from __future__ import annotations

import re

import pytest
from primeintellect_simulator import GPU_TYPES
from pulumi_resource_primeintellect.api.gpus import (
    GPUS,
    KNOWN_GPU_TYPES,
    GpuModel,
    GpuType,
    canonical_gpu_type,
    decode_gpu,
)

COMBINED = {"GH200_480GB": 96, "GH200_624GB": 144}


def test_the_documented_values_are_all_there_once_and_in_their_order() -> None:
    documented = list(dict.fromkeys(GPU_TYPES))
    assert [gpu.type for gpu in GPUS] == list(GpuType) == documented
    assert len(documented) == 49


@pytest.mark.parametrize("gpu", GPUS[1:], ids=lambda gpu: gpu.type)
def test_the_memory_of_one_gpu_is_that_in_its_name_but_for_the_combined_ones(gpu: GpuModel) -> None:
    in_name = re.search(r"_(\d+)GB$", gpu.type)
    assert gpu.memory_gb == COMBINED.get(gpu.type, int(in_name[1]) if in_name else None)


@pytest.mark.parametrize(
    ("name", "description"),
    [
        ("CPU_NODE", "No GPU: a CPU-only machine."),
        ("A10_24GB", "NVIDIA A10, architecture Ampere, 24 GB."),
        ("H100_80GB", "NVIDIA H100, architecture Hopper, 80 GB."),
        ("GH200_480GB", "NVIDIA GH200, architecture Hopper, 96 GB."),
        ("GB300", "NVIDIA GB300 (Grace Blackwell Ultra), architecture Blackwell Ultra."),
        ("RTX_PRO_6000B_96GB", "NVIDIA RTX PRO 6000 Blackwell, architecture Blackwell, 96 GB."),
    ],
)
def test_a_gpu_is_described_in_words(name: str, description: str) -> None:
    assert [gpu.description for gpu in GPUS if gpu.type == name] == [description]


def test_one_card_may_have_two_names() -> None:
    assert {*GPU_TYPES, "RTX_PRO_6000"} == KNOWN_GPU_TYPES
    names = ["RTX_PRO_6000", "rtx_pro_6000", "RTX_PRO_6000B_96GB", "Rtx_Pro_6000b_96Gb"]
    assert {canonical_gpu_type(name) for name in names} == {"rtx_pro_6000b_96gb"}
    assert canonical_gpu_type("X_1GB") == canonical_gpu_type("x_1gb") != canonical_gpu_type("X_2GB")


def test_types_of_any_length_are_decoded_and_only_short_ones_remembered() -> None:
    long = "X" * 200_000
    first, again = decode_gpu(long, 1).gpu, decode_gpu(long, 1).gpu
    assert first == again
    assert first is not again
    assert (first and first.model) == long
    assert decode_gpu("X_1GB", 1) is decode_gpu("X_1GB", 1)


@pytest.mark.parametrize(
    ("sent", "model", "memory"),
    [("h100_80gb", "H100", 80), ("rtx_pro_6000", "RTX_PRO_6000B", 96), ("gb200", "GB200", None)],
)
def test_a_type_is_known_in_any_case_and_stays_as_it_was_sent(
    sent: str, model: str, memory: int | None
) -> None:
    gpu = decode_gpu(sent, 2).gpu
    assert gpu is not None
    assert (gpu.type, gpu.model, gpu.memoryGB, gpu.known) == (sent, model, memory, True)


def test_no_gpu_is_none_in_any_case() -> None:
    assert decode_gpu("cpu_node", 1) == (None, "none")


def test_an_unknown_name_tells_its_memory_in_any_case() -> None:
    gpu = decode_gpu("x_2gb", 1).gpu
    assert gpu is not None
    assert (gpu.model, gpu.memoryGB, gpu.known) == ("x", 2, False)
