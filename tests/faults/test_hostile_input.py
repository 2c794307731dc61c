"""What programs and the environment give: the bad of it never leaves the machine."""

from __future__ import annotations

from contextlib import suppress
from string import punctuation
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from faults.local import AUTHORITY, Encrypted, RawServer, http
from plugin import Plugin, Refused
from primeintellect_simulator import DEMO_ACCOUNT, Simulator, make_sandboxes

if TYPE_CHECKING:
    from pathlib import Path

ID = "sbx-000001"
ALL = "0.0.0.0"  # noqa: S104  # as a destination
"""On Linux this machine, too, but no loopback address, which would be asked directly anyway."""
SUBJECT = f'FAILED_PRECONDITION: cannot look up sandbox "{ID}"'
ARGUMENTS = "INVALID_ARGUMENT: invalid arguments for getSandbox: `sandboxId`"


@pytest.fixture
def authority(tmp_path: Path) -> str:
    """A file that has the authority behind the servers of these tests."""
    AUTHORITY.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    return str(tmp_path / "authority.pem")


def refusal(plugin: Plugin, **arguments: object) -> str:
    with pytest.raises(Refused) as refused:
        plugin.invoke("getSandbox", **(arguments or {"sandboxId": ID}))
    return str(refused.value)


def misconfigured(plugin: Plugin, **settings: object) -> str:
    with pytest.raises(Refused) as refused:
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
        ("a;b,c:d@e&f", "a%3Bb%2Cc%3Ad%40e%26f"),
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
    with pytest.raises(Refused) as refused:
        plugin.invoke("listSandboxes", labels=["x" * 100_000])
    message = str(refused.value)
    assert message.startswith("FAILED_PRECONDITION: cannot list sandboxes with labels xxx")
    assert "these arguments make a query of 100,028 characters, and 60,000 are the most" in message
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
    with pytest.raises(Refused) as refused:
        plugin.invoke("listSandboxes", statuses=list(range(50_000)))
    message = str(refused.value)
    assert message.startswith("INVALID_ARGUMENT: invalid arguments for listSandboxes: (1) ")
    assert message.endswith("...")
    assert len(message) == len("INVALID_ARGUMENT: ") + 4003
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
        "provider argument or stack configuration primeintellect:baseUrl) must be https, or the "
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
        f"provider argument or stack configuration primeintellect:baseUrl) {problem}"
    )
    assert "secret-word" not in message


PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy")


def test_an_api_on_this_machine_is_asked_without_a_proxy(simulator: Simulator) -> None:
    with Simulator() as proxy:
        with Plugin(environment=dict.fromkeys(PROXIES, proxy.url)) as plugin:
            plugin.use(simulator)
            assert plugin.invoke("getSandbox", sandboxId=ID)["id"] == ID
        assert proxy.requests == []
    assert len(simulator.requests) == 1


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (http(b"", status="407 Proxy needs a login"), "407 Proxy needs a login"),
        (http(b"", status="502 \x1b[31mred"), "502 \\x1b[31mred"),
    ],
    ids=["407", "502"],
)  # fmt: skip
def test_a_proxy_that_fails_is_told_apart_from_the_api(answer: bytes, told: str) -> None:
    with (
        RawServer(answer) as proxy,
        Plugin(environment=dict.fromkeys(PROXIES, proxy.url)) as plugin,
    ):
        plugin.configure(apiKey=DEMO_ACCOUNT.key, baseUrl="https://api.example.com", maxRetries=0)
        message = refusal(plugin)
        assert proxy.heads[0].startswith("CONNECT api.example.com:443 HTTP/1.1\r\n")
        assert DEMO_ACCOUNT.key not in "".join(proxy.heads)
    assert message == (
        f"{SUBJECT} at https://api.example.com: the proxy failed ({told}). Check HTTP_PROXY, "
        "HTTPS_PROXY, ALL_PROXY and NO_PROXY. (1 try)"
    )


def test_a_proxy_that_nothing_listens_at_is_told_apart_from_the_api() -> None:
    with RawServer(b"") as gone:
        url = gone.url
    with Plugin(environment={"HTTPS_PROXY": url}) as plugin:
        plugin.configure(apiKey=DEMO_ACCOUNT.key, baseUrl="https://api.example.com", maxRetries=0)
        message = refusal(plugin)
    assert message == (
        f"{SUBJECT} at https://api.example.com: no connection to the proxy, or from it to the API "
        "(Connection refused). Check HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY. "
        "(1 try)"
    )


def test_a_proxy_between_that_wants_a_password_is_told_apart_from_the_api() -> None:
    with (
        RawServer(http(b"", status="407 Proxy Authentication Required")) as proxy,
        Plugin(environment={"HTTP_PROXY": proxy.url}) as plugin,
    ):
        plain = {"baseUrl": "http://api.example.com", "allowInsecureHttp": True}
        plugin.configure(apiKey=DEMO_ACCOUNT.key, maxRetries=0, **plain)
        message = refusal(plugin)
    assert message == (
        f"{SUBJECT}: a proxy answered 407 Proxy Authentication Required. Check the credentials in "
        "HTTP_PROXY and HTTPS_PROXY. (1 try)"
    )


