"""Draws what the command shows: its table in a terminal, and its page in a browser."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from primeintellect_simulator import DEMO_ACCOUNT, Simulator
from primeintellect_simulator.sandboxes import make_sandboxes
from rich.console import Console
from rich.text import Text
from workspace import ROOT

COMMAND = str(Path(sys.executable).with_name("primeintellect-sandboxes"))
SCREENSHOT = ROOT / "docs/sandboxes-report.png"
SANDBOXES = 12
FONT = re.compile(r"\s*@font-face \{.*?\}", re.DOTALL)


def sandboxes_table() -> bytes:
    """Returns the table of the simulator's first sandboxes as SVG, without fonts from elsewhere."""
    shown = Text.from_ansi(printed("list", "--all"))
    width = max(len(line.rstrip()) for line in shown.plain.splitlines())
    console = Console(record=True, width=width + 1, file=io.StringIO())
    console.print(shown)
    drawn = console.export_svg(title="primeintellect-sandboxes list --all", unique_id="table")
    return FONT.sub("", drawn).encode()


def printed(*arguments: str) -> str:
    """Returns what the command prints, with its colours."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Simulator(sandboxes=make_sandboxes(SANDBOXES)) as simulator,
    ):
        environment = {
            **os.environ,
            "HOME": folder,
            "PRIME_API_KEY": DEMO_ACCOUNT.key,
            "PRIME_API_BASE_URL": simulator.url,
            "FORCE_COLOR": "1",
        }
        return subprocess.run(
            [COMMAND, *arguments],
            env=environment,
            check=True,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        ).stdout


def take_screenshot() -> None:
    """Writes the picture of the page. Browsers and fonts differ, so that `make check` does not."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "report.html"
        page.write_text(printed("list", "--all", "--format", "html"), encoding="utf-8")
        subprocess.run(
            [
                *("chromium", "--headless", "--no-sandbox", "--hide-scrollbars"),
                *("--force-device-scale-factor=2", "--window-size=1200,760"),
                *(f"--screenshot={SCREENSHOT}", page.as_uri()),
            ],
            check=True,
            stderr=subprocess.DEVNULL,
        )


if __name__ == "__main__":
    take_screenshot()
