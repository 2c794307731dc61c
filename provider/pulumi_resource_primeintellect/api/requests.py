"""The requests of the provider, as values: purpose, path and query."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import quote as percent_encode
from urllib.parse import urlencode

from pulumi_python_provider import ProviderError
from pulumi_python_provider.messages import Quote

SANDBOXES_PATH = "/api/v1/sandbox"

RATE_WINDOW_SECONDS = 60.0
"""The window in which the API counts requests."""

MAX_LIST_REQUESTS = 1000
MAX_GET_REQUESTS = 300
"""Requests that the API allows per window: for lists, and for each sandbox."""

MAX_QUERY_CHARACTERS = 60_000
"""Length of an encoded query. httpx sends no URL of more than 65,536 characters."""

MAX_SHOWN_CHARACTERS = 300
"""Length of a query in a message."""


ALL = "all of the personal account"
"""What a query without any filter asks for, as text for messages."""


class Request(NamedTuple):
    """One GET request.

    `path` and `query` are percent-encoded. `limit` is the number of requests to this path that the
    API allows per window. `describe` returns the end of the sentence "cannot ..." for messages.
    """

    path: str
    query: str
    limit: int
    describe: Callable[[], str]

    @property
    def target(self) -> str:
        """Path and query, as in the request line."""
        return f"{self.path}?{self.query}" if self.query else self.path

    @property
    def purpose(self) -> str:
        """The purpose of the request. Only messages need it."""
        return self.describe()


class SandboxQuery(NamedTuple):
    """The filters of the API itself.

    `team_id` None selects personal sandboxes. A sandbox must have all `labels`. `is_active` True
    leaves out terminated sandboxes.
    """

    team_id: str | None = None
    user_id: str | None = None
    status: str | None = None
    is_active: bool = False
    labels: tuple[str, ...] = ()

    def parameters(self) -> list[tuple[str, str]]:
        """Returns the query parameters. Never sends `is_active=false`: it selects nothing."""
        single = (("team_id", self.team_id), ("user_id", self.user_id), ("status", self.status))
        return [
            *((name, value) for name, value in single if value is not None),
            *([("is_active", "true")] if self.is_active else []),
            *(("labels", label) for label in self.labels),
        ]

    def describe(self, quote: Quote) -> str:
        """Returns the query as text for messages."""
        text = ", ".join(f"{argument(name)} {quote(value)}" for name, value in self.parameters())
        more = "..." if len(text) > MAX_SHOWN_CHARACTERS else ""
        return f"{text[:MAX_SHOWN_CHARACTERS]}{more}" or ALL


def argument(parameter: str) -> str:
    """Returns the argument of a query parameter: `perPage` for `per_page`."""
    first, *rest = parameter.split("_")
    return first + "".join(part.title() for part in rest)


def is_same_id(one: str, other: str) -> bool:
    """Returns whether two IDs are the same, apart from case, and from dashes if one has none."""
    one, other = one.casefold(), other.casefold()
    return one in {other, other.replace("-", "")} or one.replace("-", "") == other


def sandbox_request(sandbox_id: str, quote: Quote) -> Request:
    """Returns the request for one sandbox. The whole ID is one path segment."""
    path = f"{SANDBOXES_PATH}/{percent_encode(sandbox_id, safe='')}"
    return Request(path, "", MAX_GET_REQUESTS, lambda: f'look up sandbox "{quote(sandbox_id)}"')


def page_request(query: SandboxQuery, page: int, per_page: int | None, quote: Quote) -> Request:
    """Returns the request for one page, counted from 1. The API chooses the size if it is None.

    Raises:
        ProviderError: when the query is too long to send.
    """
    parameters = query.parameters()
    paging = [("page", str(page)), *([] if per_page is None else [("per_page", str(per_page))])]
    encoded = urlencode([*parameters, *paging])

    def describe() -> str:
        return f"list sandboxes{f' with {query.describe(quote)}' if parameters else ''}"

    if len(encoded) > MAX_QUERY_CHARACTERS:
        raise ProviderError(
            f"cannot {describe()}: these arguments make a query of {len(encoded):,} characters, "
            f"but at most {MAX_QUERY_CHARACTERS:,} can be sent. Use fewer or shorter "
            "labels."
        )
    return Request(SANDBOXES_PATH, encoded, MAX_LIST_REQUESTS, describe)
