from __future__ import annotations

import json
from datetime import datetime, timezone

import pytest
from pulumi_python_provider import Redactor
from pulumi_resource_primeintellect.api.answers import Answer, Quoting, body_of
from pulumi_resource_primeintellect.api.requests import sandbox_request
from pulumi_resource_primeintellect.errors import StatusError

REQUEST = sandbox_request("sbx-1", str)
REDACTOR = Redactor()
REDACTOR.add("apiKey", "the-secret-key")
KEY = Quoting(REDACTOR, "the environment variable PRIME_API_KEY")
NOW = datetime(2026, 1, 5, 12, 0, tzinfo=timezone.utc)


def refusal(status: int, body: bytes = b"", reason: str = "", **headers: str) -> StatusError:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    with pytest.raises(StatusError) as raised:
        body_of(REQUEST, Answer(status, reason, named, body), KEY, NOW)
    return raised.value


def said(body: bytes) -> str:
    """What a message quotes of an error body."""
    message = str(refusal(400, body, "Bad Request"))
    before = 'cannot look up sandbox "sbx-1": the API answered 400 Bad Request'
    after = ". Check that baseUrl is the Prime Intellect API. (1 try)"
    assert message.startswith(before)
    assert message.endswith(after)
    return message.removeprefix(before).removesuffix(after)


def test_a_good_answer_is_its_body() -> None:
    assert body_of(REQUEST, Answer(200, "OK", {}, b"body"), KEY, NOW) == b"body"


@pytest.mark.parametrize(
    ("status", "advice"),
    [
        (
            401,
            (
                "Check that the API key (the environment variable PRIME_API_KEY) is complete, "
                "not expired and meant for this API."
            ),
        ),
        (402, "Add credit or a payment method to the Prime Intellect account."),
        (
            403,
            (
                "The API key (the environment variable PRIME_API_KEY) may not do this: check its "
                "permissions and teamId; another user's sandboxes require a team administrator's "
                "key and that team's teamId."
            ),
        ),
        (
            404,
            (
                "Check the ID and that the API key (the environment variable PRIME_API_KEY) "
                "belongs to "
                "the sandbox's owner or team; a sandbox that was seen earlier may be gone."
            ),
        ),
        (422, "Correct what it names."),
        (429, "Send fewer requests at a time (maxConcurrency) or try again later."),
        (302, "Redirects are not followed: set baseUrl to the API's own address."),
        (500, "The API has a problem of its own: try again later."),
        (520, "The API has a problem of its own: try again later."),
        (204, "Check that baseUrl is the Prime Intellect API."),
        (409, "Check that baseUrl is the Prime Intellect API."),
        (599, "Check that baseUrl is the Prime Intellect API."),
    ],
)
def test_each_status_has_its_advice(status: int, advice: str) -> None:
    assert str(refusal(status)) == (
        f'cannot look up sandbox "sbx-1": the API answered {status}. {advice} (1 try)'
    )


def test_the_statuses_worth_another_try_are_transient_and_no_others() -> None:
    errors = [refusal(status) for status in range(100, 1000) if status != 200]
    transient = {error.status for error in errors if error.transient}
    assert transient == {408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 525, 526}


@pytest.mark.parametrize(
    ("body", "quoted"),
    [
        (b"", ""),
        (b" \n", ""),
        (b'{"detail": "No credit left"}', ', "No credit left"'),
        (b'{"error": "No credit left"}', ', "No credit left"'),
        (b'{"message": "No credit left"}', ', "No credit left"'),
        (b'{"detail": {"code": 7}, "error": "No credit"}', ', "No credit"'),
        (b'{"code": 7}', ', "{"code": 7}"'),
        (b'["no", "object"]', ', "["no", "object"]"'),
        (b'"a sentence"', ', ""a sentence""'),
        (b'{"errors": []}', ', "{"errors": []}"'),
        (b'{"errors": [{"param": "page", "details": "too small"}]}', ', "page: too small"'),
        (
            b'{"errors": [{"param": "a", "details": "b"}, {"param": "c", "details": "d"}]}',
            ', "a: b; c: d"',
        ),
        (
            b'{"detail": [{"loc": ["query", "per_page"], "msg": "at most 100", "type": "x"}]}',
            ', "perPage: at most 100"',
        ),
        (b'{"detail": [{"loc": ["query", "labels", 0], "msg": "no"}]}', ', "0: no"'),
        (
            b'{"errors": [{"param": "max_gpu_memory_gb", "details": "large"}]}',
            ', "maxGpuMemoryGb: large"',
        ),
        (b'{"detail": []}', ', "{"detail": []}"'),
        (b"<html>\n  <h1>Bad\tgateway</h1>\n</html>", ', "<html> <h1>Bad gateway</h1> </html>"'),
        (b"\x1b[31mred\x00", ', "\\x1b[31mred\\x00"'),
        (b"Z\xfcrich", ', "Z\ufffdrich"'),
        (b"x" * 300, f', "{"x" * 300}"'),
        (b"x" * 301, f', "{"x" * 300}..."'),
    ],
)
def test_an_error_body_of_any_shape_is_quoted_on_one_line(body: bytes, quoted: str) -> None:
    assert said(body) == quoted


