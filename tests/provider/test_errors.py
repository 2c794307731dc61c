from __future__ import annotations

import os
import socket
import sys
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest
from plugin import Plugin, Refused
from primeintellect_simulator import DEMO_ACCOUNT, Fault, Simulator
from pulumi_resource_primeintellect import __version__

if TYPE_CHECKING:
    from pathlib import Path

SUBJECT = 'FAILED_PRECONDITION: cannot look up sandbox "sbx-000001"'
ONCE = "(1 try)"
ID = "(request id req-000001)"
ANSWERED = f"{SUBJECT}: the API answered"
INVALID = HTTPStatus.UNPROCESSABLE_ENTITY.phrase
LATER = "The API has a problem of its own: try again later."
BASE_URL = "Check that baseUrl is the Prime Intellect API."
NOT_DOCUMENTED = f"{ANSWERED} 200, but not as documented:"


def refusal(plugin: Plugin) -> str:
    with pytest.raises(Refused) as refused:
        plugin.invoke("getSandbox", sandboxId="sbx-000001")
    return str(refused.value)


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (
            Fault(status=401),
            (
                f"401 Unauthorized {ID}. Check that the API key (the provider argument or stack "
                "configuration primeintellect:apiKey) is "
                "complete, not expired and meant for this API."
            ),
        ),
        (
            Fault(status=402, body=b'{"detail": "Insufficient balance"}'),
            (
                f'402 Payment Required, "Insufficient balance" {ID}. '
                "Add credit or a payment method to the Prime Intellect account."
            ),
        ),
        (
            Fault(status=403, body=b'{"error": "No access"}'),
            (
                f'403 Forbidden, "No access" {ID}. The API key (the provider argument or stack '
                "configuration primeintellect:apiKey) may not do "
                "this: check its permissions and teamId; another user's sandboxes require a team "
                "administrator's key and that team's teamId."
            ),
        ),
        (
            Fault(status=404),
            (
                f"404 Not Found {ID}. Check the ID and that the API key (the provider argument "
                "or stack configuration primeintellect:apiKey) "
                "belongs to the sandbox's owner or team; a sandbox that was seen earlier may be "
                "gone."
            ),
        ),
        (Fault(status=409), f"409 Conflict {ID}. {BASE_URL}"),
        (
            Fault(status=422, body=b'{"errors": [{"param": "sandbox_id", "details": "b"}]}'),
            f'422 {INVALID}, "sandboxId: b" {ID}. Correct what it names.',
        ),
        (
            Fault(status=422, body=b'{"detail": [{"loc": ["path", "a"], "msg": "b"}]}'),
            f'422 {INVALID}, "a: b" {ID}. Correct what it names.',
        ),
        (
            Fault(status=422, body=b'{"detail": "Sandbox ID is malformed"}'),
            f'422 {INVALID}, "Sandbox ID is malformed" {ID}. Correct what it names.',
        ),
        (
            Fault(status=429, body=b'{"detail": "Rate limit exceeded"}'),
            (
                f'429 Too Many Requests, "Rate limit exceeded" {ID}. '
                "Send fewer requests at a time (maxConcurrency) or try again later."
            ),
        ),
        (
            Fault(status=429, headers={"retry-after": "90"}),
            (
                f"429 Too Many Requests {ID}, retry after 90 s. "
                "Send fewer requests at a time (maxConcurrency) or try again later."
            ),
        ),
        (Fault(status=408), f"408 Request Timeout {ID}. {LATER}"),
        (Fault(status=500), f"500 Internal Server Error {ID}. {LATER}"),
        (
            Fault(status=502, body=b"<html>\n<body>Bad\ngateway</body>\n</html>"),
            f'502 Bad Gateway, "<html> <body>Bad gateway</body> </html>" {ID}. {LATER}',
        ),
        (Fault(status=503), f"503 Service Unavailable {ID}. {LATER}"),
        (Fault(status=504), f"504 Gateway Timeout {ID}. {LATER}"),
        (
            Fault(status=520, body=b"error code: 520"),
            f'520, "error code: 520" {ID}. {LATER}',
        ),
        (Fault(status=204), f"204 No Content {ID}. {BASE_URL}"),
        (
            Fault(status=307, headers={"location": "https://login.example.com/"}),
            (
                f"307 Temporary Redirect to https://login.example.com/ {ID}. "
                "Redirects are not followed: set baseUrl to the API's own address."
            ),
        ),
    ],
    ids=lambda value: value.status if isinstance(value, Fault) else "",
)
def test_a_refusal_tells_what_was_asked_what_came_back_and_what_to_do(
    plugin: Plugin, simulator: Simulator, fault: Fault, message: str
) -> None:
    simulator.script(fault)
    assert refusal(plugin) == f"{ANSWERED} {message} {ONCE}"
    assert len(simulator.requests) == 1


