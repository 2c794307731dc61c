"""What the C library on Linux does for a process, and Python does not offer."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from ctypes import CDLL

PR_SET_PDEATHSIG = 1
"""From `prctl.h`."""


def end_with(parent: int) -> None:
    """Has the kernel kill this process when its parent ends, even while the event loop is stuck.

    For the kernel, the parent is the thread that started this process. Engines keep theirs.
    """
    CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it has ended before that
        os._exit(0)


def release_memory() -> None:
    """Returns freed memory to the system. glibc keeps it; other C libraries have no such call."""
    with suppress(AttributeError):
        CDLL(None).malloc_trim(0)
