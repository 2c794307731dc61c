"""The requests that the provider makes, as values: what for, where to, with which query."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote as percent_encode
from urllib.parse import urlencode

from pulumi_python_provider import ProviderError

if TYPE_CHECKING:
    from collections.abc import Callable

    Quote = Callable[[str], str]

ROOT = "/api/v1/sandbox"

WINDOW = 60.0
"""Seconds over which the API counts requests."""

LONGEST_QUERY = 60_000
"""Characters of an encoded query; addresses of more than 65,536 cannot be sent."""

LISTINGS = 1000
LOOKUPS = 300
"""Requests that the API allows in a window: to the listing, and to each sandbox."""


class Request(NamedTuple):
    """One GET.

    `purpose` completes the sentence "cannot ..." in messages; `path` and `query` are encoded;
    `limit` is how many requests to this path the API allows in a window.
    """

    purpose: str
    path: str
    query: str
    limit: int

    @property
    def target(self) -> str:
        """Path and query."""
        return f"{self.path}?{self.query}" if self.query else self.path


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
        """The query in words."""
        named = ", ".join(f"{argument(name)} {value}" for name, value in self.parameters())
        return quote(named) or "all sandboxes"


def argument(parameter: str) -> str:
    """The API's `per_page` is a user's `perPage`."""
    first, *rest = parameter.split("_")
    return first + "".join(part.title() for part in rest)


def sandbox_request(sandbox_id: str, quote: Quote) -> Request:
    """Asks for one sandbox. The whole ID is one path segment, whatever characters it has."""
    path = f"{ROOT}/{percent_encode(sandbox_id, safe='')}"
    return Request(f'look up sandbox "{quote(sandbox_id)}"', path, "", LOOKUPS)


def page_request(query: SandboxQuery, page: int, per_page: int | None, quote: Quote) -> Request:
    """Asks for one page, counted from 1; `per_page` None leaves the size to the API.

    Raises:
        ProviderError: when the query is too long to be sent.
    """
    parameters = query.parameters()
    paging = [("page", str(page)), *([] if per_page is None else [("per_page", str(per_page))])]
    purpose = f"list sandboxes{f' with {query.describe(quote)}' if parameters else ''}"
    encoded = urlencode([*parameters, *paging])
    if len(encoded) > LONGEST_QUERY:
        raise ProviderError(
            f"cannot {purpose}: these arguments make a query of {len(encoded):,} characters, and "
            f"{LONGEST_QUERY:,} are the most that can be sent. Use fewer or shorter labels."
        )
    return Request(purpose, ROOT, encoded, LISTINGS)
