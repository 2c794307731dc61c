"""Keeps to the sandbox that was chosen first, and looks up what is beside it."""

import pulumi
import pulumi_primeintellect as primeintellect

chosen = pulumi.Stash("chosen", input=pulumi.Config().require("sandboxId"))
one = primeintellect.get_sandbox_output(sandbox_id=chosen.output)
beside = primeintellect.list_sandboxes_output(
    status=primeintellect.SandboxStatus.RUNNING,
    regions=one.region.apply(lambda region: [region or "unknown"]),
    opts=pulumi.InvokeOutputOptions(depends_on=[chosen]),
)

pulumi.export("id", one.id)
pulumi.export("region", one.region)
pulumi.export("beside", beside.ids)