def test_a_deeply_nested_error_body_is_quoted_as_it_is() -> None:
    assert said(b"[" * 100_000) == f', "{"[" * 300}..."'


def test_a_rejection_without_a_location_is_quoted_all_the_same() -> None:
    assert "at most 100" in said(b'{"detail": [{"loc": [], "msg": "at most 100"}]}')


def test_the_rejected_parameters_are_known_beside_other_keys_of_the_body() -> None:
    body = {"detail": [{"loc": ["query", "per_page"], "msg": "too large"}], "request_id": "r-1"}
    assert refusal(422, json.dumps(body).encode()).rejected == ("per_page",)


@pytest.mark.parametrize(
    ("body", "rejected"),
    [
        (b'{"errors": [{"param": "page", "details": "small"}]}', ("page",)),
        (b'{"detail": [{"loc": ["query", "per_page"], "msg": "large"}]}', ("per_page",)),
        (b'{"detail": "no"}', ()),
        (b"", ()),
    ],
)
def test_a_refusal_names_the_rejected_parameters(body: bytes, rejected: tuple[str, ...]) -> None:
    assert refusal(422, body).rejected == rejected


def test_a_refusal_tells_where_a_redirect_leads_and_the_request_id() -> None:
    error = refusal(
        301, reason="Moved", location="https://login.example.com/", x_request_id="req-\t7"
    )
    assert str(error) == (
        'cannot look up sandbox "sbx-1": the API answered 301 Moved to https://login.example.com/ '
        "(request id req- 7). Redirects are not followed: set baseUrl to the API's own address. "
        "(1 try)"
    )


def test_the_key_is_hidden_wherever_the_api_echoes_it() -> None:
    error = refusal(
        401,
        b'{"detail": "the-secret-key is unknown"}',
        "the-secret-key",
        location="/the-secret-key",
        x_request_id="the-secret-key",
    )
    assert str(error) == (
        'cannot look up sandbox "sbx-1": the API answered 401 [apiKey] to /[apiKey], '
        '"[apiKey] is unknown" (request id [apiKey]). Check that the API key (the environment '
        "variable PRIME_API_KEY) is complete, not expired and meant for this API. (1 try)"
    )


def test_no_part_of_an_echoed_key_is_left_where_a_long_body_is_cut() -> None:
    assert "the-" not in said(b"x" * 296 + b"the-secret-key")


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("0", 0.0),
        ("120", 120.0),
        ("Mon, 05 Jan 2026 12:00:30 GMT", 30.0),
        ("Mon, 05 Jan 2026 12:00:30 -0000", 30.0),
        ("Mon, 05 Jan 2026 14:00:30 +0100", 3630.0),
        ("Mon, 05 Jan 2026 11:59:00 GMT", 0.0),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("\u0661", None),
        ("Mon, 05 Jan 99999999999999999999 12:00:00 GMT", None),
        ("Mon, 05 Jan 2026 12:00:30 +99999999999999", None),
    ],
)
def test_retry_after_is_read_in_both_of_its_forms(header: str, seconds: float | None) -> None:
    assert refusal(429, retry_after=header).retry_after == seconds


@pytest.mark.parametrize(
    ("status", "header", "told"),
    [
        (429, "7", ", retry after 7 s"),
        (503, "Mon, 05 Jan 2026 12:01:30 GMT", ", retry after 90 s"),
        (429, "0", ""),
        (429, "soon", ""),
    ],
)
def test_a_pause_that_the_api_asks_for_is_told(status: int, header: str, told: str) -> None:
    message = str(refusal(status, retry_after=header, x_request_id="req-1"))
    assert f"the API answered {status} (request id req-1){told}. " in message


def test_without_retry_after_the_api_asks_for_no_pause() -> None:
    assert refusal(503).retry_after is None
