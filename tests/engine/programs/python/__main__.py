"""An argument from a resource's output, and a lookup that waits for a resource."""

import pulumi
import pulumi_primeintellect as primeintellect

chosen = pulumi.Stash("chosen", input="sbx-000001")
one = primeintellect.get_sandbox_output(sandbox_id=chosen.output)
first = primeintellect.list_sandboxes_output(
    limit=1, opts=pulumi.InvokeOutputOptions(depends_on=[chosen])
)

pulumi.export("region", one.region)
pulumi.export("firstIds", first.ids)
