"""What programs and the environment give: the bad of it never leaves the machine."""

from __future__ import annotations

from string import punctuation
from urllib.parse import quote

import pytest
from plugin import Plugin, PluginError
from primeintellect_simulator import DEMO_ACCOUNT, Simulator, make_sandboxes

ID = "sbx-000001"
SUBJECT = f'FAILED_PRECONDITION: cannot look up sandbox "{ID}"'
ARGUMENTS = "INVALID_ARGUMENT: invalid arguments for getSandbox: `sandboxId`"


def refusal(plugin: Plugin, **arguments: object) -> str:
    return plugin.refusal("getSandbox", **(arguments or {"sandboxId": ID}))


def misconfigured(plugin: Plugin, **settings: object) -> str:
    with pytest.raises(PluginError) as refused:
        plugin.configure(apiKey=DEMO_ACCOUNT.key, **settings)
    return str(refused.value)


@pytest.mark.parametrize(
    "sandbox_id",
    ["", ".", "..", "/", "a/b", "../sandbox", "a\\b", "a\nb", "\x00", "a\x1b[31m", "\x7f", "\u202e",
     "\u2028", "a\u00a0b", "x" * 201],
    ids=ascii,
)  # fmt: skip
def test_an_id_that_could_lead_elsewhere_never_leaves_the_machine(
    plugin: Plugin, simulator: Simulator, sandbox_id: str
) -> None:
    message = refusal(plugin, sandboxId=sandbox_id)
    assert message.startswith(ARGUMENTS)
    assert message.isprintable()
    assert simulator.requests == []


@pytest.mark.parametrize(
    ("sandbox_id", "path"),
    [
        ("a b", "a%20b"),
        ("a?b=c", "a%3Fb%3Dc"),
        ("a#b", "a%23b"),
        ("%2e%2e%2f", "%252e%252e%252f"),
        ("%00", "%2500"),
        ("...", "..."),
        ("a;b:c@d&e", "a%3Bb%3Ac%40d%26e"),
        ("\u00e4\u4e2d\U0001f600", "%C3%A4%E4%B8%AD%F0%9F%98%80"),
        ('"quoted"', "%22quoted%22"),
        ("x" * 200, "x" * 200),
    ],
    ids=lambda text: ascii(text)[:20],
)
def test_an_id_is_one_segment_of_the_path_whatever_it_has(
    plugin: Plugin, simulator: Simulator, sandbox_id: str, path: str
) -> None:
    assert "the API answered 404 Not Found" in refusal(plugin, sandboxId=sandbox_id)
    (request,) = simulator.requests
    assert (request.path, request.query) == (f"/api/v1/sandbox/{path}", "")


def test_conditions_are_encoded_into_the_query(plugin: Plugin, simulator: Simulator) -> None:
    labels = ["a&status=RUNNING", "b=c#d", "\u00e4 +%"]
    plugin.invoke("listSandboxes", labels=labels)
    (request,) = simulator.requests
    assert request.query == (
        "labels=a%26status%3DRUNNING&labels=b%3Dc%23d&labels=%C3%A4+%2B%25&page=1&per_page=1000"
    )


def test_a_condition_beyond_all_measure_is_an_error_of_ours(
    plugin: Plugin, simulator: Simulator
) -> None:
    with pytest.raises(PluginError) as refused:
        plugin.invoke("listSandboxes", labels=["x" * 100_000])
    message = str(refused.value)
    assert message.startswith("FAILED_PRECONDITION: cannot list sandboxes with labels xxx")
    assert "these arguments make a query of 100,028 characters, but at most 60,000 can" in message
    assert simulator.requests == []


@pytest.mark.parametrize("character", ["🚀", "é", "%"])
def test_a_message_that_grpc_makes_longer_is_cut_to_what_it_can_carry(character: str) -> None:
    """What is not plain ASCII takes three times the bytes on the way."""
    sandboxes = [
        {**sandbox, "name": "same", "region": character * 270}
        for sandbox in make_sandboxes(10, teams=())
    ]
    with Plugin() as plugin, Simulator(sandboxes=sandboxes) as simulator:
        plugin.use(simulator)
        message = refusal(plugin, name="same").removeprefix("FAILED_PRECONDITION: ")
    assert message.startswith('10 sandboxes are named "same": sbx-')
    assert message.endswith(f"{character}...")
    encoded = quote(message, safe=punctuation.replace("%", " "))
    longest = 4000 + len("...")
    assert longest - len(quote(character)) < len(encoded) <= longest


