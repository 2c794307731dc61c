"""Prints IDs, regions and GPUs of the running sandboxes, looked up without a Pulumi project.

The command `primeintellect-sandboxes` does more, and needs no engine. Use the Automation API in
programs that work with stacks anyway, or that use several providers.
"""

from __future__ import annotations

import json
import sys

import pulumi_primeintellect as primeintellect
from lookup import LookupFailedError, look_up


def main() -> int:
    """Prints JSON on stdout and all else on stderr, and returns the exit status."""
    try:
        found = look_up(lambda: primeintellect.list_sandboxes(status="RUNNING"))
    except LookupFailedError as error:
        sys.stderr.write(f"error: {error}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("error: interrupted\n")
        return 130
    shown = {"ids": found.ids, "regions": found.regions, "gpuCount": found.summary.gpu_count}
    sys.stdout.write(f"{json.dumps(shown)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
