"""Tells good responses from errors, and describes the errors. No I/O."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from pulumi_python_provider import Redactor

from pulumi_resource_primeintellect.api.error_bodies import (
    MAX_PROBLEMS,
    ErrorBody,
    Problem,
    is_data,
    read_error_body,
)
from pulumi_resource_primeintellect.api.proxies import DEFAULT_PORTS
from pulumi_resource_primeintellect.api.requests import SANDBOXES_PATH, Request, argument
from pulumi_resource_primeintellect.api.retry import parse_date, read_retry_after
from pulumi_resource_primeintellect.errors import GONE_STATUSES, TRANSIENT_STATUSES, StatusError

GOOD_STATUSES = frozenset({200, 203})
"""A proxy that changes a response turns 200 into 203 (RFC 9110, 15.3.4)."""

SUCCESS, REDIRECTION, CLIENT_ERROR, SERVER_ERROR = 2, 3, 4, 5
"""Classes of statuses: the first digit."""

ADVICE = {
    401: "Check that the API key ({key}) is complete, not expired and meant for {address}.",
    402: "Add credit or a payment method to the Prime Intellect account.",
    403: "The API key ({key}) is not allowed to do this. Check its `sandbox` scope, and teamId. "
    "Another user's sandboxes require a team administrator's key and that team's teamId.",
    404: "Check the ID, and that the API key ({key}) belongs to the sandbox's owner or "
    "team. A sandbox that may be gone can be looked up with `ids` of listSandboxes.",
    407: "Check the credentials in HTTP_PROXY and HTTPS_PROXY.",
    408: "The request took too long to arrive: check the network, or try again later.",
    409: "The sandbox's state does not allow this, for example while it is being provisioned: "
    "try again when that has changed.",
    410: "The sandbox is gone: remove its ID from the program.",
    414: "These arguments are too long for the API: use fewer or shorter labels.",
    422: "Correct the refused arguments.",
    429: "Send fewer requests at a time (maxConcurrency), set invokeTimeout higher, or try again "
    "later.",
}
CHECK_BASE_URL = "Check that baseUrl is the Prime Intellect API."
SERVER_FAULT = "The API has a problem: try again later."
CHECK_INTERMEDIARY = (
    "It may be a firewall, a proxy, a login page or another server: check the network and baseUrl."
)
REDIRECT = "Redirects are not followed: set baseUrl to the API's own address."
REDIRECT_WITHIN = (
    "Redirects are not followed, and this one stays at the same address, so no setting can help: "
    "use a newer version of the provider, or try again later."
)


REQUEST_IDS = ("x-request-id", "x-correlation-id", "cf-ray")
"""Headers by which the API's operators find a request. Messages show the first one present."""


class Response(NamedTuple):
    """A complete HTTP response. Header names are in lower case."""

    status: int
    reason: str
    headers: Mapping[str, str]
    body: bytes
    key: str = ""
    """The API key, if the body contains it; empty otherwise."""

    @property
    def status_class(self) -> int:
        """The first digit of the status."""
        return self.status // 100

    @property
    def date(self) -> datetime | None:
        """The `Date` header, in whole seconds of the API's clock; None without one."""
        return parse_date(self.headers.get("date", ""))

    @property
    def request_id(self) -> str:
        """The ID of the request at the API; empty without one."""
        return next((found for name in REQUEST_IDS if (found := self.headers.get(name))), "")


class ErrorContext(NamedTuple):
    """What messages need besides the response: addresses, and the redactor."""

    base_url: str
    key_origin: str
    redactor: Redactor

    def quote(self, text: str) -> str:
        """Returns text from the API in one line, without secrets."""
        return self.redactor.quote(" ".join(text.split()))

    def quote_head(self, text: str) -> str:
        """Quotes a text from the head of a response; returns nothing if it looks like data."""
        return "" if is_data(text) else self.quote(text)


