"""Picks the region with the fewest sandboxes that hold a machine."""

import pulumi
import pulumi_primeintellect as primeintellect

regions: list[str] = pulumi.Config().require_object("regions")
by_region = primeintellect.list_sandboxes(
    is_active=True,
    exclude_statuses=[
        primeintellect.SandboxStatus.ERROR,
        primeintellect.SandboxStatus.TIMEOUT,
    ],
    regions=regions,
    include_sandboxes=False,
).summary.by_region
load = {
    region: sum(count for name, count in by_region.items() if name.lower() == region.lower())
    for region in regions
}

pulumi.export("load", load)
pulumi.export("region", min(load, key=lambda region: load[region]))
