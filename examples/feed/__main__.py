"""Publishes which sandboxes run where, for other stacks to read."""

import pulumi
import pulumi_primeintellect as primeintellect

running = primeintellect.list_sandboxes(
    status=primeintellect.SandboxStatus.RUNNING,
    labels=[pulumi.Config().require("label")],
)

pulumi.export("ids", running.ids)
pulumi.export("regions", {one.id: one.region or "unknown" for one in running.sandboxes})
