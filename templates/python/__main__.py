"""Lists the active Prime Intellect sandboxes and adds up their GPUs."""

import pulumi
import pulumi_primeintellect as primeintellect

active = primeintellect.list_sandboxes_output(is_active=True)

pulumi.export("ids", active.ids)
pulumi.export("regions", active.regions)
pulumi.export("gpuCount", active.summary.gpu_count)
