"""The requests that the provider makes, as values: what for, where to, with which query."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote as percent_encode
from urllib.parse import urlencode

from pulumi_python_provider import ProviderError

if TYPE_CHECKING:
    from collections.abc import Callable

    Quote = Callable[[str], str]

SANDBOXES_PATH = "/api/v1/sandbox"

RATE_WINDOW_SECONDS = 60.0
"""Time over which the API counts requests."""

MAX_LIST_REQUESTS = 1000
MAX_GET_REQUESTS = 300
"""Requests that the API allows in a window: for lists, and for each sandbox."""

MAX_QUERY_CHARACTERS = 60_000
"""Length of an encoded query; addresses of more than 65,536 characters cannot be sent."""

MAX_SHOWN_CHARACTERS = 300
"""Length of a query in a message."""


class Request(NamedTuple):
    """One GET.

    `path` and `query` are encoded; `limit` is how many requests to this path the API allows in a
    window; `describe` completes the sentence "cannot ..." in messages.
    """

    path: str
    query: str
    limit: int
    describe: Callable[[], str]

    @property
    def target(self) -> str:
        """Path and query."""
        return f"{self.path}?{self.query}" if self.query else self.path

    @property
    def purpose(self) -> str:
        """What the request is for; most requests never need to say it."""
        return self.describe()


class SandboxQuery(NamedTuple):
    """What the API itself can select by.

    `team_id` None selects personal sandboxes; `labels` must all be on a sandbox; `is_active` True
    leaves out terminated ones.
    """

    team_id: str | None = None
    user_id: str | None = None
    status: str | None = None
    is_active: bool = False
    labels: tuple[str, ...] = ()

    def parameters(self) -> list[tuple[str, str]]:
        """The query as the API spells it. `is_active=false` means nothing, so it is never sent."""
        single = (("team_id", self.team_id), ("user_id", self.user_id), ("status", self.status))
        return [
            *((name, value) for name, value in single if value is not None),
            *([("is_active", "true")] if self.is_active else []),
            *(("labels", label) for label in self.labels),
        ]

    def describe(self, quote: Quote) -> str:
        """Returns the query in words."""
        parts = [f"{argument(name)} {quote(value)}" for name, value in self.parameters()]
        words = ", ".join(parts) or "all sandboxes"
        return words if len(words) <= MAX_SHOWN_CHARACTERS else f"{words[:MAX_SHOWN_CHARACTERS]}..."


def argument(parameter: str) -> str:
    """The API's `per_page` is a user's `perPage`."""
    first, *rest = parameter.split("_")
    return first + "".join(part.title() for part in rest)


def is_same_id(one: str, other: str) -> bool:
    """Returns whether two IDs are spellings of one: they differ in case or dashes at most."""
    return one.casefold().replace("-", "") == other.casefold().replace("-", "")


def sandbox_request(sandbox_id: str, quote: Quote) -> Request:
    """Asks for one sandbox. The whole ID is one path segment, whatever characters it has."""
    path = f"{SANDBOXES_PATH}/{percent_encode(sandbox_id, safe='')}"
    return Request(path, "", MAX_GET_REQUESTS, lambda: f'look up sandbox "{quote(sandbox_id)}"')


def page_request(query: SandboxQuery, page: int, per_page: int | None, quote: Quote) -> Request:
    """Asks for one page, counted from 1; `per_page` None leaves the size to the API.

    Raises:
        ProviderError: when the query is too long to be sent.
    """
    parameters = query.parameters()
    paging = [("page", str(page)), *([] if per_page is None else [("per_page", str(per_page))])]
    encoded = urlencode([*parameters, *paging])

    def describe() -> str:
        return f"list sandboxes{f' with {query.describe(quote)}' if parameters else ''}"

    if len(encoded) > MAX_QUERY_CHARACTERS:
        raise ProviderError(
            f"cannot {describe()}: these arguments make a query of {len(encoded):,} characters, "
            f"and {MAX_QUERY_CHARACTERS:,} are the most that can be sent. Use fewer or shorter "
            "labels."
        )
    return Request(SANDBOXES_PATH, encoded, MAX_LIST_REQUESTS, describe)
