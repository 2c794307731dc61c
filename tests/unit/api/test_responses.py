from __future__ import annotations

from datetime import datetime, timezone
from http import HTTPStatus

import pytest
from pulumi_python_provider import Redactor
from pulumi_resource_primeintellect.api.requests import (
    Request,
    SandboxQuery,
    page_request,
    sandbox_request,
)
from pulumi_resource_primeintellect.api.responses import ErrorContext, Response, check_status
from pulumi_resource_primeintellect.errors import StatusError

LOOKUP = sandbox_request("sbx-1", str)
LISTING = page_request(SandboxQuery(), 1, None, str)
NOW = datetime(2026, 1, 5, 12, 0, tzinfo=timezone.utc)
KEY = "the-secret-key"
ORIGIN = "the environment variable PRIME_API_KEY"
ADDRESS = "https://api.example.com"
HTML = b"<!DOCTYPE html>\n<html><body>ERROR: TOKEN=s3cret</body></html>"

CHECK_BASE_URL = "Check that baseUrl is the Prime Intellect API."
LATER = "The API has a problem: try again later."
REDIRECT = "Redirects are not followed: set baseUrl to the API's own address."
WITHIN = (
    "Redirects are not followed, and this one stays at the same address, so no setting can help: "
    "use a newer version of the provider, or try again later."
)
KEY_OR_ID = (
    f"Check the ID, and that the API key ({ORIGIN}) belongs to the sandbox's owner or team. "
    "A sandbox that may be gone can be looked up with `ids` of listSandboxes."
)
SCOPE = (
    f"The API key ({ORIGIN}) is not allowed to do this. Check its `sandbox` scope, and teamId. "
    "Another user's sandboxes require a team administrator's key and that team's teamId."
)
STATE = (
    "The sandbox's state does not allow this, for example while it is being provisioned: try again "
    "when that has changed."
)
SLOWER = (
    "Send fewer requests at a time (maxConcurrency), set invokeTimeout higher, or try again later."
)
IN_FRONT = (
    "It may be a firewall, a proxy, a login page or another server: check the network and baseUrl."
)


def refuse(
    status: int,
    body: bytes = b"",
    *,
    request: Request = LOOKUP,
    reason: str = "",
    key: str = KEY,
    **headers: str,
) -> StatusError:
    """The error that such a response is."""
    redactor = Redactor()
    redactor.add("apiKey", key)
    context = ErrorContext(ADDRESS, ORIGIN, redactor)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    with pytest.raises(StatusError) as raised:
        check_status(context, request, Response(status, reason, named, body), NOW)
    return raised.value


@pytest.mark.parametrize("status", [200, 203])
def test_a_good_response_passes(status: int) -> None:
    context = ErrorContext(ADDRESS, ORIGIN, Redactor())
    check_status(context, LOOKUP, Response(status, "OK", {}, b"body"), NOW)


@pytest.mark.parametrize(
    ("status", "advice"),
    [
        (
            401,
            f"Check that the API key ({ORIGIN}) is complete, not expired and meant for {ADDRESS}.",
        ),
        (402, "Add credit or a payment method to the Prime Intellect account."),
        (403, SCOPE),
        (404, KEY_OR_ID),
        (408, "The request took too long to arrive: check the network, or try again later."),
        (409, STATE),
        (410, "The sandbox is gone: remove its ID from the program."),
        (414, "These arguments are too long for the API: use fewer or shorter labels."),
        (422, "Correct the refused arguments."),
        (429, SLOWER),
        *((status, IN_FRONT) for status in (300, 302, 304)),
        *(
            (status, CHECK_BASE_URL)
            for status in (201, 202, 204, 206, 226, 299, 400, 405, 418, 600)
        ),
        *(
            (status, LATER)
            for status in (425, 500, 501, 503, 504, 505, 507, 520, 529, 530, 598, 599)
        ),
    ],
)
def test_each_status_has_its_advice(status: int, advice: str) -> None:
    assert str(refuse(status)) == (
        f'cannot look up sandbox "sbx-1": the API answered {status}. {advice}'
    )


@pytest.mark.parametrize("status", [404, 410])
def test_a_list_is_always_there(status: int) -> None:
    assert str(refuse(status, request=LISTING)) == (
        f"cannot list sandboxes: the API answered {status}. {CHECK_BASE_URL}"
    )


