"""Records the requests that a simulator served."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import Scope


@dataclass(frozen=True, kw_only=True)
class RecordedRequest:
    """One request, and the status of its response.

    Attributes:
        method: `GET` and so on.
        path: As sent, with its percent-encoding.
        query: As sent, without the question mark.
        headers: By lower-case name.
        status: The response's status, or None when the connection ended without one.
    """

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    status: int | None


def record(scope: Scope, status: int | None) -> RecordedRequest:
    """Records a request from its ASGI scope."""
    return RecordedRequest(
        method=scope["method"],
        path=scope["raw_path"].decode("ascii"),
        query=scope["query_string"].decode("ascii"),
        headers={
            name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]
        },
        status=status,
    )
