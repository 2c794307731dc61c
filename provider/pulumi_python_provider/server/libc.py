"""Functions of the C library on Linux that Python does not offer."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from ctypes import CDLL

PR_SET_PDEATHSIG = 1
"""From `prctl.h`."""


def die_with_parent(parent: int) -> None:
    """Makes the kernel kill this process when its parent ends, even while the event loop is stuck.

    For the kernel, the parent is the thread that started this process. Engines keep it.
    """
    CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before this call
        os._exit(0)


def release_memory() -> None:
    """Returns freed memory to the system. glibc keeps it; other C libraries lack this function."""
    with suppress(AttributeError):
        CDLL(None).malloc_trim(0)
