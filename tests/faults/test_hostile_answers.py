"""Whatever a server answers, there is an answer or a message, and never a crash."""

from __future__ import annotations

import gzip
import json
import zlib
from pathlib import Path
from typing import Any

import pulumi_resource_primeintellect
import pytest
from faults.local import RawServer, http
from plugin import Plugin, PluginError
from primeintellect_simulator import (
    DEMO_ACCOUNT,
    JSON,
    Behaviour,
    Fault,
    Sandbox,
    Simulator,
    make_sandboxes,
)
from pulumi_resource_primeintellect.api.bodies import MAX_BODY_BYTES
from pulumi_resource_primeintellect.api.decoding import MAX_GROUPS

ID = "sbx-000001"
SUBJECT = f'FAILED_PRECONDITION: cannot look up sandbox "{ID}"'
UNDOCUMENTED = f"{SUBJECT}: the API answered 200, but not as documented: "
BASE_URL = "Check that baseUrl is the Prime Intellect API. (1 try)"
SAMPLE = make_sandboxes(3, teams=())

SCHEMA = json.loads(
    Path(pulumi_resource_primeintellect.__file__).with_name("schema.json").read_text("utf-8")
)
COMPUTED = {"expiresAt", "gpu", "network", "environmentVarNames", "gpuDescription"}
FIELDS = SCHEMA["types"]["primeintellect:index:Sandbox"]["properties"]
MARKER = "wrong-value"
WRONG: dict[str, JSON] = {
    "string": [MARKER],
    "number": MARKER,
    "integer": MARKER,
    "boolean": MARKER,
    "array": MARKER,
    "object": MARKER,
}


def wrong_value(name: str) -> JSON:
    """A value of no type that the field takes; strings may also be in a relaxed enum."""
    return WRONG[FIELDS[name].get("type", "string")]


def given(plugin: Plugin, simulator: Simulator, body: bytes, **headers: str) -> dict[str, Any]:
    """The answer for a sandbox that is described so."""
    simulator.script(Fault(status=200, body=body, headers=headers))
    return plugin.invoke("getSandbox", sandboxId=ID)


def refusal(plugin: Plugin, simulator: Simulator, body: bytes, **headers: str) -> str:
    with pytest.raises(PluginError) as refused:
        given(plugin, simulator, body, **{k.replace("_", "-"): v for k, v in headers.items()})
    assert len(simulator.requests) == 1
    return str(refused.value)


def sandbox(**values: JSON) -> bytes:
    return json.dumps({**SAMPLE[0], **values}).encode()


@pytest.mark.parametrize("name", sorted(FIELDS.keys() - COMPUTED - {"id"}))
def test_one_unreadable_field_loses_neither_its_sandbox_nor_the_others(
    plugin: Plugin, name: str
) -> None:
    def broken(sandbox: Sandbox) -> Sandbox:
        return {**sandbox, sent: wrong_value(name)} if sandbox["id"] == "sbx-000002" else sandbox

    sent = "secrets" if name == "secretNames" else name

    with Simulator(sandboxes=SAMPLE, behaviour=Behaviour(reshape=broken)) as simulator:
        plugin.use(simulator)
        answer = plugin.invoke("listSandboxes")
    assert sorted(answer["ids"]) == ["sbx-000001", "sbx-000002", "sbx-000003"]
    assert (answer["count"], answer["skipped"], answer["total"]) == (3, 0, 3)
    (damaged,) = (one for one in answer["sandboxes"] if one["id"] == "sbx-000002")
    assert name not in damaged
    (warning,) = plugin.engine.warnings
    assert warning.startswith(f'`{sent}` could not be read in sandbox "sbx-000002": ')
    assert MARKER not in json.dumps([warning, answer])


