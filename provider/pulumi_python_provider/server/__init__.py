"""Serves Pulumi's plugin protocol. No other part of a plugin uses gRPC."""
