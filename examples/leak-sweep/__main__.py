"""Reports sandboxes that run too long or belong to nobody.

The time is part of the configuration, so that the same configuration gives the same report:
`pulumi preview --config "now=$(date -u +%FT%T+00:00)"`.
"""

from datetime import datetime, timedelta

import pulumi
import pulumi_primeintellect as primeintellect

config = pulumi.Config()
now = datetime.fromisoformat(config.require("now"))
cutoff = now - timedelta(hours=config.require_int("maxHours"))
running = primeintellect.SandboxStatus.RUNNING

overdue = primeintellect.list_sandboxes(status=running, started_before=cutoff.isoformat())
unowned = primeintellect.list_sandboxes(status=running, labels_none=config.require_object("owners"))

pulumi.export("overdue", overdue.ids)
pulumi.export("unowned", unowned.ids)
