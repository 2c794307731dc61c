"""The conditions that the API lacks: each is an argument with its predicate beside it.

A condition does not hold for a sandbox that lacks the property in question.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Generic, TypeVar

from pulumi_python_provider import Arguments, suggestion
from pydantic import Field

from pulumi_resource_primeintellect.api.gpus import GPUS, NO_GPU, decode_gpu
from pulumi_resource_primeintellect.api.sandboxes import (
    KNOWN_STATUSES,
    GpuTypeName,
    Sandbox,
    Status,
)
from pulumi_resource_primeintellect.api.timestamps import Instant, instant
from pulumi_resource_primeintellect.functions.patterns import compiled
from pulumi_resource_primeintellect.functions.texts import Moment, NotEmpty, Pattern, moment

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from pydantic import JsonValue

K = TypeVar("K")
V = TypeVar("V")
N = TypeVar("N", bound=float)
Predicate = Callable[[Sandbox], bool]


@dataclass(frozen=True)
class Condition(Generic[V]):
    """What an argument asks of sandboxes: `predicate` makes the test from the argument's value.

    It is the argument's default factory, for pydantic keeps that; in `Annotated`, mypy would check
    nothing of it.
    """

    predicate: Callable[[V], Predicate]

    def __call__(self) -> None:
        """The default: no condition."""


def where(
    key: Callable[[Sandbox], K | None],
    test: Callable[[V], Callable[[K], bool]],
    *,
    description: str,
) -> V | None:
    """Declares an argument. Its value makes the test that the key of a sandbox must pass."""

    def predicate(value: V) -> Predicate:
        passes = test(value)
        return lambda sandbox: (found := key(sandbox)) is not None and passes(found)

    return Field(default_factory=Condition(predicate), description=description)


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


def at_least(bound: N) -> Callable[[float], bool]:
    """Passes the bound and what is above it."""
    return partial(operator.le, bound)


def at_most(bound: N) -> Callable[[float], bool]:
    """Passes the bound and what is below it."""
    return partial(operator.ge, bound)


def after(bound: str) -> Callable[[Instant], bool]:
    """Passes later times."""
    return partial(operator.lt, moment(bound))


def before(bound: str) -> Callable[[Instant], bool]:
    """Passes earlier times."""
    return partial(operator.gt, moment(bound))


def gpu_count(sandbox: Sandbox) -> int | None:
    """How many GPUs it has: a CPU-only machine has none, whatever the API counts."""
    return 0 if sandbox.gpuType == NO_GPU else sandbox.gpuCount


def gpu_memory(sandbox: Sandbox) -> int | None:
    """Memory of one of its GPUs in GB."""
    return sandbox.gpu.memoryGb if sandbox.gpu else None


def gpu_model(sandbox: Sandbox) -> str | None:
    """Model of its GPUs."""
    return sandbox.gpu.model if sandbox.gpu else None


class SandboxConditions(Arguments):
    """Conditions that the provider checks itself; a sandbox must meet all of them."""

    statuses: list[NotEmpty[Status]] | None = where(
        lambda s: s.status, one_of, description="Only sandboxes whose status is one of these."
    )
    names: list[NotEmpty[str]] | None = where(
        lambda s: s.name, one_of, description="Only sandboxes whose name is one of these."
    )
    nameRegex: Pattern | None = where(
        lambda s: s.name,
        compiled,
        description="Only sandboxes whose name contains a match of this regular expression. The "
        "syntax is that of Rust's `regex` crate: no look-around, no backreferences.",
    )
    regions: list[NotEmpty[str]] | None = where(
        lambda s: s.region, one_of, description="Only sandboxes in one of these regions."
    )
    gpuTypes: list[NotEmpty[GpuTypeName]] | None = where(
        lambda s: s.gpuType,
        one_of_in_any_case,
        description="Only sandboxes with one of these GPU types, such as `H100_80GB`. Compares "
        "whole values, ignoring case.",
    )
    gpuModels: list[NotEmpty[str]] | None = where(
        gpu_model,
        one_of_in_any_case,
        description="Only sandboxes with one of these GPU models (`gpu.model`), such as `H100` or "
        "`RTX4090`. Compares whole values, ignoring case.",
    )
    dockerImages: list[NotEmpty[str]] | None = where(
        lambda s: s.dockerImage,
        one_of,
        description="Only sandboxes that run one of these container images.",
    )
    imageRegex: Pattern | None = where(
        lambda s: s.dockerImage,
        compiled,
        description="Only sandboxes whose container image contains a match of this regular "
        "expression. The syntax is that of `nameRegex`.",
    )
    labelsAny: list[NotEmpty[str]] | None = where(
        lambda s: s.labels or [],
        overlapping,
        description="Only sandboxes with at least one of these labels.",
    )
    labelsNone: list[NotEmpty[str]] | None = where(
        lambda s: s.labels or [], disjoint, description="Only sandboxes with none of these labels."
    )
    errorTypes: list[NotEmpty[str]] | None = where(
        lambda s: s.errorType,
        one_of,
        description="Only sandboxes whose `errorType` is one of these.",
    )
    vm: bool | None = where(
        lambda s: s.vm,
        equal,
        description="Only virtual machines if `true`, only containers if `false`.",
    )
    minGpuCount: int | None = where(
        gpu_count, at_least, description="Minimum number of GPUs. A CPU-only sandbox has 0."
    )
    maxGpuCount: int | None = where(
        gpu_count, at_most, description="Maximum number of GPUs. A CPU-only sandbox has 0."
    )
    minGpuMemoryGb: float | None = where(
        gpu_memory, at_least, description="Minimum memory of one GPU in GB (`gpu.memoryGb`)."
    )
    maxGpuMemoryGb: float | None = where(
        gpu_memory, at_most, description="Maximum memory of one GPU in GB (`gpu.memoryGb`)."
    )
    minCpuCores: float | None = where(
        lambda s: s.cpuCores, at_least, description="Minimum number of CPU cores."
    )
    maxCpuCores: float | None = where(
        lambda s: s.cpuCores, at_most, description="Maximum number of CPU cores."
    )
    minMemoryGB: float | None = where(
        lambda s: s.memoryGB, at_least, description="Minimum main memory in GB."
    )
    maxMemoryGB: float | None = where(
        lambda s: s.memoryGB, at_most, description="Maximum main memory in GB."
    )
    minDiskSizeGB: float | None = where(
        lambda s: s.diskSizeGB, at_least, description="Minimum disk size in GB."
    )
    maxDiskSizeGB: float | None = where(
        lambda s: s.diskSizeGB, at_most, description="Maximum disk size in GB."
    )
    createdAfter: Moment | None = where(
        lambda s: instant(s.createdAt),
        after,
        description="Only sandboxes created after this RFC 3339 time.",
    )
    createdBefore: Moment | None = where(
        lambda s: instant(s.createdAt),
        before,
        description="Only sandboxes created before this RFC 3339 time.",
    )
    startedAfter: Moment | None = where(
        lambda s: instant(s.startedAt),
        after,
        description="Only sandboxes started after this RFC 3339 time.",
    )
    startedBefore: Moment | None = where(
        lambda s: instant(s.startedAt),
        before,
        description="Only sandboxes started before this RFC 3339 time.",
    )
    terminatedAfter: Moment | None = where(
        lambda s: instant(s.terminatedAt),
        after,
        description="Only sandboxes terminated after this RFC 3339 time.",
    )
    terminatedBefore: Moment | None = where(
        lambda s: instant(s.terminatedAt),
        before,
        description="Only sandboxes terminated before this RFC 3339 time.",
    )

    @classmethod
    def conflicts(cls, given: Mapping[str, JsonValue]) -> list[str]:
        """A minimum above its maximum would select nothing, without a word."""
        bounds = [
            (name, name.replace("min", "max", 1)) for name in cls.model_fields if name[:3] == "min"
        ]
        return [
            f"`{least}` must not be more than `{most}`"
            for least, most in bounds
            if isinstance(low := given.get(least), (int, float))
            and isinstance(high := given.get(most), (int, float))
            and low > high
        ]

    def doubts(self, quote: Callable[[str], str]) -> list[str]:
        """Values that are probably slips, since nothing is known to have them."""
        gpus = [decode_gpu(known.type, 1) for known in GPUS]
        models = {gpu.model for gpu in gpus if gpu and gpu.model}
        looked_for: tuple[
            tuple[str, list[str] | None, Collection[str], Callable[[str], str]], ...
        ] = (
            ("statuses", self.statuses, KNOWN_STATUSES, str),
            ("gpuTypes", self.gpuTypes, {gpu.type for gpu in GPUS}, str.casefold),
            ("gpuModels", self.gpuModels, models, str.casefold),
        )
        return [
            f'`{name}` has "{quote(value)}", which is none of the known values'
            f"{suggestion(value, sorted(known))}"
            for name, values, known, fold in looked_for
            for value in values or ()
            if fold(value) not in map(fold, known)
        ]

    def condition(self) -> Predicate:
        """Holds for a sandbox if every given condition does."""
        predicates = [
            field.default_factory.predicate(value)
            for name, field in SandboxConditions.model_fields.items()
            if (value := getattr(self, name)) is not None
            and isinstance(field.default_factory, Condition)
        ]
        return lambda sandbox: all(holds(sandbox) for holds in predicates)
