"""Runs `primeintellect-sandboxes` as users do: in a process, in a pipe or at a terminal."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import signal
import struct
import subprocess
import sys
import termios
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from primeintellect_simulator import DEMO_ACCOUNT

if TYPE_CHECKING:
    from collections.abc import Iterator

SCRIPT = str(Path(sys.executable).with_name("primeintellect-sandboxes"))
CODES = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")
"""What moves the cursor or changes colours."""

PATIENCE = 120
"""Seconds that a command may take on the busiest machine."""

Done = subprocess.CompletedProcess[str]


class Terminal(NamedTuple):
    """A command at a terminal, which is its stdout and its stderr."""

    process: subprocess.Popen[bytes]
    descriptor: int

    def read(self, until: str | None = None) -> str:
        """Returns what is shown, up to a text or else to the end of the command."""
        seen, more = b"", b"\n"
        with suppress(OSError):  # so Linux says that the other end is closed
            while more and (until is None or until.encode() not in seen):
                more = os.read(self.descriptor, 1 << 16)
                seen += more
        return seen.decode(errors="replace")

    def interrupt(self) -> None:
        """Presses Ctrl-C, as far as the command can tell."""
        os.killpg(self.process.pid, signal.SIGINT)


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
            timeout=PATIENCE,
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
        controller, terminal = pty.openpty()
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
        with subprocess.Popen(
            [SCRIPT, *arguments],
            env=self.environment | {"TERM": "xterm"} | environment,
            stdin=terminal,
            stdout=terminal,
            stderr=terminal,
            start_new_session=True,
        ) as process:
            os.close(terminal)
            yield Terminal(process, controller)
        os.close(controller)
