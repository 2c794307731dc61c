"""The command `primeintellect-sandboxes`. The plugin never imports it.

The command calls the provider's functions in its own process, without an engine.
"""