@pytest.mark.systems("linux")
@pytest.mark.parametrize(("without", "reached"), [(ALL, 1), ("example.com", 0)])
def test_what_no_proxy_names_is_asked_directly(without: str, reached: int) -> None:
    with (
        RawServer(http(b"", status="502 Bad Gateway")) as proxy,
        Simulator() as simulator,
        Plugin(environment={"HTTP_PROXY": proxy.url, "NO_PROXY": without}) as plugin,
    ):
        url = simulator.url.replace("127.0.0.1", ALL)
        plugin.use(simulator, baseUrl=url, allowInsecureHttp=True)
        with suppress(Refused):
            plugin.invoke("getSandbox", sandboxId=ID)
        assert (len(simulator.requests), len(proxy.heads)) == (reached, 1 - reached)


@pytest.mark.parametrize(
    "proxy",
    [
        "socks9://proxy.example.com",
        "socks5://proxy.example.com",
        "http://proxy.example.com:port",
        "http://user:s3cr#t@proxy.example.com:3128",
        "http://user:s3/cret@proxy.example.com:3128",
    ],
)
@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "ALL_PROXY"])
def test_a_proxy_that_cannot_be_used_is_told_by_its_variable_and_not_quoted(
    variable: str, proxy: str
) -> None:
    with Plugin(environment={variable: proxy}) as plugin:
        assert misconfigured(plugin) == (
            "FAILED_PRECONDITION: the primeintellect provider's configuration: the proxy in "
            "HTTPS_PROXY or ALL_PROXY must be an http or https URL"
        )


def test_networks_of_ipv6_in_no_proxy_are_no_hindrance(simulator: Simulator) -> None:
    without = "localhost,127.0.0.1,::1,[::1],10.0.0.0/8,fd00::/8,.svc,.cluster.local"
    with Plugin(environment={"NO_PROXY": without}) as plugin:
        plugin.configure(apiKey=DEMO_ACCOUNT.key)
        plugin.use(simulator)
        assert plugin.invoke("getSandbox", sandboxId=ID)["id"] == ID


def test_a_proxy_is_used_whether_its_variable_has_a_scheme_or_not() -> None:
    with (
        RawServer(http(b"", status="502 Bad Gateway")) as proxy,
        Plugin(environment={"HTTPS_PROXY": proxy.url.removeprefix("http://")}) as plugin,
    ):
        plugin.configure(apiKey=DEMO_ACCOUNT.key, maxRetries=0)
        assert ": the proxy failed (502 Bad Gateway). Check " in refusal(plugin)


GOOD = http(b'{"id": "sbx-000001"}')


def test_a_certificate_that_nobody_vouches_for_is_refused_before_the_key_is_sent(
    plugin: Plugin,
) -> None:
    with Encrypted(GOOD) as server:
        plugin.configure(apiKey=DEMO_ACCOUNT.key, baseUrl=server.url, maxRetries=0)
        message = refusal(plugin)
        assert server.heads == []
    assert message.startswith(f"{SUBJECT} at {server.url}: no connection ([SSL: ")
    assert "unable to get local issuer certificate" in message


def test_ssl_cert_file_names_the_authorities_that_count(authority: str) -> None:
    with (
        Encrypted(GOOD) as server,
        Plugin(environment={"SSL_CERT_FILE": authority}) as plugin,
    ):
        plugin.configure(apiKey=DEMO_ACCOUNT.key, baseUrl=server.url, maxRetries=0)
        assert plugin.invoke("getSandbox", sandboxId=ID)["id"] == ID
        assert len(server.heads) == 1


def test_a_certificate_of_another_host_is_refused(authority: str) -> None:
    with (
        Encrypted(GOOD) as server,
        Plugin(environment={"SSL_CERT_FILE": authority}) as plugin,
    ):
        url = f"https://127.0.0.1:{server.port}"
        plugin.configure(apiKey=DEMO_ACCOUNT.key, baseUrl=url, maxRetries=0)
        message = refusal(plugin)
        assert server.heads == []
    assert "certificate verify failed" in message


def test_an_http_server_where_https_was_asked_for_gets_no_key(
    plugin: Plugin, simulator: Simulator
) -> None:
    url = simulator.url.replace("http:", "https:")
    plugin.configure(apiKey=DEMO_ACCOUNT.key, baseUrl=url, maxRetries=0)
    assert refusal(plugin).startswith(f"{SUBJECT} at {url}: no connection (")
    assert simulator.requests == []


LONG_NAMES = [{**sandbox, "name": "x" * 2000} for sandbox in make_sandboxes(200, teams=())]
SLOW = "(.{0,50}){0,100}!$"
"""Linear in the text is not quick: this one needs a minute for the names."""


def test_a_pattern_that_takes_long_over_long_names_ends_at_the_deadline(plugin: Plugin) -> None:
    with Simulator(sandboxes=LONG_NAMES) as simulator:
        plugin.use(simulator, invokeTimeout=0.5)
        with pytest.raises(Refused) as refused:
            plugin.invoke("listSandboxes", nameRegex=SLOW)
    assert str(refused.value) == (
        "FAILED_PRECONDITION: cannot list sandboxes: no result within the 0.5 s of invokeTimeout, "
        "for the selection takes long. Set invokeTimeout higher, or use a simpler pattern."
    )


def test_others_are_answered_and_cancel_works_while_a_pattern_takes_long(plugin: Plugin) -> None:
    with Simulator(sandboxes=LONG_NAMES) as simulator:
        plugin.use(simulator)
        call = plugin.begin("listSandboxes", nameRegex=SLOW)
        while not simulator.requests:
            plugin.schema()
        assert plugin.invoke("getSandbox", sandboxId="sbx-000001")["id"] == "sbx-000001"
        plugin.cancel()
        with pytest.raises(Refused, match="was cancelled"):
            plugin.answer(call)
