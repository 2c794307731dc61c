"""Computes the functions' results from the API's responses."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from re import sub
from typing import TYPE_CHECKING, Any

from benchmarks.twins.python.schema import SANDBOX

if TYPE_CHECKING:
    from collections.abc import Iterable

    from benchmarks.twins.python.api import JSON, Sandbox

GPUS = json.loads(Path(__file__).parent.with_name("go").joinpath("gpus.json").read_text())


def derived(sandbox: Sandbox) -> Sandbox:
    """Returns the sandbox with derived properties, and without secrets and nulls."""
    environment: Any = sandbox.get("environmentVars")
    labels: Any = sandbox["labels"]
    gpu = decode_gpu(sandbox["gpuType"], sandbox["gpuCount"])
    answer = {
        **sandbox,
        "labels": sorted(labels),
        "environmentVarNames": None if environment is None else sorted(environment),
        "gpu": gpu,
        "gpuDescription": describe(gpu),
        "network": network(sandbox),
        "expiresAt": expiry(sandbox),
    }
    return {name: value for name, value in answer.items() if value is not None and name in SANDBOX}


def decode_gpu(gpu_type: Any, count: Any) -> Sandbox | None:  # noqa: ANN401  # JSON
    """Returns the GPUs that a `gpuType` describes."""
    if not count or gpu_type == "CPU_NODE":
        return None
    model = GPUS.get(gpu_type, {})
    gpu = {
        "type": gpu_type,
        "vendor": "NVIDIA" if model else None,
        "model": gpu_type and sub("_[0-9]+GB$", "", gpu_type),
        "displayName": model.get("name"),
        "architecture": model.get("architecture"),
        "memoryGB": model.get("memoryGB"),
        "count": count,
        "totalMemoryGB": model.get("memoryGB") and model["memoryGB"] * count,
        "known": bool(model),
    }
    return {name: value for name, value in gpu.items() if value is not None}


def describe(gpu: Any) -> str:  # noqa: ANN401  # JSON
    """Returns the GPUs as text, such as `8 x H100 80GB`."""
    if gpu is None:
        return "none"
    memory = f" {gpu['memoryGB']}GB" if "memoryGB" in gpu else ""
    return f"{gpu['count']} x {gpu.get('model', 'unknown')}{memory}"


def network(sandbox: Sandbox) -> str | None:
    """Returns the network access. An empty allowlist blocks everything, a missing one nothing."""
    access, allowed = sandbox.get("networkAccess"), sandbox.get("networkAllowlist")
    denied = sandbox.get("networkDenylist")
    if allowed is not None:
        return "restricted" if allowed else "blocked"
    if access is False:
        return "blocked"
    if denied:
        return "restricted"
    return "open" if access or denied is not None else None


def expiry(sandbox: Any) -> str | None:  # noqa: ANN401  # JSON
    """Returns when a running sandbox with a time limit will end."""
    if sandbox["status"] != "RUNNING" or sandbox["timeoutMinutes"] < 1 or not sandbox["startedAt"]:
        return None
    started = datetime.fromisoformat(sandbox["startedAt"].replace("Z", "+00:00"))
    end = started + timedelta(minutes=sandbox["timeoutMinutes"])
    return end.isoformat().replace("+00:00", "Z")


def listing(found: list[Any], per_page: int) -> dict[str, JSON]:
    """Returns the result of listSandboxes: the sandboxes, totals and counts."""
    sandboxes: list[Any] = [derived(sandbox) for sandbox in found]
    gpus = [sandbox["gpu"] for sandbox in sandboxes if "gpu" in sandbox]
    return {
        "sandboxes": sandboxes,
        "ids": [sandbox["id"] for sandbox in sandboxes],
        "missingIds": [],
        "count": len(sandboxes),
        "regions": distinct(sandbox["region"] for sandbox in found),
        "gpuTypes": distinct(sandbox["gpuType"] for sandbox in found),
        "summary": {
            "gpuCount": sum(gpu["count"] for gpu in gpus),
            "gpuMemoryGB": sum(gpu.get("totalMemoryGB", 0) for gpu in gpus),
            "cpuCores": sum(sandbox["cpuCores"] for sandbox in found),
            "memoryGB": sum(sandbox["memoryGB"] for sandbox in found),
            "diskSizeGB": sum(sandbox["diskSizeGB"] for sandbox in found),
            "byStatus": dict(Counter(sandbox["status"] for sandbox in found)),
            "byRegion": dict(Counter(sandbox["region"] or "unknown" for sandbox in found)),
            "byGpuType": dict(Counter(sandbox["gpuType"] or "none" for sandbox in found)),
            "byGpuModel": dict(Counter(map(model_of, sandboxes))),
            "byUser": dict(Counter(sandbox["userId"] or "unknown" for sandbox in found)),
            "byTeam": dict(Counter(sandbox["teamId"] or "none" for sandbox in found)),
            "byLabel": dict(Counter(label for sandbox in found for label in sandbox["labels"])),
        },
        "skipped": 0,
        "total": len(sandboxes),
        "page": 1,
        "perPage": per_page,
        "hasNext": False,
    }


def model_of(sandbox: Any) -> str:  # noqa: ANN401  # JSON
    """Returns the GPU model that a sandbox counts as."""
    return str(sandbox["gpu"].get("model", "unknown")) if "gpu" in sandbox else "none"


def distinct(values: Iterable[str | None]) -> list[JSON]:
    """Returns the distinct values, sorted."""
    return sorted({value for value in values if value is not None})  # type: ignore[return-value]
