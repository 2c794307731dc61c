"""Reports sandboxes that run too long or belong to nobody.

They are judged as of now, or as of a time that is set, which repeats an earlier report:
`pulumi config set now 2026-01-05T15:00:00Z`.
"""

from datetime import datetime, timedelta, timezone

import pulumi
import pulumi_primeintellect as primeintellect

config = pulumi.Config()
fixed = config.get("now")
now = datetime.now(timezone.utc)
if fixed:
    now = datetime.fromisoformat(fixed.replace("Z", "+00:00"))
cutoff = now - timedelta(hours=config.require_int("maxHours"))
running = primeintellect.SandboxStatus.RUNNING

overdue = primeintellect.list_sandboxes(status=running, started_before=cutoff.isoformat())
unowned = primeintellect.list_sandboxes(status=running, labels_none=config.require_object("owners"))

pulumi.export("overdue", overdue.ids)
pulumi.export("unowned", unowned.ids)
