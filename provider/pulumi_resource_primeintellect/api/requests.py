"""The requests that the provider makes, as values: what for, where to, with which query."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlencode

ROOT = "/api/v1/sandbox"


@dataclass(frozen=True)
class Request:
    """One GET.

    `purpose` completes the sentence "cannot ..." in messages; `target` is path and query.
    """

    purpose: str
    target: str


@dataclass(frozen=True)
class SandboxQuery:
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


def sandbox_request(sandbox_id: str) -> Request:
    """Asks for one sandbox. The whole ID is one path segment, whatever characters it has."""
    return Request(f'look up sandbox "{sandbox_id}"', f"{ROOT}/{quote(sandbox_id, safe='')}")


def page_request(query: SandboxQuery, page: int, per_page: int | None) -> Request:
    """Asks for one page, counted from 1; `per_page` None leaves the size to the API."""
    parameters = query.parameters()
    wanted = " with " + ", ".join(f"{name} {value}" for name, value in parameters)
    paging = [("page", str(page)), *([] if per_page is None else [("per_page", str(per_page))])]
    return Request(
        f"list sandboxes{wanted if parameters else ''}",
        f"{ROOT}?{urlencode([*parameters, *paging])}",
    )
