"""Starts the plugin so that SIGTERM ends it in order, for `Plugin`.

Coverage is written when the plugin leaves. The plugin leaves in the signal's handler, which may
have interrupted the very code that measures; here a thread waits for the signal instead.
"""

from __future__ import annotations

import signal
import sys
from threading import Thread

from pulumi_resource_primeintellect.__main__ import leave, main

if sys.platform != "win32":

    def wait() -> None:
        """Leaves when the signal arrives."""
        signal.sigwait({signal.SIGTERM})
        leave()

    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})  # in the threads to come as well
    Thread(target=wait, daemon=True).start()

main()