def test_a_wrong_key_is_refused_with_the_place_it_came_from(simulator: Simulator) -> None:
    environment = {"PRIME_API_KEY": "wrong-key", "PRIME_BASE_URL": simulator.url}
    with Plugin(environment=environment) as plugin:
        plugin.configure()
        message = refusal(plugin)
    assert message == (
        f"{ANSWERED} 401 Unauthorized {ID}. Check that the API key (the environment "
        f"variable PRIME_API_KEY) is complete, not expired and meant for this API. {ONCE}"
    )


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "no valid JSON (0 bytes)"),
        (b"<html>secret</html>", "no valid JSON (19 bytes)"),
        (b"[]", "no JSON object (2 bytes)"),
        (b"{}", "id: Field required"),
        (
            b'{"id": "s", "environmentVars": "SECRET=1"}',
            "environmentVars: Input should be a valid dictionary",
        ),
    ],
)
def test_an_answer_that_is_not_as_documented_is_described_but_not_quoted(
    plugin: Plugin, simulator: Simulator, body: bytes, problem: str
) -> None:
    simulator.script(Fault(status=200, body=body))
    assert refusal(plugin) == f"{NOT_DOCUMENTED} {problem}. {BASE_URL} {ONCE}"
    assert len(simulator.requests) == 1


def test_a_count_that_pulumi_has_no_room_for_is_no_bug_of_the_provider(
    plugin: Plugin, simulator: Simulator
) -> None:
    simulator.script(Fault(status=200, body=b'{"id": "s", "gpuCount": %s}' % (b"9" * 400)))
    assert refusal(plugin) == (
        f"{NOT_DOCUMENTED} gpuCount: Input should be less than or equal to 9007199254740992. "
        f"{BASE_URL} {ONCE}"
    )


def test_another_sandbox_than_was_asked_for_is_no_answer(
    plugin: Plugin, simulator: Simulator
) -> None:
    simulator.script(Fault(status=200, body=b'{"id": "sbx-000002"}'))
    assert refusal(plugin) == (
        'FAILED_PRECONDITION: cannot look up sandbox "sbx-000001": the API answered with another '
        f'sandbox, "sbx-000002". {BASE_URL} {ONCE}'
    )


def test_a_listing_that_is_not_found_is_no_matter_of_an_id(
    plugin: Plugin, simulator: Simulator
) -> None:
    simulator.script(Fault(status=404, body=b""))
    with pytest.raises(Refused) as refused:
        plugin.invoke("listSandboxes")
    assert str(refused.value) == (
        "FAILED_PRECONDITION: cannot list sandboxes: the API answered 404 Not Found (request id "
        f"req-000001). {BASE_URL} {ONCE}"
    )


def test_an_answer_nested_deeper_than_pulumi_reads_has_text_in_its_depths(
    plugin: Plugin, simulator: Simulator
) -> None:
    body = b'{"id": "sbx-000001", "advancedConfigs": %s"end"%s}' % (b'{"a": ' * 60, b"}" * 60)
    simulator.script(Fault(status=200, body=body))
    read = plugin.invoke("getSandbox", sandboxId="sbx-000001")["advancedConfigs"]
    for _ in range(17):
        (read,) = read.values()
    assert read == '{"a": ' * 43 + '"end"' + "}" * 43


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422, 429, 500, 520])
def test_an_echoed_key_is_never_shown(plugin: Plugin, simulator: Simulator, status: int) -> None:
    simulator.script(Fault(status=status, body=b"Not allowed: ", echo_authorization=True))
    message = refusal(plugin)
    assert '"Not allowed: Bearer [apiKey]"' in message
    assert DEMO_ACCOUNT.key not in message


