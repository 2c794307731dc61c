from __future__ import annotations

import json
import os
import sys
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest
from plugin import TERMINATED, UNMEASURED, Plugin, PluginError
from primeintellect_simulator import DEMO_ACCOUNT, Fault, Simulator
from pulumi_resource_primeintellect import __version__

if TYPE_CHECKING:
    from pathlib import Path

SUBJECT = 'FAILED_PRECONDITION: cannot look up sandbox "sbx-000001"'
ONCE = "(1 try)"
ID = "(request id req-000001)"
ANSWERED = f"{SUBJECT}: the API answered"
INVALID = HTTPStatus.UNPROCESSABLE_ENTITY.phrase
LATER = "The API has a problem: try again later."
BASE_URL = "Check that baseUrl is the Prime Intellect API."
NOT_DOCUMENTED = f"{ANSWERED} 200, but not as documented:"


def refusal(plugin: Plugin) -> str:
    return plugin.refusal("getSandbox", sandboxId="sbx-000001")


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (
            Fault(status=402, body=b'{"error": {"message": "Insufficient balance"}}'),
            (
                f'402 Payment Required, "Insufficient balance" {ID}. '
                "Add credit or a payment method to the Prime Intellect account."
            ),
        ),
        (
            Fault(status=422, body=b'{"detail": [{"loc": ["path", "sandbox_id"], "msg": "b"}]}'),
            f'422 {INVALID}, "sandboxId: b" {ID}. Correct the refused arguments.',
        ),
        (
            Fault(status=429, headers={"retry-after": "90"}),
            (
                f"429 Too Many Requests {ID}, retry after 90 s. Send fewer requests at a time "
                "(maxConcurrency), set invokeTimeout higher, or try again later."
            ),
        ),
        (
            Fault(status=502, body=b"<html>\n<body>Bad\ngateway</body>\n</html>"),
            f"502 Bad Gateway, an HTML page {ID}. {LATER}",
        ),
        (Fault(status=204), f"204 No Content {ID}. {BASE_URL}"),
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
        f"variable PRIME_API_KEY) is complete, not expired and meant for {simulator.url}. {ONCE}"
    )


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "no valid JSON (0 bytes)"),
        (b"[]", "no JSON object (2 bytes)"),
        (b"{}", "id: it is missing"),
    ],
)
def test_an_answer_that_is_not_as_documented_is_described_but_not_quoted(
    plugin: Plugin, simulator: Simulator, body: bytes, problem: str
) -> None:
    simulator.script(Fault(status=200, body=body))
    assert refusal(plugin) == f"{NOT_DOCUMENTED} {problem}. {BASE_URL} {ONCE}"
    assert len(simulator.requests) == 1


def test_a_page_in_place_of_an_answer_is_probably_a_login(
    plugin: Plugin, simulator: Simulator
) -> None:
    simulator.script(Fault(status=200, body=b"\n<html>secret</html>"))
    assert refusal(plugin) == (
        f"{NOT_DOCUMENTED} a page of HTML or XML (20 bytes). It may be a firewall, a proxy, a "
        f"login page or another server: check the network and baseUrl. {ONCE}"
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
    with pytest.raises(PluginError) as refused:
        plugin.invoke("listSandboxes")
    assert str(refused.value) == (
        "FAILED_PRECONDITION: cannot list sandboxes: the API answered 404 Not Found (request id "
        f"req-000001). {BASE_URL} {ONCE}"
    )


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422, 429, 500, 520])
def test_an_echoed_key_is_never_shown(plugin: Plugin, simulator: Simulator, status: int) -> None:
    simulator.script(Fault(status=status, body=b"Not allowed: ", echo_authorization=True))
    message = refusal(plugin)
    assert '"Not allowed: Bearer [apiKey]"' in message
    assert DEMO_ACCOUNT.key not in message


def test_an_echoed_key_is_in_no_result(plugin: Plugin, simulator: Simulator) -> None:
    key = "pit_0123456789abcdef"
    sent = {"id": "sbx-000001", "errorMessage": f"401 for Bearer {key}"}
    simulator.script(Fault(status=200, body=json.dumps(sent).encode()))
    plugin.use(simulator, apiKey=key)
    found = plugin.invoke("getSandbox", sandboxId="sbx-000001")
    assert found["errorMessage"] == "401 for Bearer [apiKey]"


def test_a_key_of_digits_costs_no_sandbox_that_has_it_as_a_number(
    plugin: Plugin, simulator: Simulator
) -> None:
    key = "12345678901234567890123456"
    sent = {"id": "sbx-000001", "exitCode": int(key), "name": "x", "errorMessage": [int(key), key]}
    simulator.script(Fault(status=200, body=json.dumps(sent).encode()))
    plugin.use(simulator, apiKey=key)
    expected = {"id": "sbx-000001", "name": "x", "gpuDescription": "unknown"}
    assert plugin.invoke("getSandbox", sandboxId="sbx-000001") == expected
    assert key not in "".join(plugin.engine.warnings)


