"""Other implementations of the same provider."""
