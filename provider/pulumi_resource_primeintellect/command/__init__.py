"""The command `primeintellect-sandboxes`. The plugin never imports it.

A command line that calls the provider's functions in its own process, without an engine.
"""
