"""Looks up one sandbox and lists the running ones with a label."""

import pulumi
import pulumi_primeintellect as primeintellect

config = pulumi.Config()
one = primeintellect.get_sandbox(sandbox_id=config.require("sandboxId"))
running = primeintellect.list_sandboxes_output(
    status=primeintellect.SandboxStatus.RUNNING,
    labels=[config.require("label")],
)

pulumi.export("id", one.id)
pulumi.export("region", one.region)
pulumi.export("gpu", f"{one.gpu_count} x {one.gpu_type}")
pulumi.export("runningIds", running.ids)
pulumi.export("regions", running.regions)
pulumi.export("gpuTypes", running.gpu_types)
pulumi.export("gpuCount", running.summary.gpu_count)
