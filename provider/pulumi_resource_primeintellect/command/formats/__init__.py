"""The formats of a report, one per module."""
