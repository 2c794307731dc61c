"""The Pulumi schema, written by hand."""

from __future__ import annotations

from typing import Any

TEXT = {"type": "string"}
NUMBER = {"type": "number"}
WHOLE = {"type": "integer"}
FLAG = {"type": "boolean"}
TEXTS = {"type": "array", "items": TEXT}
COUNTS = {"type": "object", "additionalProperties": WHOLE}

SANDBOX: dict[str, Any] = {
    **dict.fromkeys(("id", "name", "dockerImage", "startCommand", "diskMountPath"), TEXT),
    **dict.fromkeys(("cpuCores", "memoryGB", "diskSizeGB"), NUMBER),
    **dict.fromkeys(("gpuCount", "timeoutMinutes", "idleTimeoutMinutes", "exitCode"), WHOLE),
    **dict.fromkeys(("vm", "networkAccess"), FLAG),
    **dict.fromkeys(("labels", "networkAllowlist", "networkDenylist"), TEXTS),
    **dict.fromkeys(("gpuType", "status", "region", "userId", "teamId", "kubernetesJobId"), TEXT),
    **dict.fromkeys(("createdAt", "updatedAt", "startedAt", "terminatedAt", "expiresAt"), TEXT),
    **dict.fromkeys(("gpuDescription", "network"), TEXT),
    **dict.fromkeys(("terminationReason", "errorType", "errorMessage"), TEXT),
    **dict.fromkeys(("pendingImageBuildId", "registryCredentialsId"), TEXT),
    "advancedConfigs": {"type": "object", "additionalProperties": {"$ref": "pulumi.json#/Any"}},
    "environmentVarNames": TEXTS,
    "gpu": {"$ref": "#/types/primeintellect:index:Gpu"},
}
GPU: dict[str, Any] = {
    **dict.fromkeys(("type", "vendor", "model", "displayName", "architecture"), TEXT),
    **dict.fromkeys(("memoryGB", "count", "totalMemoryGB"), WHOLE),
    "known": FLAG,
}
SUMMARY: dict[str, Any] = {
    **dict.fromkeys(("gpuCount", "gpuMemoryGB"), WHOLE),
    **dict.fromkeys(("cpuCores", "memoryGB", "diskSizeGB"), NUMBER),
    **dict.fromkeys(
        ("byStatus", "byRegion", "byGpuType", "byGpuModel", "byUser", "byTeam", "byLabel"), COUNTS
    ),
}
LISTING: dict[str, Any] = {
    "sandboxes": {"type": "array", "items": {"$ref": "#/types/primeintellect:index:Sandbox"}},
    **dict.fromkeys(("ids", "missingIds", "regions", "gpuTypes"), TEXTS),
    **dict.fromkeys(("count", "skipped", "total", "page", "perPage"), WHOLE),
    "hasNext": FLAG,
    "summary": {"$ref": "#/types/primeintellect:index:SandboxSummary"},
}


def struct(properties: dict[str, Any], required: tuple[str, ...] = ()) -> dict[str, Any]:
    """Returns the schema of an object with these properties."""
    return {"type": "object", "properties": properties, "required": required}


SCHEMA = {
    "name": "primeintellect",
    "version": "0.1.0",
    "provider": struct({}),
    "config": {"variables": {"apiKey": {**TEXT, "secret": True}, "baseUrl": TEXT}},
    "types": {
        "primeintellect:index:Sandbox": struct(SANDBOX, ("id",)),
        "primeintellect:index:Gpu": struct(GPU),
        "primeintellect:index:SandboxSummary": struct(SUMMARY),
    },
    "functions": {
        "primeintellect:index:getSandbox": {
            "inputs": struct({"sandboxId": TEXT}, ("sandboxId",)),
            "outputs": struct(SANDBOX, ("id",)),
        },
        "primeintellect:index:listSandboxes": {
            "inputs": struct(
                {
                    **dict.fromkeys(("teamId", "userId", "status"), TEXT),
                    "isActive": FLAG,
                    "labels": TEXTS,
                }
            ),
            "outputs": struct(LISTING, tuple(LISTING)),
        },
    },
}