def test_a_message_with_very_many_problems_is_cut(plugin: Plugin, simulator: Simulator) -> None:
    with pytest.raises(PluginError) as refused:
        plugin.invoke("listSandboxes", statuses=list(range(50_000)))
    message = str(refused.value)
    assert message.startswith("INVALID_ARGUMENT: invalid arguments for listSandboxes: (1) ")
    assert message.endswith("; (21) 49980 more problems")
    assert len(message) < 4000
    assert simulator.requests == []


@pytest.mark.parametrize(
    "url",
    ["http://api.example.com", "http://10.0.0.1", "http://localhost.example.com",
     "http://127.0.0.1.example.com", "http://[2001:db8::1]", "HTTP://api.example.com"],
)  # fmt: skip
def test_a_key_goes_over_plain_http_to_this_machine_only(plugin: Plugin, url: str) -> None:
    message = misconfigured(plugin, baseUrl=url)
    assert message == (
        "FAILED_PRECONDITION: the primeintellect provider's configuration: `baseUrl` (from the "
        "stack configuration primeintellect:baseUrl) must be https, or the "
        "API key would travel over plain http to "
        "another host; allowInsecureHttp allows that"
    )
    plugin.configure(apiKey=DEMO_ACCOUNT.key, baseUrl=url, allowInsecureHttp=True)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "[::1]", "localhost"])
def test_a_key_may_go_over_plain_http_to_this_machine(plugin: Plugin, host: str) -> None:
    plugin.configure(apiKey=DEMO_ACCOUNT.key, baseUrl=f"http://{host}:1")


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("https://user:secret-word@api.example.com", "must not contain credentials: use apiKey"),
        ("https://user@api.example.com", "must not contain credentials: use apiKey"),
        ("https://@api.example.com", "must not contain credentials: use apiKey"),
        ("ftp://api.example.com", "must be an http or https URL"),
        ("file:///etc/passwd", "must be an http or https URL"),
        ("api.example.com", "must be an http or https URL"),
        ("https://", "must be an http or https URL"),
        ("https://api.example.com/\r\nX: y", "must be an http or https URL"),
        ("https://api.example.com/?key=secret-word", "must have only a scheme"),
        ("https://api.example.com/#a", "must have only a scheme"),
        ("https://api.example.com:99999", "must be a URL"),
        ("https://[::1", "must be a URL"),
        ("https://1.2.3", "must be a URL"),
    ],
)
def test_an_address_that_is_none_is_refused_and_not_shown(
    plugin: Plugin, url: str, problem: str
) -> None:
    message = misconfigured(plugin, baseUrl=url)
    assert message.startswith(
        "FAILED_PRECONDITION: the primeintellect provider's configuration: `baseUrl` (from the "
        f"stack configuration primeintellect:baseUrl) {problem}"
    )
    assert "secret-word" not in message


LONG_NAMES = [{**sandbox, "name": "x" * 1000} for sandbox in make_sandboxes(200, teams=())]
SLOW = "(.{0,50}){0,100}!$"
"""Linear in the text is not quick: this one needs a minute for the names."""


@pytest.mark.covers
def test_a_pattern_that_takes_long_over_long_names_ends_at_the_deadline(plugin: Plugin) -> None:
    with Simulator(sandboxes=LONG_NAMES) as simulator:
        plugin.use(simulator, invokeTimeout=0.5)
        with pytest.raises(PluginError) as refused:
            plugin.invoke("listSandboxes", nameRegex=SLOW)
    assert str(refused.value) == (
        "FAILED_PRECONDITION: cannot list sandboxes: no result within the 0.5 s of invokeTimeout, "
        "because selecting sandboxes took too long. Set invokeTimeout higher, or use a simpler "
        "pattern."
    )


def test_others_are_answered_and_cancel_works_while_a_pattern_takes_long(plugin: Plugin) -> None:
    with Simulator(sandboxes=LONG_NAMES) as simulator:
        plugin.use(simulator)
        call = plugin.begin("listSandboxes", nameRegex=SLOW)
        while not simulator.requests:
            plugin.schema()
        assert plugin.invoke("getSandbox", sandboxId="sbx-000001")["id"] == "sbx-000001"
        plugin.cancel()
        with pytest.raises(PluginError, match="was cancelled"):
            plugin.result(call)
