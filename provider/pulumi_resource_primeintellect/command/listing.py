"""Prepares a listing for display: one row for each sandbox, and totals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from pulumi_python_provider import Record
from pydantic import Field

from pulumi_resource_primeintellect.api.field_types import is_final
from pulumi_resource_primeintellect.api.timestamps import instant
from pulumi_resource_primeintellect.functions.summary import SandboxSummary

NOTHING = "no sandboxes match"
TERMINATED_LEFT_OUT = " (terminated ones are left out: --all lists them)"

MINUTES = len("2026-01-05T12:00")


class ListedGpu(Record):
    """The GPUs of a listed sandbox."""

    type: str | None = None
    model: str | None = None
    count: int | None = None
    total_memory: float | None = Field(None, validation_alias="totalMemoryGB")


class ListedSandbox(Record):
    """The displayed properties of a sandbox."""

    id: str
    name: str = ""
    status: str = ""
    region: str = ""
    gpus: str = Field("", validation_alias="gpuDescription")
    gpu: ListedGpu | None = None
    labels: tuple[str, ...] = ()
    created: str = Field("", validation_alias="createdAt")

    @property
    def held(self) -> bool:
        """Whether the sandbox holds a machine, according to its status."""
        return not is_final(self.status)

    @property
    def gpu_count(self) -> int:
        """Number of its GPUs, 0 if unknown."""
        return (self.gpu and self.gpu.count) or 0

    @property
    def gpu_memory(self) -> float:
        """Memory of its GPUs in GB, 0 if unknown."""
        return (self.gpu and self.gpu.total_memory) or 0


class SandboxList(Record):
    """A listing, as `listSandboxes` returns it."""

    sandboxes: list[ListedSandbox]
    count: int
    total: int
    page: int
    skipped: int
    missing: list[str] = Field(validation_alias="missingIds")
    has_next: bool = Field(validation_alias="hasNext")
    summary: SandboxSummary


class Cells(NamedTuple):
    """The table cells of one sandbox, without characters that would control a terminal."""

    id: str
    name: str
    status: str
    region: str
    gpus: str
    labels: str
    created: str


TITLES = Cells("ID", "Name", "Status", "Region", "GPUs", "Labels", "Created (UTC)")


def make_cells(sandbox: ListedSandbox) -> Cells:
    """Returns the table cells of a sandbox."""
    cells = Cells(
        id=sandbox.id,
        name=sandbox.name,
        status=sandbox.status,
        region=sandbox.region,
        gpus=sandbox.gpus,
        labels=", ".join(sandbox.labels),
        created=describe_time(sandbox.created),
    )
    return Cells(*map(printable, cells))


def describe_time(text: str) -> str:
    """Returns a time in UTC to the minute, or the text itself if it is not a time."""
    found = instant(text)
    return found[:MINUTES].replace("T", " ") if found else text


def printable(text: str) -> str:
    """Returns the text with unprintable characters replaced, such as those that move the cursor."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def totals(listing: SandboxList, *, active_only: bool) -> list[str]:
    """Returns the lines below a listing: held, listed, skipped and missing sandboxes."""
    if listing.sandboxes:
        lines = [held_and_listed(listing.sandboxes)]
    elif listing.count:
        lines = summary_lines(listing)
    else:
        lines = [f"{NOTHING}{TERMINATED_LEFT_OUT if active_only else ''}"]
    if listing.skipped:
        lines.append(f"Skipped, because they could not be read: {listing.skipped:,}")
    if listing.missing:
        lines.append(f"Not found: {', '.join(map(printable, listing.missing))}")
    if listing.has_next:
        lines.append(f"More pages follow, with {listing.total:,} sandboxes in all")
    elif listing.page == 1 and listing.total > listing.count:
        lines.append(f"Left out by the limit: {listing.total - listing.count:,}")
    return lines


def held_and_listed(sandboxes: Sequence[ListedSandbox]) -> str:
    """Compares the sandboxes that hold a machine with all listed ones."""
    held = [sandbox for sandbox in sandboxes if sandbox.held]
    return (
        f"Held / listed: {len(held):,} / {len(sandboxes):,} sandboxes, "
        f"{gpu_count(held):,} / {gpu_count(sandboxes):,} GPUs, "
        f"{gpu_memory(held):,.0f} / {gpu_memory(sandboxes):,.0f} GB of GPU memory"
    )


def gpu_count(sandboxes: Iterable[ListedSandbox]) -> int:
    """Returns the total number of GPUs."""
    return sum(sandbox.gpu_count for sandbox in sandboxes)


def gpu_memory(sandboxes: Iterable[ListedSandbox]) -> float:
    """Returns the total memory of the GPUs in GB."""
    return sum(sandbox.gpu_memory for sandbox in sandboxes)


def summary_lines(listing: SandboxList) -> list[str]:
    """Returns the totals and counts of a listing without its sandboxes."""
    summary = listing.summary
    held = sum(number for status, number in summary.byStatus.items() if not is_final(status))
    counts = [(name, value) for name, value in summary if isinstance(value, dict)]
    return [
        f"Held / listed: {held:,} / {listing.count:,} sandboxes",
        f"Listed GPUs: {summary.gpuCount:,}",
        *(
            f"{name}: "
            + ", ".join(f"{printable(key)} {number:,}" for key, number in most_first(value))
            for name, value in counts
        ),
    ]


def most_first(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Returns the counts, the largest first."""
    return sorted(counts.items(), key=lambda one: (-one[1], one[0]))
