"""A key of known text and values of environment variables: no output has them, whatever happens."""

from __future__ import annotations

import base64
import html
import json
import re
import socket
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

import pytest
from faults.local import RawServer, http
from plugin import Engine, Plugin, PluginError
from primeintellect_simulator import (
    DEMO_ACCOUNT,
    Account,
    Behaviour,
    Fault,
    Sandbox,
    Simulator,
    make_sandboxes,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

KEY = 'pit_Known-text/of"the+key&more~'
VALUE = "known-value-of-a-variable"
ACCOUNT = Account(key=KEY, user_id=DEMO_ACCOUNT.user_id)
SANDBOXES: list[Sandbox] = [
    {**sandbox, "environmentVars": {"TOKEN": VALUE}} for sandbox in make_sandboxes(5, teams=())
]
TRACES = [
    KEY,
    VALUE,
    json.dumps(KEY)[1:-1],
    quote(KEY, safe=""),
    html.escape(KEY),
    base64.b64encode(KEY.encode()).decode(),
    # What a change of case or a cut would leave of it.
    "known-text",
    "Known-tex",
    'of"the',
    "+key&mor",
    'of\\"the',
]  # fmt: skip
ECHO = KEY.encode()
STATUSES = [204, 301, 400, 401, 402, 403, 404, 408, 409, 422, 429, 500, 502, 503, 520]


class Scene(NamedTuple):
    """A plugin that is told everything, and the API it is configured for."""

    plugin: Plugin
    simulator: Simulator
    said: list[str]

    def refused(self, function: str = "getSandbox", **arguments: object) -> str:
        """The message of a call that fails, kept for the search at the end."""
        given = arguments or {"sandboxId": "sbx-000001"}
        with pytest.raises(PluginError) as refused:
            self.plugin.invoke(function, **given)
        self.said.append(str(refused.value))
        return self.said[-1]


@pytest.fixture
def scene() -> Iterator[Scene]:
    """Searches everything that was said, logged or printed when the test is over."""
    with (
        Simulator(sandboxes=SANDBOXES, accounts=[ACCOUNT]) as simulator,
        Plugin(
            *("--logtostderr", "-v=9"), attachable=True, environment={"PRIME_API_KEY": KEY}
        ) as plugin,
    ):
        plugin.attach()
        plugin.configure(baseUrl=simulator.url, maxRetries=0, requestTimeout=5)
        scene = Scene(plugin, simulator, [])
        yield scene
        if plugin.process.poll() is None:
            plugin.cancel()
            plugin.process.terminate()
        code, out, err = plugin.wait()
    assert (code, out, err) == (0, "", "")
    assert scene.said
    assert any(line.startswith("DEBUG: GET /api/v1/sandbox") for line in plugin.engine.log)
    for text in [*scene.said, *plugin.engine.log]:
        assert [trace for trace in TRACES if trace.lower() in text.lower()] == []


def test_no_status_brings_it_out(scene: Scene) -> None:
    headers = {
        "location": f"https://elsewhere.example.com/?key={quote(KEY, safe='')}&k={KEY}",
        "x-request-id": KEY,
        "retry-after": KEY,
        "www-authenticate": KEY,
    }
    for status in STATUSES:
        for body in (ECHO, b"", json.dumps({"detail": f"no {KEY}"}).encode()):
            scene.simulator.script(
                Fault(status=status, headers=headers, body=body, echo_authorization=status > 204)
            )
            message = scene.refused()
            assert "[apiKey]" in message
            assert (
                f"the API answered {status}" in message
                or "rate limit allows the next request in" in message
            )
            scene.plugin.configure(baseUrl=scene.simulator.url, maxRetries=0)


@pytest.mark.parametrize(
    "body",
    [
        KEY,
        json.dumps({"detail": KEY}),
        json.dumps({"error": f"Bearer {KEY}"}),
        json.dumps({"code": KEY, "n": 1}),
        json.dumps({"code": KEY}).replace("/", "\\/"),
        json.dumps({KEY: 1}),
        json.dumps([KEY]),
        json.dumps({"errors": [{"param": KEY, "details": KEY}]}),
        json.dumps({"errors": [{"param": f"a_{KEY}_b", "details": "no"}]}),
        json.dumps({"detail": [{"loc": ["header", KEY], "msg": KEY}]}),
        json.dumps({"detail": [{"loc": [KEY], "msg": "no"}]}),
        f"<p>{html.escape(KEY)}</p>",
        f"<a href='?key={quote(KEY, safe='')}'>",
        f"{'x' * 290} {KEY}",
        f"{'x' * 298}{KEY}",
        f"{KEY}{KEY}{KEY}",
    ],
    ids=range(16),
)
def test_no_body_of_an_error_brings_it_out(scene: Scene, body: str) -> None:
    for status in (400, 422):
        scene.simulator.script(Fault(status=status, body=body.encode()))
        scene.refused()


def test_no_answer_that_cannot_be_read_brings_it_out(scene: Scene) -> None:
    sandbox = {"id": "sbx-000001", "environmentVars": {"TOKEN": VALUE}}
    for body in (
        KEY,
        VALUE,
        json.dumps([KEY, VALUE]),
        json.dumps({**sandbox, "id": None}),
        json.dumps({**sandbox, "gpuCount": KEY}),
        json.dumps({**sandbox, "labels": [KEY, 1]}),
        json.dumps({**sandbox, "startCommand": {"args": [KEY]}}),
        json.dumps({**sandbox, "startCommand": {"executable": 1, "args": [VALUE, KEY]}}),
        json.dumps({**sandbox, "environmentVars": [VALUE]}),
        json.dumps({**sandbox, "environmentVars": VALUE}),
        json.dumps({**sandbox, "advancedConfigs": [KEY, VALUE]}),
        json.dumps({**sandbox, "createdAt": {KEY: VALUE}}),
        json.dumps(sandbox)[:-9],
    ):
        scene.simulator.script(Fault(status=200, body=body.encode()))
        try:
            scene.said.append(json.dumps(scene.plugin.invoke("getSandbox", sandboxId="sbx-000001")))
        except PluginError as refused:
            scene.said.append(str(refused))


def test_no_warning_brings_it_out(scene: Scene) -> None:
    """What an API sends as a status is shown, and so is the ID of what cannot be read."""
    sandboxes = [
        {**SANDBOXES[0], "status": KEY, "gpuType": f"{KEY}_80GB", "name": None},
        {**SANDBOXES[1], "id": KEY, "labels": 7},
        {**SANDBOXES[2], "environmentVars": [VALUE]},
        {**SANDBOXES[3], "environmentVars": {"TOKEN": VALUE}, "gpuCount": VALUE},
    ]
    with Simulator(accounts=[ACCOUNT]) as simulator:
        page = {"total": 4, "page": 1, "per_page": 1000, "has_next": False}
        body = json.dumps({**page, "sandboxes": sandboxes}).encode()
        simulator.script(Fault(status=200, body=body))
        scene.plugin.configure(baseUrl=simulator.url)
        assert scene.plugin.invoke("listSandboxes")["skipped"] == 0
    scene.said.extend(scene.plugin.engine.warnings)
    assert len(scene.plugin.engine.warnings) == 6
    assert any("[apiKey]" in warning for warning in scene.plugin.engine.warnings)


def test_no_broken_connection_brings_it_out(scene: Scene) -> None:
    for fault in (Fault(delivery="dropped"), Fault(delivery="cut")):
        scene.simulator.script(fault)
        scene.refused()
    for answer in (
        ECHO,
        b"HTTP/1.1 200 OK\r\n" + ECHO + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: " + ECHO + b"\r\n\r\n",
        http(b"{}", f"Content-Encoding: {KEY}"),
        http(b"{}", status=f"500 {KEY}"),
        http(b"{}", f"X-Request-Id: {KEY}", status="402 No"),
    ):
        with RawServer(answer) as server:
            scene.plugin.configure(baseUrl=server.url, maxRetries=0)
            scene.refused()
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        scene.plugin.configure(baseUrl=f"http://127.0.0.1:{bound.getsockname()[1]}", maxRetries=1)
        scene.refused()
    scene.simulator.script(Fault(delivery="stalled"))
    scene.plugin.configure(baseUrl=scene.simulator.url, requestTimeout=0.2, maxRetries=0)
    scene.refused()
    scene.simulator.script(Fault(status=429, headers={"retry-after": "99"}, body=ECHO))
    scene.plugin.configure(baseUrl=scene.simulator.url, invokeTimeout=5)
    assert "[apiKey]" in scene.refused()
    assert "rate limit allows the next request in" in scene.refused()


def test_no_waiting_brings_it_out(scene: Scene) -> None:
    """The real clock, and two seconds of it: it is the plugin's own."""
    scene.plugin.configure(baseUrl=scene.simulator.url, maxRetries=1)
    scene.simulator.script(
        Fault(status=503, headers={"retry-after": "2"}, body=ECHO), Fault(status=500, body=ECHO)
    )
    scene.refused()
    (status,) = [line for line in scene.plugin.engine.log if line.startswith("STATUS: ")]
    assert "[apiKey]" in status


def test_no_argument_and_no_configuration_brings_it_out(scene: Scene) -> None:
    for function, arguments in (
        ("getSandbox", {"sandboxId": KEY}),
        ("getSandbox", {"sandboxId": "sbx-9", "name": KEY}),
        ("getSandbox", {"name": KEY}),
        ("getSandbox", {KEY: 1}),
        ("listSandboxes", {"nameRegex": f"({KEY}"}),
        ("listSandboxes", {"sortBy": KEY}),
        ("listSandboxes", {"sortBy": f"{'x' * 44}{KEY}"}),
        ("listSandboxes", {"statuses": [{KEY: 1}]}),
        ("listSandboxes", {"createdAfter": KEY}),
        ("listSandboxes", {"limit": KEY}),
        (KEY, {"a": 1}),
    ):
        scene.refused(function, **arguments)
    for settings in (
        {"baseUrl": f"https://{quote(KEY, safe='')}@api.example.com"},
        {"baseUrl": f"https://api.example.com/?{KEY}"},
        {"baseUrl": f"https://me:{KEY}@proxy.example.com"},
        {"maxRetries": KEY},
        {"requestTimeout": -1},
        {"apiKey": f"{KEY}\u00e4"},
        {"apiKey": f"{KEY} {KEY}"},
    ):
        with pytest.raises(PluginError) as refused:
            scene.plugin.configure(**settings)
        scene.said.append(str(refused.value))
        scene.said.extend(scene.plugin.check_config(**settings)[1])
    scene.plugin.configure(baseUrl=scene.simulator.url)
    scene.plugin.invoke("getSandbox", sandboxId="sbx-000001")


def test_no_answer_schema_or_check_brings_it_out(scene: Scene) -> None:
    answers = [
        scene.plugin.invoke("getSandbox", sandboxId="sbx-000001"),
        scene.plugin.invoke("getSandbox", name=str(SANDBOXES[3]["name"])),
        scene.plugin.invoke("listSandboxes"),
        scene.plugin.check_config(baseUrl=scene.simulator.url),
    ]
    scene.said.extend([json.dumps(answer) for answer in answers])
    scene.said.append(scene.plugin.schema())


def test_no_call_given_up_brings_it_out(scene: Scene) -> None:
    scene.plugin.invoke("listSandboxes")  # the log of a call that is given up can be cut off
    scene.simulator.script(Fault(status=200, body=ECHO, delivery="stalled"))
    call = scene.plugin.begin("getSandbox", sandboxId="sbx-000001")
    while len(scene.simulator.requests) < 2:
        scene.plugin.schema()
    scene.plugin.cancel()
    with pytest.raises(PluginError) as refused:
        scene.plugin.result(call)
    scene.said.append(str(refused.value))


SANDBOX = json.dumps(SANDBOXES[0])
WITHIN = [
    SANDBOX,
    json.dumps({"sandbox": SANDBOXES[0]}),
    json.dumps({"detail": SANDBOXES[0]}),
    json.dumps({"error": {"data": SANDBOXES[0]}}),
    json.dumps({"errors": [SANDBOXES[0]]}),
    json.dumps({"message": SANDBOX}),
    json.dumps([SANDBOXES[0]]),
    SANDBOX[:-2],
    f")]}}',\n{SANDBOX}",
    f"<pre>{SANDBOX}</pre>",
]


@pytest.mark.parametrize("status", [201, 202, 206, 226, 299, 400, 403, 404, 409, 422, 500, 503])
def test_no_sandbox_in_the_body_of_an_error_brings_its_variables_out(
    scene: Scene, status: int
) -> None:
    for body in [text.encode() for text in WITHIN] + [SANDBOX.encode("utf-16")]:
        scene.simulator.script(Fault(status=status, body=body))
        assert f"answered {status}" in scene.refused()


@pytest.mark.parametrize(
    "spelled",
    [
        KEY.upper(),
        KEY[3:],
        f"...{KEY[8:]}",
        KEY.encode().hex(),
        base64.b64encode(f"Bearer {KEY}".encode()).decode(),
        base64.b64encode(f"x{KEY}".encode()).decode(),
        "".join(f"%{byte:02X}" for byte in KEY.encode()),
        "".join(f"&#{ord(character)};" for character in KEY),
        KEY.replace("K", "\\u004b"),
        "\u200b".join(KEY),
        "\n".join(KEY[start : start + 10] for start in range(0, len(KEY), 10)),
    ],
    ids=range(11),
)
def test_no_other_spelling_of_it_gets_out(scene: Scene, spelled: str) -> None:
    """Through a text of the API's, the reason phrase and headers."""
    line = spelled.encode("ascii", "ignore").decode().replace("\n", " ")
    fault = http(
        json.dumps({"detail": f"no such key: {spelled}"}).encode(),
        f"X-Request-Id: {line}",
        status=f"401 {line}",
    )
    with RawServer(fault) as server:
        scene.plugin.configure(baseUrl=server.url, maxRetries=0)
        assert scene.refused().count("[apiKey]") == 3
    with RawServer(http(b"", f"Location: https://example.com/?{line}", status="302 No")) as server:
        scene.plugin.configure(baseUrl=server.url, maxRetries=0)
        assert "[apiKey]" in scene.refused()
    scene.plugin.configure(baseUrl=scene.simulator.url)
    scene.plugin.invoke("listSandboxes")


def test_a_verbose_plugin_tells_each_request(scene: Scene) -> None:
    scene.simulator.script(Fault(status=503), Fault(delivery="dropped"))
    scene.refused()
    scene.refused()
    scene.plugin.invoke("getSandbox", sandboxId="sbx-000001")
    begin = "DEBUG: GET /api/v1/sandbox/sbx-000001"
    told = [re.sub(r" \d+ ms", " N ms", line) for line in scene.plugin.engine.log]
    assert [line for line in told if line.startswith("DEBUG")] == [
        f"{begin} N ms 503 req-000001",
        f"{begin} N ms failed",
        f"{begin} N ms 200 req-000003",
    ]


def test_a_quiet_plugin_tells_no_request(simulator: Simulator) -> None:
    with Plugin() as plugin:
        plugin.use(simulator)
        plugin.invoke("getSandbox", sandboxId="sbx-000001")
        assert plugin.engine.log == []


def test_values_of_variables_are_only_where_they_were_asked_for() -> None:
    behaviour = Behaviour(reshape=lambda sandbox: {**sandbox, "name": None})
    with (
        Simulator(sandboxes=SANDBOXES, behaviour=behaviour) as simulator,
        Plugin("-v=9") as plugin,
    ):
        plugin.use(simulator)
        without = plugin.invoke("getSandbox", sandboxId="sbx-000001")
        asked = plugin.invoke("getSandbox", sandboxId="sbx-000001", includeEnvironmentVars=True)
        assert VALUE not in json.dumps(without)
        assert without["environmentVarNames"] == ["TOKEN"]
        assert asked.pop("environmentVars") == {
            "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
            "value": {"TOKEN": VALUE},
        }
        assert asked == without
        assert VALUE not in " ".join(plugin.engine.log)


def test_an_engine_that_attaches_later_gets_no_key_either(simulator: Simulator) -> None:
    simulator.script(Fault(status=402, body=b"", echo_authorization=True))
    with Plugin("-v=9", attachable=True) as plugin:
        engine = Engine()
        plugin.attach(engine)
        plugin.use(simulator)
        with pytest.raises(PluginError) as refused:
            plugin.invoke("getSandbox", sandboxId="sbx-000001")
        texts = [str(refused.value), *engine.log]
        engine.close()
    assert len(texts) == 2
    assert DEMO_ACCOUNT.key not in " ".join(texts)