def test_a_proxy_that_wants_credentials_is_not_the_api() -> None:
    assert str(refuse(407, HTML)) == (
        'cannot look up sandbox "sbx-1": a proxy answered 407, an HTML page. '
        "Check the credentials in HTTP_PROXY and HTTPS_PROXY."
    )


def test_the_statuses_worth_another_try_are_transient_and_no_others() -> None:
    errors = [refuse(status) for status in range(100, 1000) if status not in {200, 203}]
    transient = {error.status for error in errors if error.transient}
    assert transient == {408, 425, 429, 500, 502, 503, 504, *range(520, 531)}


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 410, 422])
def test_a_page_in_place_of_a_refusal_comes_from_something_in_front(status: int) -> None:
    message = str(refuse(status, HTML))
    assert message == (
        'cannot look up sandbox "sbx-1": something in front of the API answered '
        f"{status}, an HTML page. {IN_FRONT}"
    )


@pytest.mark.parametrize("status", [403, 429, 503])
def test_a_challenge_comes_from_something_in_front(status: int) -> None:
    error = refuse(status, b"Just a moment", cf_mitigated="challenge", cf_ray="8f-FRA")
    assert str(error) == (
        'cannot look up sandbox "sbx-1": something in front of the API answered '
        f'{status}, "Just a moment" (request id 8f-FRA). {IN_FRONT}'
    )


def test_a_network_that_wants_a_login_is_not_the_api() -> None:
    assert str(refuse(511)) == (
        f'cannot look up sandbox "sbx-1": something in front of the API answered 511. {IN_FRONT}'
    )


@pytest.mark.parametrize("status", [501, 502, 503, 520, 429])
def test_a_gateways_page_about_a_passing_failure_is_the_apis_own_trouble(status: int) -> None:
    advice = SLOWER if status == 429 else LATER
    assert str(refuse(status, HTML)).endswith(f"the API answered {status}, an HTML page. {advice}")


def test_a_bad_request_that_says_what_is_wrong_is_no_matter_of_the_address() -> None:
    error = refuse(400, b'{"detail": "Unknown team"}')
    assert str(error).endswith('answered 400, "Unknown team". Correct the refused arguments.')


@pytest.mark.parametrize("status", [201, 202, 204, 206, 226, 299])
def test_nothing_of_a_good_body_is_quoted(status: int) -> None:
    for body in (b'{"detail": "s3cret"}', b"s3cret", b'{"errors": [{"param": "s3cret"}]}', HTML):
        error = refuse(status, body, reason="Fine", location="/s3cret", content_type="text/html")
        assert "s3cret" not in str(error)
        assert str(error).endswith(f"the API answered {status} Fine. {CHECK_BASE_URL}")


@pytest.mark.parametrize(
    ("body", "quoted"),
    [
        (b"", ""),
        (b'{"detail": "No credit left"}', ', "No credit left"'),
        (b'{"errors": [{"param": "per_page", "details": "large"}]}', ', "perPage: large"'),
        (b'{"detail": [{"loc": ["query", "max_gpu_gb"], "msg": "no"}]}', ', "maxGpuGb: no"'),
        (b'{"errors": [{"param": "a\\u0007", "details": "no"}]}', ', "a\\x07: no"'),
        (
            b'{"errors": ["a", "b", "c", "d", "e", "f", "g"]}',
            ', "a; b; c; d; e" and 2 more problems',
        ),
        (b"<h1>Bad\tgateway</h1>", ", an HTML page"),
        (b"<?xml version='1.0'?><Error/>", ", an XML document"),
        (b"\x1b[31mred\x00", ', "\\x1b[31mred\\x00"'),
        (b"Z\xfcrich", ', "Z\ufffdrich"'),
        (b"one\r\n  two", ', "one two"'),
        (b"a <{%reset%}> b", ', "a <{ %reset%}> b"'),
        (b"x" * 301, f', "{"x" * 300}..."'),
        (b"x" * 296 + KEY.encode(), f', "{"x" * 296}[api..."'),
    ],
)
def test_what_an_error_says_is_quoted_on_one_line(body: bytes, quoted: str) -> None:
    message = str(refuse(500, body, reason="Internal Server Error"))
    assert message == (
        'cannot look up sandbox "sbx-1": the API answered 500 Internal Server Error'
        f"{quoted}. {LATER}"
    )


