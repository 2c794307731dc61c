"""Fails the preview when a running sandbox breaks a rule, and names each that does."""

from collections.abc import Iterator

import pulumi
import pulumi_primeintellect as primeintellect
from pulumi_primeintellect.outputs import Sandbox

config = pulumi.Config()
owners: list[str] = config.require_object("owners")
models: list[str] = config.require_object("gpuModels")
regions: list[str] = config.require_object("regions")


def violations(one: Sandbox) -> Iterator[str]:
    """What one sandbox breaks; each rule is an `if`."""
    if not {*owners} & {*(one.labels or ())}:
        yield f"has no owner's label (one of: {', '.join(owners)})"
    if one.timeout_minutes < 1:
        yield "has no time limit"
    if one.gpu and one.gpu.model not in models:
        yield f"has the GPU {one.gpu.model} (allowed: {', '.join(models)})"
    if one.region and one.region not in regions:
        yield f"runs in {one.region} (allowed: {', '.join(regions)})"


running = primeintellect.list_sandboxes(status=primeintellect.SandboxStatus.RUNNING)
broken = [f"{one.id} ({one.name}) {what}" for one in running.sandboxes for what in violations(one)]
if broken:
    raise pulumi.RunError("\n".join([f"{len(broken)} violations:", *broken]))
pulumi.export("checked", running.ids)
