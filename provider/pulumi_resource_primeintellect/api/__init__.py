"""Prime Intellect's sandbox API: its models, its client, its paging. Knows nothing of Pulumi."""

import sys

# httpx imports its command line wherever click and rich happen to be installed.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]  # as if it were not there
