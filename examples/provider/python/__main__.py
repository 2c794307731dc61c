"""Exports what the provider knows of this machine."""

import pulumi
import pulumi_machine as machine

this = machine.get_machine()
pulumi.export("hostname", this.hostname)
pulumi.export("cpus", this.cpus)
