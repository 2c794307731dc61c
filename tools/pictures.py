"""Draws what the Automation example shows in a terminal."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from primeintellect_simulator import Simulator
from primeintellect_simulator.sandboxes import make_sandboxes
from rich.console import Console
from rich.text import Text
from workspace import ROOT, Workspace

PROGRAM = ROOT / "examples/automation"
SANDBOXES = 12
FONT = re.compile(r"\s*@font-face \{.*?\}", re.DOTALL)


def sandboxes_table() -> bytes:
    """The table of the simulator's first sandboxes as SVG, without fonts from elsewhere."""
    shown = Text.from_ansi(printed())
    width = max(len(line.rstrip()) for line in shown.plain.splitlines())
    console = Console(record=True, width=width + 1, file=io.StringIO())
    console.print(shown)
    drawn = console.export_svg(title="python examples/automation", unique_id="table")
    return FONT.sub("", drawn).encode()


def printed() -> str:
    """What the program itself prints, with its colours."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Simulator(sandboxes=make_sandboxes(SANDBOXES)) as simulator,
    ):
        environment = {
            "HOME": folder,
            "PRIME_API_KEY": "simulator-key",
            "PRIME_API_BASE_URL": simulator.url,
            "FORCE_COLOR": "1",
        }
        workspace = Workspace(Path(folder), ROOT / "examples/yaml", environment)
        return subprocess.run(
            [sys.executable, PROGRAM],
            env=workspace.environment,
            check=True,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        ).stdout
