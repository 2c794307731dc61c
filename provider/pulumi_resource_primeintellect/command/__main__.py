"""Runs the command: `python -m pulumi_resource_primeintellect.command`, or the script."""

from __future__ import annotations

import os
import signal
import sys
from importlib.util import find_spec

from pulumi_resource_primeintellect.command import INTERRUPTED

COMMAND = "primeintellect-sandboxes"
EXTRA = ("click", "rich")
"""The packages of the distribution's extra `cli`."""


def main() -> None:
    """Runs the command and ends the process with its exit status."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # a job may ignore it
        signal.signal(signal.SIGINT, lambda *_: os._exit(INTERRUPTED))  # during the imports
    missing = [package for package in EXTRA if find_spec(package) is None]
    if missing:
        advice = f"run {sys.executable} -m pip install 'pulumi-resource-primeintellect[cli]'"
        sys.exit(f"{COMMAND}: {' and '.join(missing)} cannot be found: {advice}")

    # Searching every installed package for pydantic plugins takes time, and plugins would see all
    # values.
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
    from pulumi_resource_primeintellect.command.program import run  # noqa: PLC0415  # see above

    run(COMMAND)


if __name__ == "__main__":
    main()