def test_a_server_cannot_say_which_sandboxes_we_leave_out(
    plugin: Plugin, simulator: Simulator
) -> None:
    page = {"sandboxes": [], "total": 0, "page": 1, "per_page": 1000, "has_next": False}
    body = json.dumps({**page, "skipped": {"sbx-9": "\x1b[31m"}}).encode()
    simulator.script(Fault(status=200, body=body))
    answer = plugin.invoke("listSandboxes")
    assert (answer["skipped"], plugin.engine.log) == (0, [])


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("NaN", None),
        ("-Infinity", None),
        ("1e999", None),
        ("9" * 5000, None),
        (str(2**60), str(2**60)),
        (str(2**53), float(2**53)),
        ("-0.0", 0.0),
        ('"\\ud800x"', "\ufffdx"),
        ('"nul\\u0000l"', "nul\x00l"),
        ('{"a": 1, "a": 2}', {"a": 2.0}),
    ],
    ids=lambda value: str(value)[:12],
)
def test_values_that_json_allows_and_pulumi_does_not_are_put_into_a_form_that_it_takes(
    plugin: Plugin, simulator: Simulator, value: str, kept: object
) -> None:
    body = b'{"id": "sbx-000001", "advancedConfigs": {"it": %s}}' % value.encode()
    assert given(plugin, simulator, body)["advancedConfigs"] == {"it": kept}


@pytest.mark.parametrize("beside", ["", '"x": "\\ud800", '], ids=["quick", "patient"])
@pytest.mark.parametrize("depth", [17, 150, 250, 500, 900])
def test_a_nested_value_is_text_below_15_levels(
    plugin: Plugin, simulator: Simulator, depth: int, beside: str
) -> None:
    nested = "[" * depth + "1" + "]" * depth
    body = f'{{{beside}"id": "sbx-000001", "advancedConfigs": {{"it": {nested}}}}}'.encode()
    page = b'{"sandboxes": [%s], "total": 1, "page": 1, "per_page": 9, "has_next": false}' % body
    simulator.script(Fault(status=200, body=body), Fault(status=200, body=page))
    found = plugin.invoke("getSandbox", sandboxId=ID)
    assert plugin.invoke("listSandboxes")["sandboxes"] == [found]
    value = found["advancedConfigs"]["it"]
    for _ in range(15):
        (value,) = value
    assert value == nested[15:-15]


@pytest.mark.parametrize("depth", [*range(970, 1010), 3000, 1_000_000])
def test_a_value_nested_beyond_measure_is_an_error_or_text(
    plugin: Plugin, simulator: Simulator, depth: int
) -> None:
    body = b'{"id": "sbx-000001", "advancedConfigs": {"it": %s1%s}}' % (b"[" * depth, b"]" * depth)
    simulator.script(Fault(status=200, body=body))
    try:
        assert plugin.invoke("getSandbox", sandboxId=ID)["id"] == ID
    except PluginError as refused:
        found = "is nested too deeply" if depth < MAX_GROUPS else "has too many values"
        problem = f"it {found} ({len(body)} bytes)"
        assert str(refused) == f"{UNDOCUMENTED}{problem}. {BASE_URL}"  # noqa: PT017


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"[]", "no JSON object"),
        (b"null", "no JSON object"),
        (b'"sbx-000001"', "no JSON object"),
        (b"\x00" * 64, "no valid JSON"),
        (b"\xed\xa0\x80", "no valid JSON"),
        (b'{"id": "sbx-000001"} and more', "no valid JSON"),
    ],
)
def test_a_body_that_is_no_sandbox_is_described_but_not_quoted(
    plugin: Plugin, simulator: Simulator, body: bytes, problem: str
) -> None:
    assert refusal(plugin, simulator, body) == (
        f"{UNDOCUMENTED}{problem} ({len(body)} bytes). {BASE_URL}"
    )


def test_the_last_of_equal_keys_counts(plugin: Plugin, simulator: Simulator) -> None:
    twice = b'{"id": "sbx-000001", "name": "b", "name": "c"}'
    assert given(plugin, simulator, twice)["name"] == "c"


def test_strings_of_megabytes_pass(plugin: Plugin, simulator: Simulator) -> None:
    long = "\u00e4\x00" * 2_500_000
    assert given(plugin, simulator, sandbox(errorMessage=long))["errorMessage"] == long


