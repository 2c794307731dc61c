"""Uses the SDK as its types allow; what they refuse is marked, and must be refused."""

from collections.abc import Sequence

import pulumi
import pulumi_primeintellect as primeintellect
from pulumi_primeintellect import outputs

one: primeintellect.GetSandboxResult = primeintellect.get_sandbox(sandbox_id="sbx-000001")
gpu_count: int = one.gpu_count
gpu: outputs.Gpu | None = one.gpu

listed: pulumi.Output[primeintellect.ListSandboxesResult] = primeintellect.list_sandboxes_output(
    status=primeintellect.SandboxStatus.RUNNING,
    labels=pulumi.Output.from_input(["demo"]),
    opts=pulumi.InvokeOutputOptions(depends_on=[]),
)
ids: pulumi.Output[Sequence[str]] = listed.ids

primeintellect.get_sandbox(sandbox_id=1)  # type: ignore[arg-type]
primeintellect.get_sandbox(sandboxId="sbx-000001")  # type: ignore[call-arg]
primeintellect.list_sandboxes(limit="1")  # type: ignore[arg-type]
