"""Pulumi's plugin protocol: the only part that knows gRPC."""
