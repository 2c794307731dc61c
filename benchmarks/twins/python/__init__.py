"""The same provider on `pulumi.provider.experimental`: what its docs show, in an hour.

It has no retries, filters or tolerance of drift.
"""
