"""Pulumi's plugin protocol: the only part that knows gRPC."""

MEBIBYTE = 1024 * 1024
LARGEST_MESSAGE = 400 * MEBIBYTE
"""Bytes that the engine sends and takes at once."""
