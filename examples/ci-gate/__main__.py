"""Fails the preview when too few GPU sandboxes run in a region."""

import pulumi
import pulumi_primeintellect as primeintellect

config = pulumi.Config()
model, region = config.require("gpuModel"), config.require("region")
minimum = config.require_int("minimum")

running = primeintellect.list_sandboxes(
    status=primeintellect.SandboxStatus.RUNNING,
    gpu_models=[model],
    regions=[region],
)
if running.count < minimum:
    raise pulumi.RunError(
        f"{running.count} {model} sandboxes run in {region}, but {minimum} are needed"
    )
pulumi.export("ids", running.ids)
