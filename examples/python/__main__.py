"""Looks up the newest sandbox with a GPU model and lists the running ones with a label."""

import pulumi
import pulumi_primeintellect as primeintellect

config = pulumi.Config()
one = primeintellect.get_sandbox(
    status=primeintellect.SandboxStatus.RUNNING,
    gpu_models=[config.require("gpuModel")],
    most_recent=True,
)
running = primeintellect.list_sandboxes_output(
    status=primeintellect.SandboxStatus.RUNNING,
    labels=[config.require("label")],
)

pulumi.export("id", one.id)
pulumi.export("region", one.region)
pulumi.export("gpu", one.gpu_description)
pulumi.export("runningIds", running.ids)
pulumi.export("regions", running.regions)
pulumi.export("gpuModels", running.summary.by_gpu_model)
pulumi.export("gpuCount", running.summary.gpu_count)
