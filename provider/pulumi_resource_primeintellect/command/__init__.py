"""The command `primeintellect-sandboxes`. The plugin never imports it.

The command calls the provider's functions in its own process, without an engine.
"""

INTERRUPTED, TERMINATED = 130, 143
"""Exit statuses after Ctrl-C and after SIGTERM, as shells report them."""
