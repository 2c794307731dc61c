"""Runs `primeintellect-sandboxes` as users do: in a process, in a pipe or at a terminal."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from primeintellect_simulator import DEMO_ACCOUNT, Fault
from terminals import at_terminal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from primeintellect_simulator import Simulator
    from terminals import Terminal

SCRIPT = str(Path(sys.executable).with_name("primeintellect-sandboxes"))
TIMEOUT_SECONDS = 120
"""Seconds that a command may take on the busiest machine."""

Done = subprocess.CompletedProcess[str]


class Command:
    """The command with a home of its own, and nothing in its environment that configures it."""

    def __init__(self, home: Path, url: str) -> None:
        self.home = home
        names = ("PRIME_", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(names)}
        self.environment = kept | {
            "HOME": str(home),
            "PRIME_API_KEY": DEMO_ACCOUNT.key,
            "PRIME_API_BASE_URL": url,
        }

    def __call__(self, *arguments: str, **environment: str) -> Done:
        """Runs the command to its end, with pipes for its streams."""
        return subprocess.run(
            [SCRIPT, *arguments],
            env=self.environment | environment,
            check=False,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=TIMEOUT_SECONDS,
        )

    def in_shell(self, line: str, *, first: str = ":") -> Done:
        """Runs the command with the rest of a shell's line, in its home, after another line."""
        return subprocess.run(
            ["bash", "-c", f'{first}; "{SCRIPT}" {line}'],  # any bash
            env=self.environment,
            cwd=self.home,
            check=False,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=TIMEOUT_SECONDS,
        )

    def prints(self, *arguments: str) -> str:
        """Runs the command and returns what it prints, when it says nothing else."""
        done = self(*arguments)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    @contextmanager
    def at_terminal(
        self, *arguments: str, columns: int = 80, **environment: str
    ) -> Iterator[Terminal]:
        """Starts the command at a terminal, and waits for its end."""
        whole = self.environment | {"TERM": "xterm"} | environment
        with at_terminal((SCRIPT, *arguments), whole, columns=columns) as terminal:
            yield terminal

    @contextmanager
    def waiting(self, simulator: Simulator, *arguments: str) -> Iterator[Terminal]:
        """Lists at a terminal, while the API asks for a long pause."""
        simulator.script(Fault(status=429, headers={"retry-after": "50"}))
        with self.at_terminal("list", *arguments) as terminal:
            terminal.read(until="trying again in 50 s")
            yield terminal
