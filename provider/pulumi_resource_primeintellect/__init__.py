"""A Pulumi provider that looks up Prime Intellect sandboxes and changes nothing."""

__version__ = "0.1.0"

NAMESPACE = "primeintellect"
"""What Pulumi calls the package: in tokens, settings and names."""
