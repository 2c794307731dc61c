"""Runs a plugin's script so that SIGTERM ends it in order: `measured.py SCRIPT [FLAG ...]`.

Coverage is written when the plugin exits. The plugin exits in the signal's handler, which may have
interrupted the very code that measures; here a thread waits for the signal instead.
"""

from __future__ import annotations

import runpy
import signal
import sys
from threading import Thread

from pulumi_python_provider.plugin import exit_now

if sys.platform != "win32":

    def wait() -> None:
        """Exits when the signal arrives."""
        signal.sigwait({signal.SIGTERM})
        exit_now()

    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})  # in the threads to come as well
    Thread(target=wait, daemon=True).start()

runpy.run_path(sys.argv.pop(1), run_name="__main__")
