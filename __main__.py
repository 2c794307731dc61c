"""Starts the plugin out of a checkout, as Pulumi's Python host does for `PulumiPlugin.yaml`.

Without this file the host runs `python -m pulumi.run.plugin`. That imports the whole SDK first, and
looks for modules in the user's project before its own.
"""

import _signal  # type: ignore[import-not-found]  # built in; `signal` would be looked for in PYTHONPATH
import os
import sys

_signal.signal(_signal.SIGINT, _signal.SIG_DFL)  # no traceback, until `run` handles signals

# The host has installed a copy of the checkout in `venv`, which does not follow later changes.
sources = f"{os.path.dirname(os.path.abspath(__file__))}/provider"  # noqa: PTH100, PTH120  # faster
if os.path.isdir(sources):  # noqa: PTH112  # faster; an archive has none
    sys.path.insert(0, sources)

from pulumi_resource_primeintellect.__main__ import main  # noqa: E402  # from there

main()
