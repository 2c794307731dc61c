"""The order of a listing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import Annotated

from pulumi_python_provider import Arguments, DescribedEnum, Open
from pulumi_python_provider.messages import suggestion
from pydantic import AfterValidator, Field

from pulumi_resource_primeintellect.api.sandboxes import Sandbox
from pulumi_resource_primeintellect.functions import properties
from pulumi_resource_primeintellect.functions.rows import Rank, Row


class SandboxSortKey(DescribedEnum):
    """Property to sort sandboxes by."""

    CREATED_AT = "createdAt", "Time of creation."
    STARTED_AT = "startedAt", "Time of the start."
    UPDATED_AT = "updatedAt", "Time of the last change."
    EXPIRES_AT = "expiresAt", "Time at which it will end."
    TERMINATED_AT = "terminatedAt", "Time at which it ended."
    NAME = "name", "Name."
    REGION = "region", "Region."
    STATUS = "status", "Status."
    GPU_COUNT = "gpuCount", "Number of GPUs. A CPU-only sandbox has 0."
    GPU_MEMORY = "gpuMemory", "Memory of one GPU in GB."
    CPU_CORES = "cpuCores", "Number of CPU cores."
    MEMORY = "memoryGB", "Main memory in GB."
    DISK_SIZE = "diskSizeGB", "Disk size in GB."


class SortOrder(DescribedEnum):
    """Sort direction."""

    ASCENDING = "asc", "Ascending: smallest or earliest first."
    DESCENDING = "desc", "Descending: largest or latest first."


KEYS: dict[str, Callable[[Sandbox], Rank | None]] = {
    SandboxSortKey.CREATED_AT: properties.created,
    SandboxSortKey.STARTED_AT: properties.started,
    SandboxSortKey.UPDATED_AT: properties.updated,
    SandboxSortKey.EXPIRES_AT: properties.expires,
    SandboxSortKey.TERMINATED_AT: properties.terminated,
    SandboxSortKey.NAME: lambda s: s.name or None,
    SandboxSortKey.REGION: lambda s: s.region or None,
    SandboxSortKey.STATUS: lambda s: s.status or None,
    SandboxSortKey.GPU_COUNT: properties.gpu_count,
    SandboxSortKey.GPU_MEMORY: properties.gpu_memory,
    SandboxSortKey.CPU_CORES: lambda s: s.cpuCores,
    SandboxSortKey.MEMORY: lambda s: s.memoryGB,
    SandboxSortKey.DISK_SIZE: lambda s: s.diskSizeGB,
}


def _member_of(values: type[DescribedEnum]) -> AfterValidator:
    known = [member.value for member in values]

    def check(text: str) -> str:
        if text not in known:
            raise ValueError(f"must be one of {', '.join(known)}{suggestion(text, known)}")
        return text

    return AfterValidator(check)


class SortArguments(Arguments):
    """How to sort a listing; ties are sorted by ID."""

    sortBy: Annotated[str, Open(SandboxSortKey), _member_of(SandboxSortKey)] | None = Field(
        None,
        description="Property to sort by. Defaults to `createdAt`. Sandboxes without it come last; "
        "ties are sorted by ID.",
    )
    sortOrder: Annotated[str, Open(SortOrder), _member_of(SortOrder)] | None = Field(
        None, description="Sort direction. Defaults to `asc`."
    )

    def rank(self) -> Callable[[Sandbox], Rank | None]:
        """Returns the function that reads the rank of a sandbox."""
        return KEYS[self.sortBy or SandboxSortKey.CREATED_AT]

    def sort(self, rows: Iterable[Row]) -> list[Row]:
        """Returns the rows in the requested order."""
        by_id = sorted(rows, key=attrgetter("id"))
        present = [row for row in by_id if row.rank is not None]
        present.sort(key=attrgetter("rank"), reverse=self.sortOrder == SortOrder.DESCENDING)
        return [*present, *(row for row in by_id if row.rank is None)]
