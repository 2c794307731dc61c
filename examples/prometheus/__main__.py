"""Writes the running sandboxes as targets for Prometheus, in the format of `file_sd_configs`."""

import json
from pathlib import Path

import pulumi
import pulumi_primeintellect as primeintellect

config = pulumi.Config()
address = config.require("address")
file = Path(config.require("file"))

running = primeintellect.list_sandboxes(status=primeintellect.SandboxStatus.RUNNING)
groups = [
    {
        "targets": [address.replace("ID", one.id)],
        "labels": {
            "sandbox": one.name or one.id,
            "region": one.region or "unknown",
            "gpus": one.gpu_description,
        },
    }
    for one in running.sandboxes
]

if not pulumi.runtime.is_dry_run():
    # Prometheus may read the file at any time, so it is replaced as a whole.
    unfinished = file.with_suffix(".unfinished")
    unfinished.write_text(json.dumps(groups, indent=2), encoding="utf-8")
    unfinished.replace(file)
pulumi.export("targets", [target for group in groups for target in group["targets"]])
