"""The conditions a sandbox can be selected by: each an argument with its predicate beside it.

What a predicate looks at may be absent from a sandbox; then the condition does not hold.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Generic, TypeVar

from pydantic import AfterValidator, Field

from pulumi_resource_primeintellect.api.gpus import NO_GPU
from pulumi_resource_primeintellect.api.sandboxes import GpuTypeName, Sandbox, Status
from pulumi_resource_primeintellect.api.timestamps import Instant, instant
from pulumi_resource_primeintellect.fields import Arguments
from pulumi_resource_primeintellect.functions.patterns import compiled

K = TypeVar("K")
V = TypeVar("V")
Predicate = Callable[[Sandbox], bool]


@dataclass(frozen=True)
class Condition(Generic[V]):
    """Marks an argument as a condition: `predicate` makes the test from the argument's value."""

    predicate: Callable[[V], Predicate]


def where(
    key: Callable[[Sandbox], K | None], test: Callable[[V], Callable[[K], bool]]
) -> Condition[V]:
    """Holds where the key is there and passes the test that the argument's value makes."""

    def predicate(value: V) -> Predicate:
        passes = test(value)
        return lambda sandbox: (found := key(sandbox)) is not None and passes(found)

    return Condition(predicate)


def one_of(values: list[str]) -> Callable[[str], bool]:
    """Passes the values themselves."""
    return frozenset(values).__contains__


def one_of_in_any_case(values: list[str]) -> Callable[[str], bool]:
    """Passes the values, upper and lower case alike."""
    wanted = frozenset(value.casefold() for value in values)
    return lambda text: text.casefold() in wanted


def overlapping(values: list[str]) -> Callable[[list[str]], bool]:
    """Passes lists with any of the values."""
    wanted = frozenset(values)
    return lambda labels: not wanted.isdisjoint(labels)


def disjoint(values: list[str]) -> Callable[[list[str]], bool]:
    """Passes lists with none of the values."""
    return frozenset(values).isdisjoint


def equal(value: bool) -> Callable[[bool], bool]:  # noqa: FBT001  # the argument's value
    """Passes the value itself."""
    return partial(operator.eq, value)


def at_least(bound: float) -> Callable[[float], bool]:
    """Passes the bound and what is above it."""
    return partial(operator.le, bound)


def at_most(bound: float) -> Callable[[float], bool]:
    """Passes the bound and what is below it."""
    return partial(operator.ge, bound)


def after(bound: str) -> Callable[[Instant], bool]:
    """Passes later times."""
    return partial(operator.lt, _instant(bound))


def before(bound: str) -> Callable[[Instant], bool]:
    """Passes earlier times."""
    return partial(operator.gt, _instant(bound))


def gpu_count(sandbox: Sandbox) -> int | None:
    """How many GPUs it has: a CPU-only machine has none, whatever the API counts."""
    return 0 if sandbox.gpuType == NO_GPU else sandbox.gpuCount


def gpu_memory(sandbox: Sandbox) -> int | None:
    """Memory of one of its GPUs in GB."""
    return sandbox.gpu.memoryGb if sandbox.gpu else None


def _pattern(text: str) -> str:
    compiled(text)
    return text


def _instant(text: str) -> Instant:
    found = instant(text)
    if found is None:
        raise ValueError("must be an RFC 3339 time, such as 2026-01-31T09:00:00Z")
    return found


def _moment(text: str) -> str:
    _instant(text)
    return text


Pattern = Annotated[str, AfterValidator(_pattern)]
Moment = Annotated[str, AfterValidator(_moment)]


