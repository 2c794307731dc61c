"""Lists the Prime Intellect sandboxes that hold a machine, and adds up their GPUs."""

import pulumi
import pulumi_primeintellect as primeintellect

held = primeintellect.list_sandboxes_output(
    is_active=True,
    exclude_statuses=[
        primeintellect.SandboxStatus.ERROR,
        primeintellect.SandboxStatus.TIMEOUT,
    ],
)

pulumi.export("ids", held.ids)
pulumi.export("regions", held.regions)
pulumi.export("gpuCount", held.summary.gpu_count)