@pytest.mark.parametrize(
    ("body", "rejected"),
    [
        (b'{"errors": [{"param": "page", "details": "small"}]}', ("page",)),
        (b'{"detail": [{"loc": ["query", "per_page"], "msg": "large"}], "id": 1}', ("per_page",)),
        (b'{"detail": "no"}', ()),
        (b"", ()),
    ],
)
def test_a_refusal_names_the_rejected_parameters(body: bytes, rejected: tuple[str, ...]) -> None:
    assert refuse(422, body).rejected == rejected


@pytest.mark.parametrize(
    ("location", "advice"),
    [
        ("https://login.example.com/", REDIRECT),
        ("http://api.example.com/", REDIRECT),
        ("https://api.example.com:8443/", REDIRECT),
        ("//elsewhere.example.com/", REDIRECT),
        ("https://[bad", REDIRECT),
        ("https://api.example.com:port/", REDIRECT),
        ("/api/v1/sandbox/", WITHIN),
        ("https://API.example.com:443/api/v2/sandbox", WITHIN),
        ("?page=1", WITHIN),
    ],
)
def test_a_redirect_says_where_to_and_whether_another_address_would_help(
    location: str, advice: str
) -> None:
    error = refuse(301, reason="Moved", location=location, x_request_id="req-\t7")
    assert str(error) == (
        f'cannot look up sandbox "sbx-1": the API answered 301 Moved to {location} (request id '
        f"req- 7). {advice}"
    )


@pytest.mark.parametrize(
    ("location", "shown"),
    [
        ("https://user:secret@login.example.com/in", "https://login.example.com/in"),
        ("//user:sec@ret@login.example.com?to=a@b", "//login.example.com"),
    ],
)
def test_the_target_of_a_redirect_is_shown_without_a_password(location: str, shown: str) -> None:
    error = refuse(302, reason="Found", location=location)
    assert f"answered 302 Found to {shown}. Redirects" in str(error)


@pytest.mark.parametrize(
    ("headers", "shown"),
    [
        ({"x_request_id": "a", "x_correlation_id": "b", "cf_ray": "c"}, "a"),
        ({"x_correlation_id": "b", "cf_ray": "c"}, "b"),
        ({"x_request_id": "", "cf_ray": "c"}, "c"),
    ],
)
def test_an_error_names_the_request(headers: dict[str, str], shown: str) -> None:
    assert f" (request id {shown}). " in str(refuse(500, **headers))  # type: ignore[arg-type]  # headers alone


def test_the_key_is_hidden_wherever_the_api_echoes_it() -> None:
    body = b'{"detail": "the-secret-key is unknown"}'
    error = refuse(302, body, reason=KEY, location=f"/{KEY}", x_request_id=KEY)
    assert str(error) == (
        'cannot look up sandbox "sbx-1": the API answered 302 [apiKey] to /[apiKey], '
        f'"[apiKey] is unknown" (request id [apiKey]). {WITHIN}'
    )
    assert str(refuse(401, key="api.example.com")).endswith(" and meant for https://[apiKey].")


def test_a_key_of_one_character_garbles_nothing_of_ours() -> None:
    error = refuse(404, b'{"detail": "cold"}', key="c", reason=HTTPStatus.NOT_FOUND.phrase)
    assert str(error) == (
        'cannot look up sandbox "sbx-1": the API answered 404 Not Found, "[apiKey]old". '
        f"{KEY_OR_ID}"
    )


@pytest.mark.parametrize(
    ("status", "header", "shown"),
    [
        (429, "7", ", retry after 7 s"),
        (503, "Mon, 05 Jan 2026 12:01:30 GMT", ", retry after 90 s"),
        (429, "0", ""),
        (429, "soon", ""),
    ],
)
def test_a_pause_that_the_api_asks_for_is_shown(status: int, header: str, shown: str) -> None:
    message = str(refuse(status, retry_after=header, x_request_id="req-1"))
    assert f"the API answered {status} (request id req-1){shown}. " in message


def test_the_head_of_a_response_is_not_quoted_where_it_looks_like_data() -> None:
    data = '{"environmentVars": {"TOKEN": "s3cret"}}'
    error = refuse(302, reason=data, location="/login?TOKEN=s3cret", x_request_id="TOKEN=s3cret")
    assert "the API answered 302 to /login. Redirects" in str(error)
    assert "to TOKEN" not in str(refuse(302, location="TOKEN=s3cret"))
