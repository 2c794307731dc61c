"""Fails the preview when sandboxes hold more GPUs or GPU memory than agreed."""

import pulumi
import pulumi_primeintellect as primeintellect

config = pulumi.Config()
held = primeintellect.list_sandboxes(
    is_active=True,
    exclude_statuses=[
        primeintellect.SandboxStatus.ERROR,
        primeintellect.SandboxStatus.TIMEOUT,
    ],
    include_sandboxes=False,
).summary

for what, amount, limit in (
    ("GPUs", held.gpu_count, config.require_int("maxGpus")),
    ("GB of GPU memory", held.gpu_memory_gb, config.require_int("maxGpuMemoryGB")),
):
    if amount > limit:
        raise pulumi.RunError(f"sandboxes hold {amount:.0f} {what}, but {limit} are agreed")

pulumi.export("gpus", held.gpu_count)
pulumi.export("gpuMemoryGB", held.gpu_memory_gb)
