"""Measures the provider against its twins: `make bench`."""
