"""Runs the YAML example with the real engine: against the simulator, or your account.

With PRIME_API_KEY set the real API is asked, for the sandbox that SANDBOX_ID names or else the
newest one; without it, a simulator that lives as long as the demo answers.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from primeintellect_simulator import Simulator
from workspace import PLUGIN, ROOT, EngineFailedError, Workspace

PROGRAM = ROOT / "examples/yaml"
SIMULATED_KEY = "simulator-key"
SIMULATED_ID = "sbx-000001"


def main() -> int:
    """Shows what the engine prints, and says what was asked."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        environment: dict[str, str] = {}
        if os.environ.get("PRIME_API_KEY"):
            print("Asking the Prime Intellect API.", flush=True)
        else:
            simulator = stack.enter_context(Simulator())
            environment = {
                "SANDBOX_ID": SIMULATED_ID,
                "HOME": str(folder),
                "PRIME_API_KEY": SIMULATED_KEY,
                "PRIME_API_BASE_URL": simulator.url,
            }
            print(f"Asking a simulator of the API at {simulator.url}.")
        try:
            workspace = Workspace(folder, PROGRAM, environment)
            sandbox_id = workspace.environment.get("SANDBOX_ID") or newest(workspace)
            workspace.pulumi("config", "set", "sandboxId", sandbox_id)
            printed = workspace.pulumi("up", "--yes", "--skip-preview").stdout
            print(printed.partition("\n\nResources:\n")[0])
        except EngineFailedError as error:
            print(error, file=sys.stderr)
            return 1
    return 0


def newest(workspace: Workspace) -> str:
    """ID of the sandbox that was created last."""
    listed = workspace.pulumi(
        *("do", "--package", str(PLUGIN), "primeintellect:listSandboxes"),
        "--include-sandboxes=false",
    )
    ids: list[str] = json.loads(listed.stdout)["ids"]
    if not ids:
        raise EngineFailedError("The account has no sandbox to look up.")
    return ids[-1]


if __name__ == "__main__":
    sys.exit(main())
