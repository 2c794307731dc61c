"""A minimal plugin on grpc, pydantic and httpx: it calls them, and does little else.

It has no settings, checks, retries, messages or derived fields.
"""
