"""From pydantic models to Pulumi: schema, decoding and encoding. Knows nothing of sandboxes."""
