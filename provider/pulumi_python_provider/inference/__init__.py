"""From pydantic models to Pulumi: schema, arguments and results."""