def check_status(
    context: ErrorContext, request: Request, response: Response, now: datetime
) -> None:
    """Raises for every status but 200 and 203.

    Raises:
        StatusError: its message never quotes the body of a 2xx, which may be a sandbox with the
            values of its environment variables.
    """
    if response.status in GOOD_STATUSES:
        return
    is_success = response.status_class == SUCCESS
    body = read_error_body(b"" if is_success else response.body, response.headers)
    location = response.headers.get("location", "") if response.status_class == REDIRECTION else ""
    retry_after = read_retry_after(response.headers, now)
    answer = "".join(
        (
            f"{response.status} {context.quote_head(response.reason)}".rstrip(),
            f" to {shown}" if (shown := _target(context, location)) else "",
            _quote_problems(context, body),
            f" (request id {shown})" if (shown := context.quote_head(response.request_id)) else "",
            f", retry after {retry_after:.0f} s" if retry_after else "",
        )
    )
    from_intermediary = _is_from_intermediary(response, body)
    raise StatusError(
        request.purpose,
        f"{_who_answered(response, from_intermediary=from_intermediary)} {answer}",
        _advice(context, request, response, body, from_intermediary=from_intermediary).format(
            key=context.key_origin, address=context.quote(context.base_url)
        ),
        status=response.status,
        retry_after=retry_after,
        rejected=tuple(problem.parameter for problem in body.problems if problem.parameter),
        from_intermediary=from_intermediary,
    )


def _quote_problems(context: ErrorContext, body: ErrorBody) -> str:
    if body.markup:
        return f", {body.markup}"
    shown = [_describe(context, problem) for problem in body.problems[:MAX_PROBLEMS]]
    if not shown:
        return ""
    more = len(body.problems) - len(shown)
    return f', "{"; ".join(shown)}"{f" and {more} more problems" if more else ""}'


def _describe(context: ErrorContext, problem: Problem) -> str:
    text = context.quote(problem.text)
    return f"{argument(context.quote(problem.parameter))}: {text}" if problem.parameter else text


def _is_from_intermediary(response: Response, body: ErrorBody) -> bool:
    """Returns whether something in front of the API answered, such as a firewall."""
    is_challenge = response.headers.get("cf-mitigated", "").strip().lower() == "challenge"
    is_final = response.status_class == CLIENT_ERROR and response.status not in TRANSIENT_STATUSES
    is_portal = response.status == HTTPStatus.NETWORK_AUTHENTICATION_REQUIRED
    return is_challenge or is_portal or (bool(body.markup) and is_final)


def _who_answered(response: Response, *, from_intermediary: bool) -> str:
    if response.status == HTTPStatus.PROXY_AUTHENTICATION_REQUIRED:
        return "a proxy answered"
    if from_intermediary:
        return "something in front of the API answered"
    return "the API answered"


def _advice(
    context: ErrorContext,
    request: Request,
    response: Response,
    body: ErrorBody,
    *,
    from_intermediary: bool,
) -> str:
    """Returns the advice for an error status."""
    status = response.status
    if status != HTTPStatus.PROXY_AUTHENTICATION_REQUIRED and from_intermediary:
        return CHECK_INTERMEDIARY
    if request.path == SANDBOXES_PATH and status in GONE_STATUSES:  # a list is always there
        return CHECK_BASE_URL
    if status == HTTPStatus.BAD_REQUEST and body.problems:
        return ADVICE[HTTPStatus.UNPROCESSABLE_ENTITY]
    return ADVICE.get(status) or _advice_for_class(context, response)


def _advice_for_class(context: ErrorContext, response: Response) -> str:
    if response.status_class == SERVER_ERROR or response.status in TRANSIENT_STATUSES:
        return SERVER_FAULT
    location = response.headers.get("location", "")
    if response.status_class == REDIRECTION:
        return _redirect(context.base_url, location) if location else CHECK_INTERMEDIARY
    return CHECK_BASE_URL


def _redirect(base_url: str, location: str) -> str:
    try:
        is_within = _origin(urljoin(f"{base_url}/", location)) == _origin(base_url)
    except ValueError:
        is_within = False
    return REDIRECT_WITHIN if is_within else REDIRECT


def _target(context: ErrorContext, location: str) -> str:
    """Returns the target of a redirect for a message, without a user and a password."""
    address = re.sub(r"//[^/?#]*@", "//", location)
    return context.quote_head(address) or context.quote_head(re.split(r"[?#]", address)[0])


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or DEFAULT_PORTS.get(parts.scheme)
