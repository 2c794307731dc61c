"""Runs programs at a pseudo-terminal, as a person does."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import signal
import struct
import subprocess
import termios
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

CODES = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")
"""What moves the cursor or changes colours."""


class Terminal(NamedTuple):
    """A program at a terminal, which is its stdout and its stderr."""

    process: subprocess.Popen[bytes]
    descriptor: int

    def read(self, until: str | None = None) -> str:
        """Returns what is shown, up to a text or else to the end of the program."""
        seen, more = b"", b"\n"
        with suppress(OSError):  # so Linux says that the other end is closed
            while more and (until is None or until.encode() not in seen):
                more = os.read(self.descriptor, 1 << 16)
                seen += more
        return seen.decode(errors="replace")

    def interrupt(self) -> None:
        """Presses Ctrl-C, as far as the program can tell."""
        os.killpg(self.process.pid, signal.SIGINT)


@contextmanager
def at_terminal(
    program: Sequence[str],
    environment: Mapping[str, str],
    *,
    columns: int = 80,
    folder: Path | None = None,
) -> Iterator[Terminal]:
    """Starts a program at a terminal, and waits for its end."""
    controller, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    with subprocess.Popen(
        program,
        cwd=folder,
        env=environment,
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        start_new_session=True,
    ) as process:
        os.close(terminal)
        yield Terminal(process, controller)
    os.close(controller)
