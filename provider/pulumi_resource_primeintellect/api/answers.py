"""What an HTTP answer means: a body to read, or an error with what to do about it. No I/O."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, JsonValue, TypeAdapter, ValidationError

from pulumi_resource_primeintellect.api.sandboxes import ErrorDetail, ErrorResponse
from pulumi_resource_primeintellect.errors import RefusedError, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pulumi_resource_primeintellect.api.requests import Request

M = TypeVar("M", bound=BaseModel)

OK = 200
TRANSIENT = frozenset({408, 425, 429, 500, 502, 503, 504, *range(520, 527)})
QUOTED = 300
"""Characters of an error body that a message quotes at most."""

ADVICE = {
    401: "Check that the API key ({key}) is complete, not expired and meant for this API.",
    402: "Add credit or a payment method to the Prime Intellect account.",
    403: "The API key ({key}) may not do this: check its permissions and teamId; "
    "another user's sandboxes take a team administrator's key and that team's teamId.",
    404: "Check the ID and that the API key ({key}) belongs to the sandbox's owner or team; "
    "a sandbox that was seen earlier may be gone.",
    422: "Correct the named arguments.",
    429: "Send fewer requests at a time (maxConcurrency) or try again later.",
}
REDIRECT = "Redirects are not followed: set baseUrl to the API's own address."
SERVER_FAULT = "The API has a problem of its own: try again later."
UNEXPECTED = "Check that baseUrl is the Prime Intellect API."


@dataclass(frozen=True)
class Answer:
    """A complete HTTP answer; header names in lower case."""

    status: int
    reason: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Key:
    """The API key, and in words where it came from. Only the words may be shown."""

    value: str
    origin: str

    def hide(self, text: str) -> str:
        """The text without the key, should someone have echoed it."""
        return text.replace(self.value, "[apiKey]")


def body_of(request: Request, answer: Answer, key: Key, now: datetime) -> bytes:
    """The body of a good answer.

    Raises:
        RefusedError: for any status but 200, its message free of the key.
    """
    if answer.status == OK:
        return answer.body
    details = _details(answer.body)
    said = "; ".join(f"{detail.param}: {detail.details}" for detail in details) or _text(answer)
    request_id = answer.headers.get("x-request-id")
    came_back = "".join(
        (
            f"{answer.status} {answer.reason}".rstrip(),
            f" to {answer.headers['location']}" if "location" in answer.headers else "",
            f', "{_quotable(said)}"' if said else "",
            f" (request id {_quotable(request_id)})" if request_id else "",
        )
    )
    advice = _advice(answer.status).format(key=key.origin)
    raise RefusedError(
        f"cannot {request.purpose}: the API answered {key.hide(came_back)}. {advice}",
        status=answer.status,
        transient=answer.status in TRANSIENT,
        retry_after=_retry_after(answer.headers.get("retry-after", ""), now),
        rejected=tuple(detail.param for detail in details),
    )


def parse(model: type[M], request: Request, body: bytes) -> M:
    """The body as the model.

    Raises:
        UnreadableError: naming what is wrong, without quoting the body: it may hold secrets.
    """
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise UnreadableError(
            f"cannot {request.purpose}: the API answered 200, but not with what it documents: "
            f"{where + ': ' if where else ''}{first['msg']} ({len(body)} bytes). {UNEXPECTED}"
        ) from None


def _advice(status: int) -> str:
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
        problems = _Problems.validate_json(body)["detail"]
    except (ValidationError, KeyError):
        return []
    return [ErrorDetail(param=str(problem.loc[-1]), details=problem.msg) for problem in problems]


class _Problem(BaseModel):
    """One entry of `{"detail": [{"loc": ["query", "page"], "msg": "..."}]}`."""

    loc: list[str | int]
    msg: str


_Problems = TypeAdapter(dict[str, list[_Problem]])


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


def _quotable(text: str) -> str:
    """On one line, with control characters escaped and its end cut off when it is long."""
    line = " ".join(text.split())
    shown = line if len(line) <= QUOTED else line[:QUOTED] + "..."
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in shown)


def _retry_after(value: str, now: datetime) -> float | None:
    """Seconds to wait, from either form of the header (RFC 9110, 10.2.3)."""
    if value.isascii() and value.isdigit():
        return float(value)
    from email.utils import parsedate_to_datetime  # noqa: PLC0415  # slow, and rarely needed

    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
    return max(0.0, (aware - now).total_seconds())