class SandboxConditions(Arguments):
    """Conditions beyond those that the API has; all of them hold together."""

    statuses: Annotated[list[Status] | None, where(lambda s: s.status, one_of)] = Field(
        None, description="States, one of which a sandbox is in."
    )
    names: Annotated[list[str] | None, where(lambda s: s.name, one_of)] = Field(
        None, description="Names, one of which a sandbox has."
    )
    nameRegex: Annotated[Pattern | None, where(lambda s: s.name, compiled)] = Field(
        None,
        description="Regular expression that matches somewhere in the name. Syntax of Rust's "
        "`regex`: no look-around, no backreferences.",
    )
    regions: Annotated[list[str] | None, where(lambda s: s.region, one_of)] = Field(
        None, description="Regions, one of which a sandbox runs in."
    )
    gpuTypes: Annotated[
        list[GpuTypeName] | None, where(lambda s: s.gpuType, one_of_in_any_case)
    ] = Field(
        None,
        description="GPU types, one of which a sandbox has, such as `H100_80GB`; compared whole, "
        "in upper or lower case.",
    )
    gpuModels: Annotated[
        list[str] | None, where(lambda s: s.gpu and s.gpu.model, one_of_in_any_case)
    ] = Field(
        None,
        description="GPU models, one of which a sandbox has, such as `H100` or `RTX4090` "
        "(`gpu.model`); compared whole, in upper or lower case.",
    )
    dockerImages: Annotated[list[str] | None, where(lambda s: s.dockerImage, one_of)] = Field(
        None, description="Container images, one of which a sandbox runs."
    )
    imageRegex: Annotated[Pattern | None, where(lambda s: s.dockerImage, compiled)] = Field(
        None,
        description="Regular expression that matches somewhere in the container image; "
        "see `nameRegex`.",
    )
    labelsAny: Annotated[list[str] | None, where(lambda s: s.labels or [], overlapping)] = Field(
        None, description="Labels of which a sandbox has at least one."
    )
    labelsNone: Annotated[list[str] | None, where(lambda s: s.labels or [], disjoint)] = Field(
        None, description="Labels of which a sandbox has none."
    )
    errorTypes: Annotated[list[str] | None, where(lambda s: s.errorType, one_of)] = Field(
        None, description="Kinds of failure (`errorType`), one of which a sandbox has."
    )
    vm: Annotated[bool | None, where(lambda s: s.vm, equal)] = Field(
        None, description="Whether a sandbox is a virtual machine."
    )
    minGpuCount: Annotated[int | None, where(gpu_count, at_least)] = Field(
        None, description="Fewest GPUs of a sandbox; a CPU-only one has 0."
    )
    maxGpuCount: Annotated[int | None, where(gpu_count, at_most)] = Field(
        None, description="Most GPUs of a sandbox; a CPU-only one has 0."
    )
    minGpuMemoryGb: Annotated[float | None, where(gpu_memory, at_least)] = Field(
        None, description="Least memory of one GPU in GB (`gpu.memoryGb`)."
    )
    maxGpuMemoryGb: Annotated[float | None, where(gpu_memory, at_most)] = Field(
        None, description="Most memory of one GPU in GB (`gpu.memoryGb`)."
    )
    minCpuCores: Annotated[float | None, where(lambda s: s.cpuCores, at_least)] = Field(
        None, description="Fewest CPU cores."
    )
    maxCpuCores: Annotated[float | None, where(lambda s: s.cpuCores, at_most)] = Field(
        None, description="Most CPU cores."
    )
    minMemoryGB: Annotated[float | None, where(lambda s: s.memoryGB, at_least)] = Field(
        None, description="Least main memory in GB."
    )
    maxMemoryGB: Annotated[float | None, where(lambda s: s.memoryGB, at_most)] = Field(
        None, description="Most main memory in GB."
    )
    minDiskSizeGB: Annotated[float | None, where(lambda s: s.diskSizeGB, at_least)] = Field(
        None, description="Smallest disk in GB."
    )
    maxDiskSizeGB: Annotated[float | None, where(lambda s: s.diskSizeGB, at_most)] = Field(
        None, description="Largest disk in GB."
    )
    createdAfter: Annotated[Moment | None, where(lambda s: instant(s.createdAt), after)] = Field(
        None, description="RFC 3339 time after which a sandbox was created."
    )
    createdBefore: Annotated[Moment | None, where(lambda s: instant(s.createdAt), before)] = Field(
        None, description="RFC 3339 time before which a sandbox was created."
    )
    startedAfter: Annotated[Moment | None, where(lambda s: instant(s.startedAt), after)] = Field(
        None, description="RFC 3339 time after which a sandbox started."
    )
    startedBefore: Annotated[Moment | None, where(lambda s: instant(s.startedAt), before)] = Field(
        None, description="RFC 3339 time before which a sandbox started."
    )
    terminatedAfter: Annotated[Moment | None, where(lambda s: instant(s.terminatedAt), after)] = (
        Field(None, description="RFC 3339 time after which a sandbox ended.")
    )
    terminatedBefore: Annotated[Moment | None, where(lambda s: instant(s.terminatedAt), before)] = (
        Field(None, description="RFC 3339 time before which a sandbox ended.")
    )

    def condition(self) -> Predicate:
        """Holds for a sandbox if every given condition does."""
        predicates = [
            mark.predicate(value)
            for name, field in SandboxConditions.model_fields.items()
            if (value := getattr(self, name)) is not None
            for mark in field.metadata
            if isinstance(mark, Condition)
        ]
        return lambda sandbox: all(holds(sandbox) for holds in predicates)
