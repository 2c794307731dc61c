"""Prime Intellect's sandbox API: models, client and paging. Knows nothing of Pulumi's protocol."""
