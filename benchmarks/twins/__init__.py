"""The same provider written in other ways."""
