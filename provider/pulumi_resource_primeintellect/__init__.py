"""A Pulumi provider that looks up Prime Intellect sandboxes and changes nothing."""

__version__ = "0.1.0"

NAMESPACE = "primeintellect"
"""The package's name in Pulumi: in tokens, settings and the names of SDKs."""
