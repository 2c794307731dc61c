"""What each `gpuType` value stands for."""

from __future__ import annotations

from dataclasses import dataclass

from pulumi_resource_primeintellect.fields import DescribedEnum


@dataclass(frozen=True)
class Gpu:
    """One value of `gpuType`: a GPU model with a memory size in GB, `None` where none is known."""

    type: str
    name: str | None = None
    architecture: str | None = None
    memory_gb: int | None = None

    @property
    def description(self) -> str:
        """The GPU in words."""
        if self.name is None:
            return "No GPU: a CPU-only machine."
        memory = f", {self.memory_gb} GB" if self.memory_gb else ""
        return f"NVIDIA {self.name} ({self.architecture}){memory}."


GPUS = (
    Gpu("CPU_NODE"),
    Gpu("A10_24GB", "A10", "Ampere", 24),
    Gpu("A100_80GB", "A100", "Ampere", 80),
    Gpu("A100_40GB", "A100", "Ampere", 40),
    Gpu("A30_24GB", "A30", "Ampere", 24),
    Gpu("A40_48GB", "A40", "Ampere", 48),
    Gpu("B200_180GB", "B200", "Blackwell", 180),
    Gpu("B300_262GB", "B300", "Blackwell Ultra", 262),
    Gpu("GB200", "GB200 (Grace Blackwell)", "Blackwell"),
    Gpu("GB300", "GB300 (Grace Blackwell Ultra)", "Blackwell Ultra"),
    Gpu("RTX3070_8GB", "GeForce RTX 3070", "Ampere", 8),
    Gpu("RTX3080_10GB", "GeForce RTX 3080", "Ampere", 10),
    Gpu("RTX3080Ti_12GB", "GeForce RTX 3080 Ti", "Ampere", 12),
    Gpu("RTX3090_24GB", "GeForce RTX 3090", "Ampere", 24),
    Gpu("RTX3090Ti_24GB", "GeForce RTX 3090 Ti", "Ampere", 24),
    Gpu("RTX4070Ti_12GB", "GeForce RTX 4070 Ti", "Ada Lovelace", 12),
    Gpu("RTX4080_16GB", "GeForce RTX 4080", "Ada Lovelace", 16),
    Gpu("RTX4080Ti_16GB", "GeForce RTX 4080 Ti", "Ada Lovelace", 16),
    Gpu("RTX4090_24GB", "GeForce RTX 4090", "Ada Lovelace", 24),
    Gpu("RTX5090_32GB", "GeForce RTX 5090", "Blackwell", 32),
    Gpu("H100_80GB", "H100", "Hopper", 80),
    Gpu("H200_96GB", "H200", "Hopper", 96),
    Gpu("GH200_96GB", "GH200 (Grace Hopper)", "Hopper", 96),
    Gpu("H200_141GB", "H200", "Hopper", 141),
    # The numbers in these two names are CPU and GPU memory together.
    Gpu("GH200_480GB", "GH200 (Grace Hopper)", "Hopper", 96),
    Gpu("GH200_624GB", "GH200 (Grace Hopper)", "Hopper", 144),
    Gpu("L4_24GB", "L4", "Ada Lovelace", 24),
    Gpu("L40_48GB", "L40", "Ada Lovelace", 48),
    Gpu("L40S_48GB", "L40S", "Ada Lovelace", 48),
    Gpu("RTX4000_8GB", "Quadro RTX 4000", "Turing", 8),
    Gpu("RTX5000_16GB", "Quadro RTX 5000", "Turing", 16),
    Gpu("RTX6000_24GB", "Quadro RTX 6000", "Turing", 24),
    Gpu("RTX8000_48GB", "Quadro RTX 8000", "Turing", 48),
    Gpu("RTX2000Ada_16GB", "RTX 2000 Ada", "Ada Lovelace", 16),
    Gpu("RTX4000Ada_20GB", "RTX 4000 Ada", "Ada Lovelace", 20),
    Gpu("RTX5000Ada_32GB", "RTX 5000 Ada", "Ada Lovelace", 32),
    Gpu("RTX6000Ada_48GB", "RTX 6000 Ada", "Ada Lovelace", 48),
    Gpu("A2000_6GB", "RTX A2000", "Ampere", 6),
    Gpu("A4000_16GB", "RTX A4000", "Ampere", 16),
    Gpu("A4500_20GB", "RTX A4500", "Ampere", 20),
    Gpu("A5000_24GB", "RTX A5000", "Ampere", 24),
    Gpu("A6000_48GB", "RTX A6000", "Ampere", 48),
    Gpu("V100_16GB", "Tesla V100", "Volta", 16),
    Gpu("V100_32GB", "Tesla V100", "Volta", 32),
    Gpu("P100_16GB", "Tesla P100", "Pascal", 16),
    Gpu("T4_16GB", "T4", "Turing", 16),
    Gpu("P4_8GB", "Tesla P4", "Pascal", 8),
    Gpu("P40_24GB", "Tesla P40", "Pascal", 24),
    Gpu("RTX_PRO_6000B_96GB", "RTX PRO 6000 Blackwell", "Blackwell", 96),
)
"""Every documented value, in the documentation's order."""

GpuType = DescribedEnum(
    "GpuType",
    {gpu.type: (gpu.type, gpu.description) for gpu in GPUS},  # type: ignore[arg-type]  # mypy takes it for a lookup
)
GpuType.__doc__ = "GPU model and memory of a sandbox. The API adds values: expect others, too."
