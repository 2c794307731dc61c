"""Totals and counts of a set of sandboxes."""

from __future__ import annotations

from collections import Counter
from math import fsum
from typing import TYPE_CHECKING

from pydantic import Field

from pulumi_resource_primeintellect.fields import Record
from pulumi_resource_primeintellect.functions.filters import gpu_count

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pulumi_resource_primeintellect.api.sandboxes import Sandbox

UNKNOWN = "unknown"
NONE = "none"


class SandboxSummary(Record):
    """Totals and counts of the sandboxes that were found; what the API left out adds nothing."""

    gpuCount: int = Field(description="GPUs of all sandboxes.")
    gpuMemoryGb: int = Field(description="Memory of all GPUs in GB, as far as it is known.")
    cpuCores: float = Field(description="CPU cores of all sandboxes.")
    memoryGB: float = Field(description="Main memory of all sandboxes in GB.")
    diskSizeGB: float = Field(description="Disks of all sandboxes in GB.")
    byStatus: dict[str, int] = Field(description="Number of sandboxes in each state.")
    byRegion: dict[str, int] = Field(
        description="Number of sandboxes in each region; those without one under `unknown`."
    )
    byGpuType: dict[str, int] = Field(
        description="Number of sandboxes with each GPU type; those without one under `none`."
    )


def summarize(sandboxes: Sequence[Sandbox]) -> SandboxSummary:
    """Adds up the sandboxes. The result does not depend on their order."""
    return SandboxSummary(
        gpuCount=sum(gpu_count(s) or 0 for s in sandboxes),
        gpuMemoryGb=sum((s.gpu and s.gpu.totalMemoryGb) or 0 for s in sandboxes),
        cpuCores=fsum(s.cpuCores or 0 for s in sandboxes),
        memoryGB=fsum(s.memoryGB or 0 for s in sandboxes),
        diskSizeGB=fsum(s.diskSizeGB or 0 for s in sandboxes),
        byStatus=_counts(s.status or UNKNOWN for s in sandboxes),
        byRegion=_counts(s.region or UNKNOWN for s in sandboxes),
        byGpuType=_counts(s.gpuType or NONE for s in sandboxes),
    )


def distinct(values: Iterable[str | None]) -> list[str]:
    """Each value once, sorted; empty ones say nothing."""
    return sorted({value for value in values if value})


def _counts(values: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(values).items()))
