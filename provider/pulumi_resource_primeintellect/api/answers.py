"""What an HTTP answer means: a body to read, or an error with what to do about it. No I/O."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import TYPE_CHECKING, NamedTuple

from pulumi_python_provider import Record
from pydantic import JsonValue, ValidationError

from pulumi_resource_primeintellect.api.requests import ROOT, argument
from pulumi_resource_primeintellect.errors import StatusError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pulumi_python_provider import Redactor

    from pulumi_resource_primeintellect.api.requests import Request

OK = 200
NOT_FOUND = 404
PROXY_WANTS_CREDENTIALS = 407
LONGEST_WAIT = 1e9
"""Seconds, thirty years: what is longer counts as this long."""

TRANSIENT = frozenset({408, 425, 429, 500, 502, 503, 504, *range(520, 527)})
ADVICE = {
    401: "Check that the API key ({key}) is complete, not expired and meant for this API.",
    402: "Add credit or a payment method to the Prime Intellect account.",
    403: "The API key ({key}) may not do this: check its permissions and teamId; "
    "another user's sandboxes require a team administrator's key and that team's teamId.",
    NOT_FOUND: "Check the ID and that the API key ({key}) belongs to the sandbox's owner or team; "
    "a sandbox that was seen earlier may be gone.",
    PROXY_WANTS_CREDENTIALS: "Check the credentials in HTTP_PROXY and HTTPS_PROXY.",
    422: "Correct what it names.",
    429: "Send fewer requests at a time (maxConcurrency) or try again later.",
}
REDIRECT = "Redirects are not followed: set baseUrl to the API's own address."
SERVER_FAULT = "The API has a problem of its own: try again later."
UNEXPECTED = "Check that baseUrl is the Prime Intellect API."


class Quoting(NamedTuple):
    """What messages need: what hides secrets, and where the API key came from."""

    redactor: Redactor
    key_origin: str


class Answer(NamedTuple):
    """A complete HTTP answer; header names in lower case."""

    status: int
    reason: str
    headers: Mapping[str, str]
    body: bytes


def body_of(request: Request, answer: Answer, quoting: Quoting, now: datetime) -> bytes:
    """The body of a good answer.

    Raises:
        StatusError: for any status but 200, its message free of the key.
    """
    if answer.status == OK:
        return answer.body
    details = _details(answer.body)
    said = "; ".join(f"{argument(detail.param)}: {detail.details}" for detail in details)
    request_id, location = (answer.headers.get(name) for name in ("x-request-id", "location"))

    def quoted(text: str) -> str:
        return quoting.redactor.quote(" ".join(text.split()))

    retry_after = _retry_after(answer.headers.get("retry-after", ""), now)
    came_back = "".join(
        (
            f"{answer.status} {quoted(answer.reason)}".rstrip(),
            f" to {quoted(location)}" if location else "",
            f', "{said}"' if (said := quoted(said or _text(answer))) else "",
            f" (request id {quoted(request_id)})" if request_id else "",
            f", retry after {retry_after:.0f} s" if retry_after else "",
        )
    )
    who = "a proxy" if answer.status == PROXY_WANTS_CREDENTIALS else "the API"
    raise StatusError(
        request.purpose,
        f"{who} answered {came_back}",
        _advice(request, answer.status).format(key=quoting.key_origin),
        status=answer.status,
        transient=answer.status in TRANSIENT,
        retry_after=retry_after,
        rejected=tuple(detail.param for detail in details),
    )


def _advice(request: Request, status: int) -> str:
    if status == NOT_FOUND and request.path == ROOT:  # a list is always there
        return UNEXPECTED
    if status in ADVICE:
        return ADVICE[status]
    if status in TRANSIENT:
        return SERVER_FAULT
    return REDIRECT if status // 100 == 3 else UNEXPECTED  # noqa: PLR2004  # the 3xx class


def _details(body: bytes) -> list[ErrorDetail]:
    """The rejected parameters of a 422, in either of its shapes."""
    try:
        return ErrorResponse.model_validate_json(body).errors
    except ValidationError:
        pass
    try:
        problems = _Problems.model_validate_json(body).detail
    except ValidationError:
        return []
    return [
        ErrorDetail(param=str(problem.loc[-1]), details=problem.msg)
        for problem in problems
        if problem.loc
    ]


class _Shape(Record, defer_build=True):
    """The body of an error; what checks it is made at the first one."""


class ErrorDetail(_Shape):
    """One rejected parameter."""

    param: str
    details: str


class ErrorResponse(_Shape):
    """The documented body of a 422."""

    errors: list[ErrorDetail]


class _Problem(_Shape):
    loc: list[str | int]
    msg: str


class _Problems(_Shape):
    """The other shape: `{"detail": [{"loc": ["query", "page"], "msg": "..."}]}`."""

    detail: list[_Problem]


def _text(answer: Answer) -> str:
    """The one sentence in an error body, or else the body itself."""
    text = answer.body.decode(errors="replace").strip()
    try:
        content: JsonValue = json.loads(text)
    except (ValueError, RecursionError):
        return text
    if isinstance(content, dict):
        for name in ("detail", "error", "message"):
            if isinstance(sentence := content.get(name), str):
                return sentence
    return text


def _retry_after(value: str, now: datetime) -> float | None:
    """Seconds to wait, from either form of the header (RFC 9110, 10.2.3)."""
    if value.isascii() and value.isdigit():
        return min(float(value), LONGEST_WAIT)
    from email.utils import parsedate_to_datetime  # noqa: PLC0415  # slow, and rarely needed

    try:
        moment = parsedate_to_datetime(value)
        aware = moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
        return min(max(0.0, (aware - now).total_seconds()), LONGEST_WAIT)
    except (ValueError, OverflowError):
        return None
