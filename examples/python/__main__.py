"""Looks up one sandbox and lists the running ones with a label."""

import pulumi
import pulumi_primeintellect as primeintellect

config = pulumi.Config()
one = primeintellect.get_sandbox(sandbox_id=config.require("sandboxId"))
running = primeintellect.list_sandboxes_output(
    status=primeintellect.SandboxStatus.RUNNING,
    labels=[config.get("label") or "demo"],
)

pulumi.export("id", one.id)
pulumi.export("region", one.region)
pulumi.export("gpu", f"{one.gpu_count} x {one.gpu_type}")
pulumi.export("runningIds", running.ids)
