"""Totals and counts of a set of sandboxes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain
from math import fsum
from operator import attrgetter, itemgetter
from typing import NamedTuple

from pulumi_python_provider import Record
from pydantic import Field

from pulumi_resource_primeintellect.api.gpus import DecodedGpu, decode_gpu
from pulumi_resource_primeintellect.api.sandboxes import Sandbox

UNKNOWN = "unknown"
NONE = "none"


class SandboxSummary(Record, defer_build=True):
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
        "`none`, others without a model as `unknown`."
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


class Counted(NamedTuple):
    """The fields of a sandbox that a summary adds up or counts. They are often equal."""

    status: str | None
    region: str | None
    gpuType: str | None
    gpuCount: int | None
    cpuCores: float | None
    memoryGB: float | None
    diskSizeGB: float | None
    userId: str | None
    teamId: str | None
    labels: tuple[str, ...]

    @classmethod
    def of(cls, sandbox: Sandbox) -> Counted:
        """Returns the fields of a sandbox."""
        return cls._make((*_values(sandbox.__dict__), tuple(sandbox.labels or ())))


_values = itemgetter(*Counted._fields[:-1])


def summarize(counted: Sequence[Counted]) -> SandboxSummary:
    """Adds up and counts the fields. Their order does not affect the result."""
    decoded = [decode_gpu(one.gpuType, one.gpuCount) for one in counted]
    gpus = [one.gpu for one in decoded if one.gpu]

    def total(field: str) -> float:
        return fsum(filter(None, map(attrgetter(field), counted)))

    def counts(field: str, absent: str) -> dict[str, int]:
        return _counts(map(attrgetter(field), counted), absent)

    return SandboxSummary(
        gpuCount=sum(gpu.count or 0 for gpu in gpus),
        gpuMemoryGB=fsum(gpu.totalMemoryGB or 0 for gpu in gpus),
        cpuCores=total("cpuCores"),
        memoryGB=total("memoryGB"),
        diskSizeGB=total("diskSizeGB"),
        byStatus=counts("status", UNKNOWN),
        byRegion=counts("region", UNKNOWN),
        byGpuType=counts("gpuType", NONE),
        byGpuModel=_counts(map(_model, decoded)),
        byUser=counts("userId", UNKNOWN),
        byTeam=counts("teamId", NONE),
        byLabel=_counts(chain.from_iterable({*one.labels} for one in counted)),
    )


def _model(decoded: DecodedGpu) -> str:
    """Returns the model of the GPUs, or why there is none: `none` or `unknown`."""
    return (decoded.gpu.model or UNKNOWN) if decoded.gpu else decoded.description


def _counts(values: Iterable[str | None], absent: str = "") -> dict[str, int]:
    """Counts each value. Missing and empty values count as `absent`."""
    counter = Counter(values)
    missing = counter.pop(None, 0) + counter.pop("", 0)
    if missing:
        counter[absent] += missing
    return dict(sorted((value, number) for value, number in counter.items() if value is not None))


def distinct(values: Iterable[str | None]) -> list[str]:
    """Returns the distinct values, sorted and without empty ones."""
    return sorted({value for value in values if value})
