"""Totals and counts of a set of sandboxes."""

from __future__ import annotations

from collections import Counter
from itertools import chain, repeat
from math import fsum
from typing import TYPE_CHECKING, NamedTuple

from pulumi_python_provider import Record
from pydantic import Field

from pulumi_resource_primeintellect.functions.properties import gpu_count

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pulumi_resource_primeintellect.api.sandboxes import Sandbox

SUMMARIZED = frozenset(
    (
        *("gpuCount", "gpuType", "cpuCores", "memoryGB", "diskSizeGB"),
        *("status", "region", "userId", "teamId", "labels"),
    )
)
"""Fields of a sandbox that a summary adds up or counts."""

UNKNOWN = "unknown"
NONE = "none"


class SandboxSummary(Record):
    """Totals and counts of the sandboxes found. Amounts that the API left out count as 0."""

    gpuCount: int = Field(description="Total number of GPUs.")
    gpuMemoryGB: float = Field(description="Total memory of all GPUs in GB, as far as known.")
    cpuCores: float = Field(description="Total number of CPU cores.")
    memoryGB: float = Field(description="Total main memory in GB.")
    diskSizeGB: float = Field(description="Total disk size in GB.")
    byStatus: dict[str, int] = Field(
        description="Number of sandboxes by status. Those without one count as `unknown`."
    )
    byRegion: dict[str, int] = Field(
        description="Number of sandboxes by region. Those without one count as `unknown`."
    )
    byGpuType: dict[str, int] = Field(
        description="Number of sandboxes by GPU type. Those without one count as `none`."
    )
    byGpuModel: dict[str, int] = Field(
        description="Number of sandboxes by GPU model (`gpu.model`). Those without GPUs count as "
        "`none`, those with GPUs of no known type as `unknown`."
    )
    byUser: dict[str, int] = Field(
        description="Number of sandboxes by `userId`. Those without one count as `unknown`."
    )
    byTeam: dict[str, int] = Field(
        description="Number of sandboxes by `teamId`. Those without one count as `none`."
    )
    byLabel: dict[str, int] = Field(
        description="Number of sandboxes by label. One with several labels counts for each of them."
    )


class Share(NamedTuple):
    """What one sandbox adds to a summary; many sandboxes add the same."""

    gpu_count: int
    gpu_memory: float
    cpu_cores: float
    memory: float
    disk: float
    status: str
    region: str
    gpu_type: str
    gpu_model: str
    user: str
    team: str
    labels: tuple[str, ...]


def share(sandbox: Sandbox) -> Share:
    """Returns what the sandbox adds."""
    gpu = sandbox.gpu
    return Share(
        gpu_count=gpu_count(sandbox) or 0,
        gpu_memory=(gpu and gpu.totalMemoryGB) or 0,
        cpu_cores=sandbox.cpuCores or 0,
        memory=sandbox.memoryGB or 0,
        disk=sandbox.diskSizeGB or 0,
        status=sandbox.status or "",
        region=sandbox.region or "",
        gpu_type=sandbox.gpuType or "",
        gpu_model=(gpu.model or UNKNOWN) if gpu else "",
        user=sandbox.userId or "",
        team=sandbox.teamId or "",
        labels=tuple(sandbox.labels or ()),
    )


def summarize(shares: Counter[Share]) -> SandboxSummary:
    """Adds up so many of each share, in an order that does not matter."""

    def total(value: Callable[[Share], float]) -> float:
        return fsum(chain.from_iterable(repeat(value(s), n) for s, n in shares.items()))

    def counts(values: Callable[[Share], Iterable[str]], absent: str = "") -> dict[str, int]:
        counter: Counter[str] = Counter()
        for one, number in shares.items():
            for value in values(one):
                counter[value or absent] += number
        return dict(sorted(counter.items()))

    return SandboxSummary(
        gpuCount=sum(s.gpu_count * n for s, n in shares.items()),
        gpuMemoryGB=total(lambda s: s.gpu_memory),
        cpuCores=total(lambda s: s.cpu_cores),
        memoryGB=total(lambda s: s.memory),
        diskSizeGB=total(lambda s: s.disk),
        byStatus=counts(lambda s: (s.status,), UNKNOWN),
        byRegion=counts(lambda s: (s.region,), UNKNOWN),
        byGpuType=counts(lambda s: (s.gpu_type,), NONE),
        byGpuModel=counts(lambda s: (s.gpu_model,), NONE),
        byUser=counts(lambda s: (s.user,), UNKNOWN),
        byTeam=counts(lambda s: (s.team,), NONE),
        byLabel=counts(lambda s: {*s.labels}),
    )


def distinct(values: Iterable[str]) -> list[str]:
    """Returns each value once, sorted; empty ones say nothing."""
    return sorted({value for value in values if value})
