"""Reads small files whose paths come from users, such as `~/.prime/config.json`."""

from __future__ import annotations

import os
import stat
from pathlib import Path

MAX_FILE_BYTES = 1024 * 1024


def read_small_file(path: Path) -> bytes:
    """Returns the content of a regular file of at most 1 MiB.

    Raises:
        FileNotFoundError: when there is no file.
        OSError: when it is another kind of file (a pipe would block for ever), larger, or not
            readable; `strerror` has the reason.
    """
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(0, "it is not a regular file")
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            content = file.read(MAX_FILE_BYTES + 1)
    finally:
        os.close(descriptor)
    if len(content) > MAX_FILE_BYTES:
        raise OSError(0, "it is larger than 1 MiB")
    return content
