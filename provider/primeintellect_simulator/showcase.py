"""The first sandboxes of every sample, whatever its seed, so that documentation can quote them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Traits:
    """The properties that distinguish a sandbox at a glance."""

    name: str
    status: str
    gpu_type: str | None
    gpu_count: int
    region: str | None
    labels: tuple[str, ...]


SHOWCASE = (
    Traits(
        name="llama-pretraining",
        status="RUNNING",
        gpu_type="H100_80GB",
        gpu_count=8,
        region="us",
        labels=("demo", "training"),
    ),
    Traits(
        name="reward-model",
        status="RUNNING",
        gpu_type="A100_80GB",
        gpu_count=2,
        region="eu",
        labels=("demo", "evaluation"),
    ),
    Traits(
        name="data-cleaning",
        status="RUNNING",
        gpu_type="CPU_NODE",
        gpu_count=1,
        region="us",
        labels=("demo", "batch"),
    ),
    Traits(
        name="scratch",
        status="RUNNING",
        gpu_type=None,
        gpu_count=0,
        region=None,
        labels=("demo",),
    ),
    Traits(
        name="llama-pretraining",
        status="TERMINATED",
        gpu_type="H100_80GB",
        gpu_count=8,
        region="us",
        labels=("demo", "training"),
    ),
    Traits(
        name="long-context",
        status="PENDING",
        gpu_type="H200_141GB",
        gpu_count=4,
        region=None,
        labels=("demo", "training"),
    ),
)