def compressed(*, megabytes: int, unit: bytes = b" ") -> bytes:
    """A body that grows to so much; made piece by piece."""
    press = zlib.compressobj(1, wbits=31)
    piece = unit * (1024 * 1024 // len(unit))
    return b"".join(press.compress(piece) for _ in range(megabytes)) + press.flush()


def test_an_answer_beyond_the_largest_is_not_read_to_its_end(
    plugin: Plugin, simulator: Simulator
) -> None:
    body = compressed(megabytes=MAX_BODY_BYTES // 1024**2 + 40)
    assert len(body) < 2_000_000
    assert refusal(plugin, simulator, body, content_encoding="gzip") == (
        f"{SUBJECT}: the response has more than 256 MiB. {BASE_URL}"
    )


def test_a_compressed_answer_is_read(plugin: Plugin, simulator: Simulator) -> None:
    body = gzip.compress(sandbox())
    assert given(plugin, simulator, body, **{"content-encoding": "GZip"})["id"] == ID
    (request,) = simulator.requests
    assert request.headers["accept-encoding"] == "gzip"


@pytest.mark.covers
@pytest.mark.parametrize(
    ("coding", "how"),
    [
        ("gzip, gzip", 'as "gzip, gzip"'),
        ("br", 'as "br"'),
        ("x-new\x1b[31m", "in an unknown way"),
    ],
)
def test_other_codings_are_refused_unread(
    plugin: Plugin, simulator: Simulator, coding: str, how: str
) -> None:
    bomb = gzip.compress(compressed(megabytes=40))
    message = refusal(plugin, simulator, bomb, content_encoding=coding)
    assert message == (
        f"{SUBJECT}: the response is encoded {how}, where only gzip is allowed. {BASE_URL}"
    )


@pytest.mark.covers
def test_a_damaged_compression_is_an_answer_that_broke_off(
    plugin: Plugin, simulator: Simulator
) -> None:
    message = refusal(plugin, simulator, b"no gzip", content_encoding="gzip")
    assert message.startswith(
        f"{SUBJECT} at {simulator.url}: the response broke off (it is not valid gzip)"
    )


@pytest.mark.covers
@pytest.mark.parametrize("coding", ["gzip", "br", "gzip, gzip"])
def test_the_body_of_an_error_is_not_needed(
    plugin: Plugin, simulator: Simulator, coding: str
) -> None:
    bomb = compressed(megabytes=200)
    simulator.script(Fault(status=402, body=bomb, headers={"content-encoding": coding}))
    with pytest.raises(PluginError) as refused:
        plugin.invoke("getSandbox", sandboxId=ID)
    assert str(refused.value) == (
        f"{SUBJECT}: the API answered 402 Payment Required (request id req-000001). Add credit or "
        "a payment method to the Prime Intellect account. (1 try)"
    )


def test_an_error_body_is_quoted_short_and_without_control_characters(
    plugin: Plugin, simulator: Simulator
) -> None:
    body = b"\x1b[2J\x07" + b"x" * 100_000
    simulator.script(Fault(status=402, body=body, headers={"x-request-id": "a\x1b[31mb"}))
    with pytest.raises(PluginError) as refused:
        plugin.invoke("getSandbox", sandboxId=ID)
    message = str(refused.value)
    assert f', "\\x1b[2J\\x07{"x" * 295}..." (request id a\\x1b[31mb)' in message
    assert message.isprintable()


@pytest.mark.parametrize("function", ["getSandbox", "listSandboxes"])
def test_a_mark_of_pulumis_inside_an_answer_marks_nothing(
    plugin: Plugin, simulator: Simulator, function: str
) -> None:
    signature, secret = "4dabf18193072939515e22adb298388d", "1b47061264138c4ac30d75fd1eb44270"
    marked: dict[str, JSON] = {signature: secret, "value": "x"}
    simulator.sandboxes = [
        {
            **SAMPLE[0],
            "advancedConfigs": {**marked, "deep": [marked]},
            "environmentVars": {**marked, "A": "1"},
        }
    ]
    asked = {"sandboxId": ID} if function == "getSandbox" else {}
    answer = plugin.invoke(function, **asked, includeEnvironmentVars=True)
    found = answer if function == "getSandbox" else answer["sandboxes"][0]
    altered = {f"\ufffd{signature[1:]}": secret, "value": "x"}
    assert found["advancedConfigs"] == {**altered, "deep": [altered]}
    assert found["environmentVars"] == {signature: secret, "value": {**altered, "A": "1"}}
    without = plugin.invoke(function, **asked)
    assert f'"{signature}":' not in json.dumps(without)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_told_with_its_target_and_not_followed(
    plugin: Plugin, simulator: Simulator, status: int
) -> None:
    with Simulator() as elsewhere:
        target = f"{elsewhere.url}/api/v1/sandbox/{ID}"
        simulator.script(Fault(status=status, headers={"location": target}))
        with pytest.raises(PluginError) as refused:
            plugin.invoke("getSandbox", sandboxId=ID)
        assert elsewhere.requests == []
    message = str(refused.value)
    assert f" to {target} (request id req-000001)." in message
    assert message.endswith(
        "Redirects are not followed: set baseUrl to the API's own address. (1 try)"
    )


GOOD = b'{"id": "sbx-000001"}'
PLAIN = b"HTTP/1.1 200 OK\r\nContent-Length: 20\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    "answer",
    [
        http(GOOD),
        b"HTTP/1.0 200 OK\r\n\r\n" + GOOD,
        b"HTTP/1.1 200\r\nContent-Length: 20\r\n\r\n" + GOOD,
        b"HTTP/1.1 200 \xff\xfe\r\nContent-Length: 20\r\n\r\n" + GOOD,
        b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + PLAIN + b"\r\n" + GOOD,
        b"HTTP/1.1 100 Continue\r\n\r\n" + PLAIN + b"\r\n" + GOOD,
        PLAIN + b"Content-Length: 20\r\n\r\n" + GOOD,
        PLAIN + b"X-Odd: \xff\xfe\xc3\xa4\r\n\r\n" + GOOD,
        PLAIN + b"X-Folded: a\r\n b\r\n\r\n" + GOOD,
        PLAIN + b"Set-Cookie: a=b; Domain=.com\r\nSet-Cookie: =\r\n\r\n" + GOOD,
        PLAIN + b"Content-Type: \r\n\r\n" + GOOD,
        PLAIN + b"Content-Type: text/html; charset=no-such\r\n\r\n" + GOOD,
        PLAIN + b"X-Request-Id: \x1b\x07\r\n\r\n" + GOOD,
        CHUNKED + b"14\r\n" + GOOD + b"\r\n0\r\n\r\n",
        CHUNKED + b"14;a=b\r\n" + GOOD + b"\r\n0\r\nX: y\r\n\r\n",
        PLAIN + b"\r\n" + GOOD + b"HTTP/1.1 500 Oops\r\n\r\n",
    ],
    ids=range(16),
)  # fmt: skip
def test_an_answer_with_odd_headers_is_read(plugin: Plugin, answer: bytes) -> None:
    with RawServer(answer) as server:
        plugin.configure(apiKey=DEMO_ACCOUNT.key, baseUrl=server.url, maxRetries=0)
        assert plugin.invoke("getSandbox", sandboxId=ID)["id"] == ID
        assert len(server.heads) == 1


@pytest.mark.covers
@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"HTTP/2 200 OK\r\n\r\n",
        b"HTTP/1.1 20x OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
        PLAIN + b"Content-Length: 21\r\n\r\n" + GOOD,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 300_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: " + b"9" * 40 + b"\r\n\r\n" + GOOD,
    ],
    ids=range(11),
)
def test_an_answer_that_is_no_http_is_told_as_such(plugin: Plugin, answer: bytes) -> None:
    with RawServer(answer) as server:
        plugin.configure(apiKey=DEMO_ACCOUNT.key, baseUrl=server.url, maxRetries=0)
        with pytest.raises(PluginError) as refused:
            plugin.invoke("getSandbox", sandboxId=ID)
        assert len(server.heads) == 1
    told = (
        "the answer is not valid HTTP/1.1. Check that baseUrl is the Prime Intellect API."
        if answer.startswith(b"HTTP/")
        else "the response broke off (the connection was closed). Try again later."
    )
    assert str(refused.value) == f"{SUBJECT} at {server.url}: {told} (1 try)"
