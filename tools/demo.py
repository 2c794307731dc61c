"""Runs a YAML program with the real engine, against the simulator or your account.

Without PRIME_API_KEY, the demo starts a simulator and runs `examples/yaml`. With the key, it uses
the real API and runs `templates/yaml`, which works with any account.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from primeintellect_simulator import DEMO_ACCOUNT, Simulator
from workspace import ROOT, EngineFailedError, Workspace

PROGRAM = ROOT / "examples/yaml"
TEMPLATE = ROOT / "templates/yaml/Pulumi.yaml"
OF_THE_PROGRAM = re.compile(
    r"^(?:Diagnostics|Outputs):\n.*?(?=\n\nResources:)", re.DOTALL | re.MULTILINE
)


def main() -> int:
    """Prints which API the program uses, and the outputs that the engine prints."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        program, environment = PROGRAM, dict[str, str]()
        if os.environ.get("PRIME_API_KEY"):
            print("Asking the Prime Intellect API.", flush=True)
            program = from_template(folder / "program")
        else:
            simulator = stack.enter_context(Simulator())
            environment = {
                "HOME": str(folder),
                "PRIME_API_KEY": DEMO_ACCOUNT.key,
                "PRIME_API_BASE_URL": simulator.url,
            }
            print(f"Asking a simulator of the API at {simulator.url}.")
        try:
            workspace = Workspace(folder, program, environment)
            printed = workspace.pulumi("up", "--yes", "--skip-preview").stdout
            print(OF_THE_PROGRAM.findall(printed)[0])
        except EngineFailedError as error:
            print(error, file=sys.stderr)
            return 1
    return 0


def from_template(folder: Path) -> Path:
    """Creates a program from the template, as `pulumi new` does."""
    folder.mkdir()
    text = TEMPLATE.read_text(encoding="utf-8")
    for gap in ("${PROJECT}", "${DESCRIPTION}"):
        text = text.replace(gap, "demo")
    (folder / "Pulumi.yaml").write_text(text, encoding="utf-8")
    return folder


if __name__ == "__main__":
    sys.exit(main())
