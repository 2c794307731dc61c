"""Compares the provider with other implementations of it, its twins: `make bench`."""
