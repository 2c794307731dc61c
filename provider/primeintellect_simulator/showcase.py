"""The first sandboxes of every sample, whatever its seed, so that documentation can quote them."""

from __future__ import annotations

from typing import NamedTuple


class Traits(NamedTuple):
    """The properties that distinguish a sandbox at a glance."""

    name: str
    status: str
    gpu_type: str | None
    gpu_count: int
    region: str | None
    labels: tuple[str, ...]


SHOWCASE = (
    Traits("llama-pretraining", "RUNNING", "H100_80GB", 8, "us", ("demo", "training")),
    Traits("reward-model", "RUNNING", "A100_80GB", 2, "eu", ("demo", "evaluation")),
    Traits("data-cleaning", "RUNNING", "CPU_NODE", 1, "us", ("demo", "batch")),
    Traits("scratch", "RUNNING", None, 0, None, ("demo",)),
    Traits("llama-pretraining", "TERMINATED", "H100_80GB", 8, "us", ("demo", "training")),
    Traits("long-context", "PENDING", "H200_141GB", 4, None, ("demo", "training")),
)