def test_a_variable_can_have_the_key_as_its_value(plugin: Plugin, simulator: Simulator) -> None:
    key = "pit_0123456789abcdef"
    variables = {"PRIME_API_KEY": key, f"FOR_{key}": "1"}
    sent = {"id": "sbx-000001", "environmentVars": variables, "name": f"for {key}"}
    listed = {"sandboxes": [sent], "total": 1, "page": 1, "per_page": 1000, "has_next": False}
    expected = {"PRIME_API_KEY": key, "FOR_[apiKey]": "1"}
    simulator.script(
        Fault(status=200, body=json.dumps(sent).encode()),
        Fault(status=200, body=json.dumps(listed).encode()),
    )
    plugin.use(simulator, apiKey=key)
    found = plugin.invoke("getSandbox", sandboxId="sbx-000001", includeEnvironmentVars=True)
    assert found["environmentVars"]["value"] == expected
    assert found["name"] == "for [apiKey]"
    several = plugin.invoke("listSandboxes", includeEnvironmentVars=True)["sandboxes"]
    assert [one["environmentVars"]["value"] for one in several] == [expected]


def test_an_echoed_key_in_a_redirect_is_never_shown(plugin: Plugin, simulator: Simulator) -> None:
    location = f"https://login.example.com/{DEMO_ACCOUNT.key}?key={DEMO_ACCOUNT.key}"
    simulator.script(Fault(status=302, headers={"location": location}))
    assert f"to https://login.example.com/[apiKey] {ID}" in refusal(plugin)


def test_an_answer_that_takes_too_long_is_given_up(plugin: Plugin, simulator: Simulator) -> None:
    plugin.use(simulator, requestTimeout=0.2)
    for fault in (Fault(delay_seconds=600), Fault(delivery="stalled")):
        simulator.script(fault)
        assert refusal(plugin) == (
            f"{SUBJECT} at {simulator.url}: no complete response within 0.2 s. "
            f"Check the network, or set requestTimeout higher. {ONCE}"
        )


@pytest.mark.parametrize("fault", [Fault(delivery="cut"), Fault(delivery="dropped")])
def test_an_answer_that_breaks_off_is_no_answer(
    plugin: Plugin, simulator: Simulator, fault: Fault
) -> None:
    simulator.script(fault)
    assert refusal(plugin) == (
        f"{SUBJECT} at {simulator.url}: the response broke off (the connection was closed). "
        f"Try again later. {ONCE}"
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


DAMAGED = """
import certifi
certifi.where = lambda: {}["a secret"]
from pulumi_resource_primeintellect.__main__ import main
main()
"""
"""The plugin, but for a package that does not work."""


HELD_UP = """
import certifi, sys
pipe = sys.argv.pop(1)
certifi.where = lambda: open(pipe).read() or "/there/is/no/such/file.pem"
from pulumi_resource_primeintellect.__main__ import main
main()
"""
"""The plugin, but for that its first argument is a pipe which the authorities wait for."""


@pytest.mark.systems("linux", "darwin")
def test_a_failure_that_requests_wait_for_prints_no_traceback(
    tmp_path: Path, simulator: Simulator
) -> None:
    """Not even when another configuration takes the place of the one that failed."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    command = (sys.executable, "-c", HELD_UP, str(pipe))
    plugin = Plugin(attachable=True, command=command, environment=UNMEASURED)
    plugin.attach()
    plugin.configure(apiKey="a-key-of-some-length")
    calls = [plugin.begin("listSandboxes", perPage=size) for size in (1, 2)]
    for _ in range(10):
        plugin.schema()  # meanwhile the calls come to where they wait
    pipe.write_bytes(b"")
    for call in calls:
        with pytest.raises(PluginError, match="certificates of authorities cannot be read"):
            plugin.result(call)
    plugin.attach()
    plugin.use(simulator)
    assert plugin.invoke("getSandbox", sandboxId="sbx-000001")["id"] == "sbx-000001"
    plugin.process.terminate()
    assert plugin.wait() == (TERMINATED, "", "")


def test_a_bug_is_one_line_without_its_text_and_with_where_to_report_it() -> None:
    with Plugin(command=(sys.executable, "-c", DAMAGED)) as plugin:
        plugin.configure(apiKey="a-key-of-some-length")
        with pytest.raises(PluginError) as refused:
            plugin.invoke("listSandboxes")
        schema = plugin.schema()
    assert str(refused.value) == (
        f"INTERNAL: a bug in the primeintellect provider {__version__} (KeyError at "
        "<string>:3). Please report it at "
        "https://github.com/pulumi-primeintellect/pulumi-primeintellect/issues"
    )
    assert schema.startswith('{\n  "name": "primeintellect",')
