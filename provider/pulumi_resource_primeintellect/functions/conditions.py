"""The conditions that the API lacks. Each is an argument that carries its own predicate.

A condition does not hold for a sandbox that lacks the property in question.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial
from typing import Any

from pulumi_python_provider import Arguments
from pulumi_python_provider.messages import Quote, suggestion
from pydantic import JsonValue

from pulumi_resource_primeintellect.api.field_types import DOCUMENTED_STATUSES, KNOWN_STATUSES
from pulumi_resource_primeintellect.api.gpus import (
    KNOWN_GPU_MODELS,
    KNOWN_GPU_TYPES,
    canonical_gpu_model,
    canonical_gpu_type,
)
from pulumi_resource_primeintellect.api.requests import SandboxQuery
from pulumi_resource_primeintellect.functions import properties
from pulumi_resource_primeintellect.functions.exclusions import STATUS_ARGUMENTS, exclusions
from pulumi_resource_primeintellect.functions.filters import FilterArguments
from pulumi_resource_primeintellect.functions.patterns import compiled
from pulumi_resource_primeintellect.functions.predicates import (
    Condition,
    Interval,
    Period,
    Predicate,
    Range,
    disjoint,
    none_of,
    one_of,
    one_of_in_any_case,
    overlapping,
    where,
)
from pulumi_resource_primeintellect.functions.properties import MAX_MATCHED_CHARACTERS
from pulumi_resource_primeintellect.functions.texts import (
    ExactText,
    GpuTypeWord,
    Id,
    Pattern,
    StatusName,
    Timestamp,
    VisibleText,
    Word,
)

MAX_WARNINGS = 100
"""Unknown values of an argument that get a separate warning. Finding similar ones takes time."""

GPU_COUNT = Range[int](properties.gpu_count, "number of GPUs. A CPU-only sandbox has 0.")
GPU_MEMORY = Range[float](properties.gpu_memory, "memory of one GPU in GB (`gpu.memoryGB`).")
CPU_CORES = Range[float](lambda s: s.cpuCores, "number of CPU cores.")
MEMORY = Range[float](lambda s: s.memoryGB, "main memory in GB.")
DISK_SIZE = Range[float](lambda s: s.diskSizeGB, "disk size in GB.")
CREATED = Period(properties.created, "created")
STARTED = Period(properties.started, "started")
UPDATED = Period(properties.updated, "last changed")
EXPIRES = Period(properties.expires, "that expire")
TERMINATED = Period(properties.terminated, "terminated")

KNOWN_BY_ARGUMENT: dict[str, tuple[Collection[str], Callable[[str], str]]] = {
    **dict.fromkeys((*STATUS_ARGUMENTS, "waitForStatuses"), (KNOWN_STATUSES, str)),
    "gpuTypes": (KNOWN_GPU_TYPES, canonical_gpu_type),
    "gpuModels": (KNOWN_GPU_MODELS, canonical_gpu_model),
}
"""The known values of an argument that accepts others as well, and the form to compare them in."""


def one_gpu_type_of(values: list[str]) -> Callable[[str], bool]:
    """Returns a test that accepts these types, under any of the names of a card."""
    return frozenset(map(canonical_gpu_type, values)).__contains__


def one_gpu_model_of(values: list[str]) -> Callable[[str], bool]:
    """Returns a test that accepts these models in any case, under any of the names of a card."""
    return one_of_in_any_case([*values, *map(canonical_gpu_model, values)])


class SandboxConditions(FilterArguments):
    """Conditions that the provider checks itself, beside those of the API; all must be met."""

    statuses: list[StatusName] | None = where(
        properties.status, one_of, description="Only sandboxes whose status is one of these."
    )
    excludeStatuses: list[StatusName] | None = where(
        properties.status, none_of, description="Only sandboxes whose status is none of these."
    )
    names: list[VisibleText] | None = where(
        lambda s: s.name, one_of, description="Only sandboxes whose name is one of these."
    )
    nameRegex: Pattern | None = where(
        properties.matchable_name,
        compiled,
        description="Only sandboxes whose name contains a match of this regular expression. The "
        "syntax is that of Rust's `regex` crate: no look-around, no backreferences. Fails if any "
        f"name has more than {MAX_MATCHED_CHARACTERS:,} characters.",
    )
    regions: list[Word] | None = where(
        lambda s: s.region,
        one_of_in_any_case,
        description="Only sandboxes in one of these regions, ignoring case.",
    )
    gpuTypes: list[GpuTypeWord] | None = where(
        properties.gpu_type,
        one_gpu_type_of,
        description="Only sandboxes with one of these GPU types, such as `H100_80GB`. Compares "
        "whole values, ignoring case.",
    )
    gpuModels: list[Word] | None = where(
        properties.gpu_model,
        one_gpu_model_of,
        description="Only sandboxes with one of these GPU models (`gpu.model`), such as `H100` or "
        "`RTX4090`. Compares whole values, ignoring case.",
    )
    dockerImages: list[ExactText] | None = where(
        lambda s: s.dockerImage,
        one_of,
        description="Only sandboxes that run one of these container images.",
    )
    imageRegex: Pattern | None = where(
        properties.matchable_image,
        compiled,
        description="Only sandboxes whose container image contains a match of this regular "
        "expression. Syntax and limits are those of `nameRegex`.",
    )
    labelsAny: list[VisibleText] | None = where(
        lambda s: s.labels or [],
        overlapping,
        description="Only sandboxes with at least one of these labels.",
    )
    labelsNone: list[VisibleText] | None = where(
        lambda s: s.labels or [], disjoint, description="Only sandboxes with none of these labels."
    )
    errorTypes: list[ExactText] | None = where(
        lambda s: s.errorType,
        one_of,
        description="Only sandboxes whose `errorType` is one of these.",
    )
    terminationReasons: list[ExactText] | None = where(
        lambda s: s.terminationReason,
        one_of,
        description="Only sandboxes whose `terminationReason` is one of these.",
    )
    exitCodes: list[int] | None = where(
        lambda s: s.exitCode, one_of, description="Only sandboxes whose `exitCode` is one of these."
    )
    teamIds: list[Id] | None = where(
        lambda s: s.teamId,
        one_of,
        description="Only sandboxes owned by one of these teams. Each team is listed separately, "
        "unless `teamId` names one.",
    )
    userIds: list[Id] | None = where(
        lambda s: s.userId,
        one_of,
        description="Only sandboxes of one of these users, among those that the API "
        "lists for this key. For another user's, see `userId`.",
    )
    vm: bool | None = where(
        lambda s: s.vm,
        lambda wanted: partial(operator.eq, wanted),
        description="Only virtual machines if `true`, only containers if `false`. If the API "
        "does not say which, the sandbox meets neither.",
    )
    minGpuCount: int | None = GPU_COUNT.minimum()
    maxGpuCount: int | None = GPU_COUNT.maximum()
    minGpuMemoryGB: float | None = GPU_MEMORY.minimum()
    maxGpuMemoryGB: float | None = GPU_MEMORY.maximum()
    minCpuCores: float | None = CPU_CORES.minimum()
    maxCpuCores: float | None = CPU_CORES.maximum()
    minMemoryGB: float | None = MEMORY.minimum()
    maxMemoryGB: float | None = MEMORY.maximum()
    minDiskSizeGB: float | None = DISK_SIZE.minimum()
    maxDiskSizeGB: float | None = DISK_SIZE.maximum()
    createdAfter: Timestamp | None = CREATED.after()
    createdBefore: Timestamp | None = CREATED.before()
    startedAfter: Timestamp | None = STARTED.after()
    startedBefore: Timestamp | None = STARTED.before()
    updatedAfter: Timestamp | None = UPDATED.after()
    updatedBefore: Timestamp | None = UPDATED.before()
    expiresAfter: Timestamp | None = EXPIRES.after()
    expiresBefore: Timestamp | None = EXPIRES.before()
    terminatedAfter: Timestamp | None = TERMINATED.after()
    terminatedBefore: Timestamp | None = TERMINATED.before()

    @classmethod
    def conflicts(cls, given: Mapping[str, JsonValue]) -> Iterator[str]:
        """Rejects conditions that exclude each other: they would silently select nothing."""
        yield from super().conflicts(given)
        yield from exclusions(given)
        bounds: dict[Interval[Any], list[str]] = {}
        for name, condition in conditions_of(cls):
            if condition.interval is not None:
                bounds.setdefault(condition.interval, []).append(name)
        problems = [interval.problem(low, high, given) for interval, (low, high) in bounds.items()]
        yield from (problem for problem in problems if problem is not None)

    def query(self, team_id: str | None) -> SandboxQuery:
        """Returns the API's filters, with the status if `statuses` has only one."""
        query, only = super().query(team_id), {*(self.statuses or ())}
        if query.status is None and len(only) == 1 and only <= DOCUMENTED_STATUSES:
            return query._replace(status=only.pop())
        return query

    def queries(self, team_id: str | None) -> list[SandboxQuery]:
        """Returns one query for each team."""
        query = self.query(team_id)
        if self.teamIds is None or self.teamId is not None:
            return [query]
        return [query._replace(team_id=team) for team in sorted({*self.teamIds})]

    def predicates(self) -> dict[str, Predicate]:
        """Returns the predicate of each given condition, by argument name."""
        values = ((name, c, getattr(self, name)) for name, c in conditions_of(type(self)))
        given = {name: c.predicate(value) for name, c, value in values if value is not None}
        return {**super().predicates(), **given}

    def value_warnings(self, quote: Quote) -> Iterator[str]:
        """Yields a warning for each unknown value, which is probably a mistake."""
        for name, (known, fold) in KNOWN_BY_ARGUMENT.items():
            given: list[str] | str | None = getattr(self, name, None)
            if not given:
                continue
            values = [given] if isinstance(given, str) else given
            folded = frozenset(map(fold, known))
            unknown = [value for value in values if fold(value) not in folded]
            for value in unknown[:MAX_WARNINGS]:
                hint = suggestion(value, sorted(known))
                yield f'`{name}` has "{quote(value)}", which is not a known value{hint}'
            if len(unknown) > MAX_WARNINGS:
                yield f"`{name}` has {len(unknown) - MAX_WARNINGS:,} more values that are not known"


def conditions_of(model: type[Arguments]) -> list[tuple[str, Condition[Any]]]:
    """Returns the arguments of the model that are conditions, with their names."""
    fields = ((name, field.default_factory) for name, field in model.model_fields.items())
    return [(name, factory) for name, factory in fields if isinstance(factory, Condition)]
