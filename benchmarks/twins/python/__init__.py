"""The same provider on `pulumi.provider.experimental`, written in an hour from its docs.

It has no retries and no filters, and does not tolerate changes of the API.
"""
