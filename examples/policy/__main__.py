"""Fails the preview when a running sandbox breaks a rule, and names each that does.

With `violationsFile` it also writes them to a file, which `primeintellect-sandboxes` takes for its
report.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import pulumi
import pulumi_primeintellect as primeintellect
from pulumi_primeintellect.outputs import Sandbox

config = pulumi.Config()
owners: list[str] = config.require_object("owners")
models: list[str] = config.require_object("gpuModels")
regions: list[str] = config.require_object("regions")
file = config.get("violationsFile")


def violations(one: Sandbox) -> Iterator[str]:
    """Yields a message for each rule that a sandbox breaks. Each rule is an `if`.

    The API may leave out any value. What is not known breaks a rule.
    """
    if not {*owners} & {*(one.labels or ())}:
        yield f"has no owner's label (one of: {', '.join(owners)})"
    if (one.timeout_minutes or 0) < 1:
        yield "has no time limit"
    gpu = (one.gpu.model if one.gpu else one.gpu_description) or "unknown"
    if gpu not in [*models, "none"]:
        yield f"has the GPU {gpu} (allowed: {', '.join(models)})"
    if one.region not in regions:
        yield f"runs in {one.region or 'an unknown region'} (allowed: {', '.join(regions)})"


running = primeintellect.list_sandboxes(status=primeintellect.SandboxStatus.RUNNING)
broken = [
    {"id": one.id, "name": one.name, "message": message}
    for one in running.sandboxes
    for message in violations(one)
]
if file:
    Path(file).write_text(json.dumps(broken, indent=2), encoding="utf-8")
if broken:
    lines = (f"{one['id']} ({one['name']}) {one['message']}" for one in broken)
    raise pulumi.RunError("\n".join([f"{len(broken)} violations:", *lines]))
pulumi.export("checked", running.ids)
