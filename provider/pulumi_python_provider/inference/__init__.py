"""Translates between pydantic models and Pulumi: schema, arguments and results."""
