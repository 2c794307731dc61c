"""Runs the YAML example with the real engine: against the simulator, or your account.

With PRIME_API_KEY set the real API is asked, and SANDBOX_ID names the sandbox to look up; without
it, a simulator that lives as long as the demo answers.
"""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from primeintellect_simulator import Simulator
from workspace import ROOT, EngineFailedError, Workspace

PROGRAM = ROOT / "examples/yaml"
SIMULATED_KEY = "simulator-key"
SIMULATED_ID = "sbx-000001"


def main() -> int:
    """Shows what the engine prints, and says what was asked."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        if "PRIME_API_KEY" in os.environ:
            sandbox_id = os.environ.get("SANDBOX_ID")
            if not sandbox_id:
                print("Set SANDBOX_ID to the ID of one of your sandboxes.", file=sys.stderr)
                return 1
            environment = {}
            print("Asking the Prime Intellect API.")
        else:
            simulator = stack.enter_context(Simulator())
            sandbox_id = SIMULATED_ID
            environment = {
                "HOME": str(folder),
                "PRIME_API_KEY": SIMULATED_KEY,
                "PRIME_API_BASE_URL": simulator.url,
            }
            print(f"Asking a simulator of the API at {simulator.url}.")
        try:
            workspace = Workspace(folder, PROGRAM, environment)
            workspace.pulumi("config", "set", "sandboxId", sandbox_id)
            print(workspace.pulumi("up", "--yes", "--skip-preview").stdout)
        except EngineFailedError as error:
            print(error, file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