def test_an_echoed_key_in_a_redirect_is_never_shown(plugin: Plugin, simulator: Simulator) -> None:
    location = f"https://login.example.com/?key={DEMO_ACCOUNT.key}"
    simulator.script(Fault(status=302, headers={"location": location}))
    assert f"to https://login.example.com/?key=[apiKey] {ID}" in refusal(plugin)


def test_an_answer_that_takes_too_long_is_given_up(plugin: Plugin, simulator: Simulator) -> None:
    plugin.use(simulator, requestTimeout=0.2)
    for fault in (Fault(delay_seconds=600), Fault(delivery="stalled")):
        simulator.script(fault)
        assert refusal(plugin) == (
            f"{SUBJECT} at {simulator.url}: no complete answer within 0.2 s. "
            f"Check the network, or set requestTimeout higher. {ONCE}"
        )


@pytest.mark.parametrize("fault", [Fault(delivery="cut"), Fault(delivery="dropped")])
def test_an_answer_that_breaks_off_is_no_answer(
    plugin: Plugin, simulator: Simulator, fault: Fault
) -> None:
    simulator.script(fault)
    assert refusal(plugin) == (
        f"{SUBJECT} at {simulator.url}: the answer broke off (RemoteProtocolError). "
        f"Try again later. {ONCE}"
    )


def test_where_nothing_listens_the_address_is_named(plugin: Plugin) -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{bound.getsockname()[1]}"
        plugin.configure(apiKey=DEMO_ACCOUNT.key, baseUrl=url, maxRetries=0)
        message = refusal(plugin)
    assert message == (
        f"{SUBJECT} at {url}: no connection (All connection attempts failed). "
        f"Check the network and baseUrl. {ONCE}"
    )


def test_a_proxy_that_refuses_is_told_apart_from_the_api(simulator: Simulator) -> None:
    with Plugin(environment={"HTTPS_PROXY": simulator.url}) as plugin:
        plugin.use(simulator, baseUrl="https://api.example.com/api/v1")
        simulator.script(Fault(status=407))
        message = refusal(plugin)
    assert message == (
        f"{SUBJECT} at https://api.example.com: the proxy failed (407 Proxy Authentication "
        f"Required). Check HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY. {ONCE}"
    )


@pytest.mark.parametrize("retries", [0, 1, 2])
def test_a_request_is_sent_again_as_often_as_configured(
    plugin: Plugin, simulator: Simulator, retries: int
) -> None:
    plugin.use(simulator, maxRetries=retries)
    simulator.script(*(Fault(status=503) for _ in range(9)))
    assert refusal(plugin) == (
        f"{ANSWERED} 503 Service Unavailable (request id req-00000{retries + 1}). {LATER} "
        f"({('1 try', '2 tries', '3 tries')[retries]})"
    )
    assert [request.status for request in simulator.requests] == [503] * (retries + 1)


def test_a_failure_that_passes_is_not_seen(plugin: Plugin, simulator: Simulator) -> None:
    plugin.use(simulator, maxRetries=2)
    simulator.script(*(Fault(status=status) for status in (502, 520)))
    assert plugin.invoke("getSandbox", sandboxId="sbx-000001")["id"] == "sbx-000001"
    assert [request.status for request in simulator.requests] == [502, 520, 200]


def test_a_bug_is_one_line_without_its_text_and_with_where_to_report_it(tmp_path: Path) -> None:
    (tmp_path / "tenacity.py").write_text('raise RuntimeError("a secret")', encoding="utf-8")
    paths = os.pathsep.join([str(tmp_path), *sys.path])
    with Plugin(environment={"PYTHONPATH": paths}) as plugin:
        with pytest.raises(Refused) as refused:
            plugin.configure(apiKey="key")
        schema = plugin.schema()
    assert str(refused.value) == (
        f"INTERNAL: a bug in the primeintellect provider {__version__} (RuntimeError at "
        "tenacity.py:1). Please report it at "
        "https://github.com/pulumi-primeintellect/pulumi-primeintellect/issues"
    )
    assert schema.startswith('{\n  "name": "primeintellect",')
