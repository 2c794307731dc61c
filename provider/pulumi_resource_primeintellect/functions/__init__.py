"""The provider's functions, one per module, and the modules that they share."""
