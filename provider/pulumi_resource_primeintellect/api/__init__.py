"""Prime Intellect's sandbox API: its models, its client, its paging. Knows nothing of Pulumi."""
