"""Builds the API's error responses: one status, and one body for each shape."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, cast

from starlette.responses import JSONResponse, Response

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from starlette.exceptions import HTTPException
    from starlette.requests import Request

    from primeintellect_simulator.schema import Shape


class ErrorResponse(Exception):  # noqa: N818  # a response, not an error of the program
    """Ends a request with a response other than 200.

    Attributes:
        response: The response.
    """

    def __init__(self, response: Response) -> None:
        super().__init__(response.status_code)
        self.response = response


@dataclass(frozen=True, kw_only=True)
class InvalidParameter:
    """What is wrong with one query parameter.

    Attributes:
        name: The parameter.
        message: What its value should be.
        type: The kind of error, as pydantic names it.
    """

    name: str
    message: str
    type: str


def unauthorized(shape: Shape) -> ErrorResponse:
    """Returns a 401: with an empty body as documented, with a detail in the newest shape."""
    if shape == "newest":
        return ErrorResponse(_detailed(HTTPStatus.UNAUTHORIZED, "Authorization failed"))
    return ErrorResponse(Response(status_code=HTTPStatus.UNAUTHORIZED))


def forbidden(detail: str) -> ErrorResponse:
    """Returns a 403 with a detail."""
    return ErrorResponse(_detailed(HTTPStatus.FORBIDDEN, detail))


def not_found(detail: str) -> ErrorResponse:
    """Returns a 404 with a detail."""
    return ErrorResponse(_detailed(HTTPStatus.NOT_FOUND, detail))


def invalid(parameters: Iterable[InvalidParameter], shape: Shape) -> ErrorResponse:
    """Returns a 422 for bad parameters, as documented or as FastAPI's `HTTPValidationError`."""
    if shape == "newest":
        body: dict[str, object] = {
            "detail": [
                {"loc": ["query", bad.name], "msg": bad.message, "type": bad.type}
                for bad in parameters
            ]
        }
    else:
        body = {"errors": [{"param": bad.name, "details": bad.message} for bad in parameters]}
    return ErrorResponse(JSONResponse(body, HTTPStatus.UNPROCESSABLE_ENTITY))


def too_many_requests(headers: Mapping[str, str]) -> ErrorResponse:
    """Returns a 429 with a detail and the given headers."""
    status = HTTPStatus.TOO_MANY_REQUESTS
    return ErrorResponse(_detailed(status, "Rate limit exceeded", headers))


async def send_error_response(_request: Request, error: Exception) -> Response:
    """Returns the response of an `ErrorResponse`."""
    return cast("ErrorResponse", error).response


async def send_http_exception(_request: Request, error: Exception) -> Response:
    """Returns the response to Starlette's own exception for an unknown route or method."""
    refused = cast("HTTPException", error)
    return _detailed(refused.status_code, refused.detail, refused.headers)


def _detailed(status: int, detail: str, headers: Mapping[str, str] | None = None) -> Response:
    return JSONResponse({"detail": detail}, status, headers)
