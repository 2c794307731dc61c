"""Every way the API says no: one status and one body shape each."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, cast

from starlette.responses import JSONResponse, Response

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.exceptions import HTTPException
    from starlette.requests import Request


class Refusal(Exception):  # noqa: N818 - an answer, not a fault of the program
    """Ends a request with an answer other than 200.

    Attributes:
        response: The answer.
    """

    def __init__(self, response: Response) -> None:
        super().__init__(response.status_code)
        self.response = response


def unauthorized() -> Refusal:
    """401 with an empty body."""
    return Refusal(Response(status_code=HTTPStatus.UNAUTHORIZED))


def forbidden(detail: str) -> Refusal:
    """403 with a detail."""
    return Refusal(_detailed(HTTPStatus.FORBIDDEN, detail))


def not_found(detail: str) -> Refusal:
    """404 with a detail."""
    return Refusal(_detailed(HTTPStatus.NOT_FOUND, detail))


def invalid(problems: Mapping[str, str]) -> Refusal:
    """422 that names each bad parameter and what is wrong with it."""
    errors = [{"param": param, "details": details} for param, details in problems.items()]
    return Refusal(JSONResponse({"errors": errors}, HTTPStatus.UNPROCESSABLE_ENTITY))


def too_many_requests(retry_after: int) -> Refusal:
    """429 with the seconds to wait in ``Retry-After``."""
    response = _detailed(HTTPStatus.TOO_MANY_REQUESTS, "Rate limit exceeded")
    response.headers["retry-after"] = str(retry_after)
    return Refusal(response)


async def answer_refusal(_request: Request, error: Exception) -> Response:
    """Answer a ``Refusal``."""
    return cast("Refusal", error).response


async def answer_misdirected(_request: Request, error: Exception) -> Response:
    """Answer Starlette's own exception for an unknown route or method."""
    refused = cast("HTTPException", error)
    return _detailed(refused.status_code, refused.detail, refused.headers)


def _detailed(status: int, detail: str, headers: Mapping[str, str] | None = None) -> Response:
    return JSONResponse({"detail": detail}, status, headers)
