"""Describes the GPU of each `gpuType` value, and decodes the names of unknown ones."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from pulumi_python_provider import DescribedEnum, Expected, Record
from pydantic import Field

NAME_WITH_MEMORY = re.compile(r"(.+)_([0-9]{1,6})GB", re.IGNORECASE)
ALIASES = {"RTX_PRO_6000": "RTX_PRO_6000B_96GB"}
"""Undocumented names in the `prime` command line, with the documented names."""

MAX_CACHED_CHARACTERS = 100
"""Longer names are not cached: the cache would keep them for ever."""
NO_GPU = "CPU_NODE"


class GpuModel(NamedTuple):
    """One value of `gpuType`. `memory_gb` is the memory of one GPU, or None if unknown.

    All listed GPUs are from NVIDIA. `name` is None for the value that means no GPU.
    """

    type: str
    name: str | None = None
    architecture: str | None = None
    memory_gb: int | None = None

    @property
    def description(self) -> str:
        """The GPU as text."""
        if self.name is None:
            return "No GPU: a CPU-only machine."
        memory = f", {self.memory_gb} GB" if self.memory_gb else ""
        return f"NVIDIA {self.name}, architecture {self.architecture}{memory}."


GPUS = (
    GpuModel(NO_GPU),
    GpuModel("A10_24GB", "A10", "Ampere", 24),
    GpuModel("A100_80GB", "A100", "Ampere", 80),
    GpuModel("A100_40GB", "A100", "Ampere", 40),
    GpuModel("A30_24GB", "A30", "Ampere", 24),
    GpuModel("A40_48GB", "A40", "Ampere", 48),
    GpuModel("B200_180GB", "B200", "Blackwell", 180),
    GpuModel("B300_262GB", "B300", "Blackwell Ultra", 262),
    GpuModel("GB200", "GB200 (Grace Blackwell)", "Blackwell"),
    GpuModel("GB300", "GB300 (Grace Blackwell Ultra)", "Blackwell Ultra"),
    GpuModel("RTX3070_8GB", "GeForce RTX 3070", "Ampere", 8),
    GpuModel("RTX3080_10GB", "GeForce RTX 3080", "Ampere", 10),
    GpuModel("RTX3080Ti_12GB", "GeForce RTX 3080 Ti", "Ampere", 12),
    GpuModel("RTX3090_24GB", "GeForce RTX 3090", "Ampere", 24),
    GpuModel("RTX3090Ti_24GB", "GeForce RTX 3090 Ti", "Ampere", 24),
    GpuModel("RTX4070Ti_12GB", "GeForce RTX 4070 Ti", "Ada Lovelace", 12),
    GpuModel("RTX4080_16GB", "GeForce RTX 4080", "Ada Lovelace", 16),
    GpuModel("RTX4080Ti_16GB", "GeForce RTX 4080 Ti", "Ada Lovelace", 16),
    GpuModel("RTX4090_24GB", "GeForce RTX 4090", "Ada Lovelace", 24),
    GpuModel("RTX5090_32GB", "GeForce RTX 5090", "Blackwell", 32),
    GpuModel("H100_80GB", "H100", "Hopper", 80),
    GpuModel("H200_96GB", "H200", "Hopper", 96),
    GpuModel("GH200_96GB", "GH200 (Grace Hopper)", "Hopper", 96),
    GpuModel("H200_141GB", "H200", "Hopper", 141),
    # The numbers in these two names are CPU and GPU memory together.
    GpuModel("GH200_480GB", "GH200", "Hopper", 96),
    GpuModel("GH200_624GB", "GH200", "Hopper", 144),
    GpuModel("L4_24GB", "L4", "Ada Lovelace", 24),
    GpuModel("L40_48GB", "L40", "Ada Lovelace", 48),
    GpuModel("L40S_48GB", "L40S", "Ada Lovelace", 48),
    GpuModel("RTX4000_8GB", "Quadro RTX 4000", "Turing", 8),
    GpuModel("RTX5000_16GB", "Quadro RTX 5000", "Turing", 16),
    GpuModel("RTX6000_24GB", "Quadro RTX 6000", "Turing", 24),
    GpuModel("RTX8000_48GB", "Quadro RTX 8000", "Turing", 48),
    GpuModel("RTX2000Ada_16GB", "RTX 2000 Ada", "Ada Lovelace", 16),
    GpuModel("RTX4000Ada_20GB", "RTX 4000 Ada", "Ada Lovelace", 20),
    GpuModel("RTX5000Ada_32GB", "RTX 5000 Ada", "Ada Lovelace", 32),
    GpuModel("RTX6000Ada_48GB", "RTX 6000 Ada", "Ada Lovelace", 48),
    GpuModel("A2000_6GB", "RTX A2000", "Ampere", 6),
    GpuModel("A4000_16GB", "RTX A4000", "Ampere", 16),
    GpuModel("A4500_20GB", "RTX A4500", "Ampere", 20),
    GpuModel("A5000_24GB", "RTX A5000", "Ampere", 24),
    GpuModel("A6000_48GB", "RTX A6000", "Ampere", 48),
    GpuModel("V100_16GB", "Tesla V100", "Volta", 16),
    GpuModel("V100_32GB", "Tesla V100", "Volta", 32),
    GpuModel("P100_16GB", "Tesla P100", "Pascal", 16),
    GpuModel("T4_16GB", "T4", "Turing", 16),
    GpuModel("P4_8GB", "Tesla P4", "Pascal", 8),
    GpuModel("P40_24GB", "Tesla P40", "Pascal", 24),
    GpuModel("RTX_PRO_6000B_96GB", "RTX PRO 6000 Blackwell", "Blackwell", 96),
)
"""Every documented value, in the documentation's order."""

