"""Starts the plugin out of a checkout, as Pulumi's Python host does for `PulumiPlugin.yaml`.

Without this file the host runs `python -m pulumi.run.plugin`. That imports the whole SDK first, and
looks for modules in the user's project before its own.
"""

from pulumi_resource_primeintellect.__main__ import main

main()
