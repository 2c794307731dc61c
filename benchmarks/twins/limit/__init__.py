"""The least that a plugin on grpc, pydantic and httpx takes: it calls them, and does little else.

It has no settings, checks, retries, messages or derived fields.
"""
