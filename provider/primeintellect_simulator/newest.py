"""Turns sandboxes into the newest shape, as the official client 0.5.1 reads it."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from primeintellect_simulator.schema import JSON, Sandbox

_NEWER_FIELDS = (
    "networkAllowlist",
    "networkDenylist",
    "idleTimeoutMinutes",
    "terminationReason",
    "pendingImageBuildId",
    "secrets",
)
_REMOVED_FIELDS = ("networkAccess", "kubernetesJobId", "registryCredentialsId")


def to_newest_shape(sandbox: Sandbox) -> Sandbox:
    """Turns a documented sandbox into the newest shape.

    `startCommand` becomes an object. Two network lists replace `networkAccess`: an empty
    allowlist blocks everything, no list blocks nothing. `kubernetesJobId` and
    `registryCredentialsId` are removed. A sandbox without a GPU has an empty `gpuType`. Newer
    fields that the sandbox does not have yet are null.
    """
    newest: Sandbox = {**dict.fromkeys(_NEWER_FIELDS), **sandbox}
    for name in _REMOVED_FIELDS:
        newest.pop(name, None)
    if sandbox.get("networkAccess") is False:
        newest["networkAllowlist"] = []
    newest["startCommand"] = _start_command(sandbox.get("startCommand"))
    newest["gpuType"] = _gpu_type(sandbox.get("gpuType"))
    return newest


def to_newest_sample(sandbox: Sandbox, number: int) -> Sandbox:
    """Turns a sandbox of the sample into the newest shape, with values for the newer fields."""
    newest = to_newest_shape(sandbox)
    if newest["networkAllowlist"] is None:
        newest |= _NETWORK_LISTS[number % len(_NETWORK_LISTS)]
    newest["idleTimeoutMinutes"] = (None, 30, 120)[number % 3]
    if number % 4 == 1:
        newest["secrets"] = {"DATABASE_PASSWORD": f"not-a-real-password-{number:06d}"}
    if newest["status"] == "PENDING":
        newest["pendingImageBuildId"] = f"build-{number:06d}"
    if newest["status"] == "TERMINATED":
        ended_by_timeout = number % 2 == 0
        newest["status"] = "TIMEOUT" if ended_by_timeout else "TERMINATED"
        newest["terminationReason"] = "TIMEOUT" if ended_by_timeout else "USER_REQUEST"
    return newest


_NETWORK_LISTS: tuple[Sandbox, ...] = (
    {"networkAllowlist": ["pypi.org", "*.example.com"]},
    {},
    {"networkDenylist": ["10.0.0.0/8", "metadata.example.com"]},
    {"networkDenylist": []},
)


def _start_command(command: JSON) -> JSON:
    """Splits a command as a shell does, or leaves that to a shell. Without words, returns None."""
    if not isinstance(command, str):
        return command
    try:
        words = shlex.split(command)
    except ValueError:
        words = ["sh", "-c", command]
    return {"executable": words[0], "args": [*words[1:]]} if words else None


def _gpu_type(gpu_type: JSON) -> JSON:
    if gpu_type is None:
        return ""
    return "RTX_PRO_6000" if gpu_type == "RTX_PRO_6000B_96GB" else gpu_type
