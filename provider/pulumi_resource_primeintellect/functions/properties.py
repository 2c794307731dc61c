"""Reads properties of sandboxes in a form that conditions and sorting can compare.

Each is None if the sandbox lacks the property.
"""

from __future__ import annotations

from pulumi_resource_primeintellect.api.field_types import SandboxStatus, known_status
from pulumi_resource_primeintellect.api.gpus import Gpu, canonical_gpu_type, is_no_gpu
from pulumi_resource_primeintellect.api.sandboxes import Sandbox
from pulumi_resource_primeintellect.api.timestamps import Instant, instant
from pulumi_resource_primeintellect.errors import UnreadableFieldError

NO_TIME = "it is not an RFC 3339 time"
TOO_LATE = "it puts the end of the sandbox after the year 9999"

MAX_MATCHED_CHARACTERS = 1000
"""Characters of the longest text that is matched. The costliest match takes 0.3 s."""


def status(sandbox: Sandbox) -> str | None:
    """Returns the status, a known one in upper case."""
    return None if sandbox.status is None else known_status(sandbox.status)


def gpu_count(sandbox: Sandbox) -> int | None:
    """Returns the number of GPUs: 0 for a CPU-only sandbox, whatever the API counts."""
    if sandbox.readable.gpuCount == 0:
        return 0
    return 0 if is_no_gpu(sandbox.gpuType) else sandbox.gpuCount


def gpu_memory(sandbox: Sandbox) -> float | None:
    """Returns the memory of one GPU in GB."""
    gpu = _gpu(sandbox)
    return gpu.memoryGB if gpu else None


def gpu_model(sandbox: Sandbox) -> str | None:
    """Returns the GPU model."""
    gpu = _gpu(sandbox)
    return gpu.model if gpu else None


def _gpu(sandbox: Sandbox) -> Gpu | None:
    """Returns the GPUs. Without any, their number does not matter, even if it cannot be read."""
    return None if is_no_gpu(sandbox.gpuType) else sandbox.gpu


def gpu_type(sandbox: Sandbox) -> str | None:
    """Returns the GPU type, the same for all names of a card."""
    return None if sandbox.gpuType is None else canonical_gpu_type(sandbox.gpuType)


def created(sandbox: Sandbox) -> Instant | None:
    """Returns when the sandbox was created."""
    return _when(sandbox.createdAt, "createdAt")


def updated(sandbox: Sandbox) -> Instant | None:
    """Returns when the sandbox was last changed."""
    return _when(sandbox.updatedAt, "updatedAt")


def started(sandbox: Sandbox) -> Instant | None:
    """Returns when the sandbox started to run."""
    return _when(sandbox.startedAt or None, "startedAt")


def terminated(sandbox: Sandbox) -> Instant | None:
    """Returns when the sandbox ended."""
    return _when(sandbox.terminatedAt or None, "terminatedAt")


def expires(sandbox: Sandbox) -> Instant | None:
    """Returns when a running sandbox will reach its time limit."""
    if status(sandbox) != SandboxStatus.RUNNING:
        return None
    if "timeoutMinutes" in sandbox.flaws and not sandbox.startedAt:
        return None
    if (sandbox.timeoutMinutes or 0) < 1:
        return None
    begun, end = started(sandbox), instant(sandbox.expiresAt)
    if begun is not None and end is None:
        raise UnreadableFieldError("timeoutMinutes", TOO_LATE)
    return end


def _when(text: str | None, field: str) -> Instant | None:
    found = instant(text)
    if text is not None and found is None:
        raise UnreadableFieldError(field, NO_TIME)
    return found


def matchable_name(sandbox: Sandbox) -> str | None:
    """Returns the name, which must be short enough for a pattern."""
    return _matchable(sandbox.name, "name")


def matchable_image(sandbox: Sandbox) -> str | None:
    """Returns the container image, which must be short enough for a pattern."""
    return _matchable(sandbox.dockerImage, "dockerImage")


def _matchable(text: str | None, field: str) -> str | None:
    if text and len(text) > MAX_MATCHED_CHARACTERS:
        raise UnreadableFieldError(
            field,
            f"it has {len(text):,} characters, and patterns are matched against "
            f"{MAX_MATCHED_CHARACTERS:,} at most",
        )
    return text