GpuType = DescribedEnum(
    "GpuType",
    {gpu.type: (gpu.type, gpu.description) for gpu in GPUS},  # type: ignore[arg-type]  # mypy takes it for a lookup
)
GpuType.__doc__ = (
    "GPU model and memory of a sandbox. The API may send values that are not listed here."
)

KNOWN_GPU_TYPES = frozenset((*(gpu.type for gpu in GPUS), *ALIASES))
KNOWN_GPU_MODELS = frozenset(NAME_WITH_MEMORY.sub(r"\1", gpu.type) for gpu in GPUS if gpu.name)
_MODELS = {gpu.type.casefold(): gpu for gpu in GPUS}
_MODELS |= {alias.casefold(): _MODELS[name.casefold()] for alias, name in ALIASES.items()}
_MODEL_ALIASES = {
    alias.casefold(): NAME_WITH_MEMORY.sub(r"\1", name).casefold()
    for alias, name in ALIASES.items()
}


def is_no_gpu(gpu_type: str | None) -> bool:
    """Returns whether the type means a CPU-only machine."""
    return gpu_type is not None and gpu_type.casefold() == NO_GPU.casefold()


def canonical_gpu_type(gpu_type: str) -> str:
    """Returns one name for all names of a card, in lower case."""
    folded = gpu_type.casefold()
    known = _MODELS.get(folded)
    return known.type.casefold() if known else folded


def canonical_gpu_model(model: str) -> str:
    """Returns the model's name in `gpu.model`, in lower case."""
    folded = model.casefold()
    return _MODEL_ALIASES.get(folded, folded)


class Gpu(Record):
    """The GPUs of a sandbox, decoded from `gpuType` and `gpuCount`."""

    type: str | None = Field(None, description="The API's `gpuType`, such as `RTX4090_24GB`.")
    vendor: str | None = Field(None, description="Maker of the GPU, such as `NVIDIA`.")
    model: str | None = Field(None, description="Short name of the model, such as `RTX4090`.")
    displayName: str | None = Field(
        None, description="Full name of the model, such as `GeForce RTX 4090`."
    )
    architecture: str | None = Field(
        None, description="Architecture of the GPU, such as `Ada Lovelace`."
    )
    memoryGB: float | None = Field(
        None,
        description="Memory of one GPU in GB, without the CPU memory that some names add to it. "
        "Absent for `GB200` and `GB300`, whose names do not state it.",
    )
    count: Expected[int] = Field(None, description="Number of GPUs.")
    totalMemoryGB: float | None = Field(None, description="Memory of all GPUs together in GB.")
    known: Expected[bool] = Field(
        None,
        description="Whether the GPU is one the provider knows. If not, the model and memory are "
        "what its name says.",
    )


class DecodedGpu(NamedTuple):
    """The GPUs of a sandbox, from `gpuType` and `gpuCount`.

    `gpu` is None for a CPU-only sandbox. `description` is text such as `8 x H100 80GB` or `none`.
    """

    gpu: Gpu | None
    description: str


def decode_gpu(gpu_type: str | None, count: int | None) -> DecodedGpu:
    """Returns the GPUs of a sandbox. For an unknown type, only its name is decoded."""
    is_long = gpu_type is not None and len(gpu_type) > MAX_CACHED_CHARACTERS
    return _decoded(gpu_type, count) if is_long else _cached(gpu_type, count)


def _decoded(gpu_type: str | None, count: int | None) -> DecodedGpu:
    if gpu_type is None and count is None:
        return DecodedGpu(None, "unknown")
    if is_no_gpu(gpu_type) or count == 0:
        return DecodedGpu(None, "none")
    gpu = Gpu(count=count, known=False) if gpu_type is None else _gpu(gpu_type, count)
    number = "" if count is None else f"{count} x "
    memory = "" if gpu.memoryGB is None else f" {gpu.memoryGB:g}GB"
    return DecodedGpu(gpu, f"{number}{gpu.model or 'unknown'}{memory}")


def _gpu(gpu_type: str, count: int | None) -> Gpu:
    known = _MODELS.get(gpu_type.casefold())
    name = known.type if known else gpu_type
    named = NAME_WITH_MEMORY.fullmatch(name)
    model = known or GpuModel(gpu_type, memory_gb=int(named[2]) if named else None)
    return Gpu(
        type=gpu_type,
        vendor="NVIDIA" if known else None,
        model=named[1] if named else name,
        displayName=model.name,
        architecture=model.architecture,
        memoryGB=model.memory_gb,
        count=count,
        totalMemoryGB=count * model.memory_gb if count and model.memory_gb else None,
        known=known is not None,
    )


_cached = lru_cache(maxsize=1024)(_decoded)
