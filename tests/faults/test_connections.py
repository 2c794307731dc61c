"""Proxies, certificates, names and file descriptors: the key goes where it should or nowhere."""

from __future__ import annotations

import asyncio
import errno
import os
import re
import socket
import subprocess
import sys
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import grpc
import pytest
from clients import Local
from faults.local import AUTHORITY, Encrypted, RawServer, http
from plugin import COMMAND, Plugin, PluginError
from primeintellect_simulator import DEMO_ACCOUNT, Behaviour, Simulator, make_sandboxes
from pulumi_resource_primeintellect.api.endpoints import read_sandbox
from pulumi_resource_primeintellect.errors import ConnectionFailedError

if TYPE_CHECKING:
    from pulumi_resource_primeintellect.api.client import Call

ID = "sbx-000001"
ALL = "0.0.0.0"  # noqa: S104  # as a destination
"""On Linux this machine, too, but no loopback address, which would be asked directly anyway."""
SUBJECT = f'FAILED_PRECONDITION: cannot look up sandbox "{ID}"'
GOOD = http(b'{"id": "sbx-000001"}')
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy")
CHECK_PROXY = "Check HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY. (1 try)"
REFUSED = os.strerror(errno.ECONNREFUSED)


@pytest.fixture
def authority(tmp_path: Path) -> str:
    """A file that has the authority behind the servers of these tests."""
    AUTHORITY.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    return str(tmp_path / "authority.pem")


def refusal(plugin: Plugin) -> str:
    return plugin.refusal("getSandbox", sandboxId=ID)


def misconfigured(plugin: Plugin) -> str:
    with pytest.raises(PluginError) as refused:
        plugin.configure(apiKey=DEMO_ACCOUNT.key)
    return str(refused.value)


def test_an_api_on_this_machine_is_asked_without_a_proxy(simulator: Simulator) -> None:
    with Simulator() as proxy:
        with Plugin(environment=dict.fromkeys(PROXIES, proxy.url)) as plugin:
            plugin.use(simulator)
            assert plugin.invoke("getSandbox", sandboxId=ID)["id"] == ID
        assert proxy.requests == []
    assert len(simulator.requests) == 1


@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        (http(b"", status="407 Proxy needs a login"), "407 Proxy needs a login"),
        (http(b"", status="502 \x1b[31mred"), "502 \\x1b[31mred"),
        (http(b"", status="502 TOKEN=s3cret"), "ProxyError"),
    ],
    ids=["407", "502", "data"],
)
def test_a_proxy_that_fails_is_told_apart_from_the_api(answer: bytes, shown: str) -> None:
    with (
        RawServer(answer) as proxy,
        Plugin(environment=dict.fromkeys(PROXIES, proxy.url)) as plugin,
    ):
        plugin.configure(apiKey=DEMO_ACCOUNT.key, baseUrl="https://api.example.com", maxRetries=0)
        message = refusal(plugin)
        assert proxy.heads[0].startswith("CONNECT api.example.com:443 HTTP/1.1\r\n")
        assert DEMO_ACCOUNT.key not in "".join(proxy.heads)
    assert message == (
        f"{SUBJECT} at https://api.example.com: the proxy failed ({shown}). {CHECK_PROXY}"
    )


@pytest.mark.parametrize(
    ("answer", "problem", "advice"),
    [
        (
            b"",
            "the response broke off (the connection was closed)",
            "Try again later, or check HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY",
        ),
        (
            b"nonsense\r\n\r\n",
            "the answer is not valid HTTP/1.1",
            "Check HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY",
        ),
    ],
)
def test_a_connection_that_breaks_off_can_be_the_fault_of_a_proxy(
    answer: bytes, problem: str, advice: str
) -> None:
    with (
        RawServer(answer) as proxy,
        Plugin(environment=dict.fromkeys(PROXIES, proxy.url)) as plugin,
    ):
        plugin.configure(apiKey=DEMO_ACCOUNT.key, baseUrl="https://api.example.com", maxRetries=0)
        message = refusal(plugin)
    assert message == (f"{SUBJECT} at https://api.example.com: {problem}. {advice}. (1 try)")


PASSWORD = "pa55word-of-the-proxy"


@pytest.mark.covers
@pytest.mark.parametrize(
    "echo",
    [
        f"wrong password {PASSWORD}",
        f"wrong {PASSWORD.upper()[1:]}",
        f"me:{PASSWORD} is unknown",
        f"Basic {b64encode(f'me:{PASSWORD}'.encode()).decode()} is wrong",
    ],
)
@pytest.mark.parametrize("scheme", ["https", "http"])
def test_the_credentials_of_a_proxy_are_as_secret_as_the_key(scheme: str, echo: str) -> None:
    with (
        RawServer(http(b"", status=f"407 {echo}")) as proxy,
        Plugin(
            environment=dict.fromkeys(PROXIES, proxy.url.replace("://", f"://me:{PASSWORD}@"))
        ) as plugin,
    ):
        url = f"{scheme}://api.example.com"
        plugin.configure(apiKey=DEMO_ACCOUNT.key, baseUrl=url, allowInsecureHttp=True, maxRetries=0)
        message = refusal(plugin).lower()
        assert "proxy-authorization: basic " in proxy.heads[0].lower()
    assert "[proxy " in message
    assert [part for part in (PASSWORD, "a55word", "bWU6".lower()) if part in message] == []


def test_a_proxy_that_nothing_listens_at_is_told_apart_from_the_api() -> None:
    with RawServer(b"") as gone:
        url = gone.url
    with Plugin(environment={"HTTPS_PROXY": url}) as plugin:
        plugin.configure(apiKey=DEMO_ACCOUNT.key, baseUrl="https://api.example.com", maxRetries=0)
        message = refusal(plugin)
    assert message == (
        f"{SUBJECT} at https://api.example.com: no connection to the proxy, or from it to the API "
        f"({REFUSED}). {CHECK_PROXY}"
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
@pytest.mark.parametrize(
    ("without", "reached"),
    [
        (ALL, 1),
        ("0.0.0.0/8", 1),
        ("localhost,fd00::/8, 0.0.0.0", 1),
        ("example.com", 0),
        ("0.0.0.0:1", 0),
    ],
)
def test_what_no_proxy_names_is_asked_directly(without: str, reached: int) -> None:
    with (
        RawServer(http(b"", status="502 Bad Gateway")) as proxy,
        Simulator() as simulator,
        Plugin(environment={"HTTP_PROXY": proxy.url, "NO_PROXY": without}) as plugin,
    ):
        url = simulator.url.replace("127.0.0.1", ALL)
        plugin.use(simulator, baseUrl=url, allowInsecureHttp=True)
        with suppress(PluginError):
            plugin.invoke("getSandbox", sandboxId=ID)
        assert (len(simulator.requests), len(proxy.heads)) == (reached, 1 - reached)


@pytest.mark.covers
@pytest.mark.parametrize(
    "proxy",
    [
        "socks9://proxy.example.com",
        "socks5://proxy.example.com",
        "http://proxy.example.com:port",
        "http://user:s3cr#t@proxy.example.com:3128",
        "http://user:s3/cret@proxy.example.com:3128",
        "http://proxy.example.com:65536",
        "http://proxy.example.com:-1",
        "http://:3128",
        "http://xn--a:3128",
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


def test_a_proxy_is_used_whether_its_variable_has_a_scheme_or_not() -> None:
    with (
        RawServer(http(b"", status="502 Bad Gateway")) as proxy,
        Plugin(environment={"HTTPS_PROXY": proxy.url.removeprefix("http://")}) as plugin,
    ):
        plugin.configure(apiKey=DEMO_ACCOUNT.key, maxRetries=0)
        assert ": the proxy failed (502 Bad Gateway). Check " in refusal(plugin)


LOOK_UP_WITH_SYSTEM_PROXIES = """
import sys
from urllib import request

url, proxy, tests = sys.argv[1:]
request.getproxies = lambda: {"http": proxy, "all": proxy}
sys.path.insert(0, tests)

from clients import Local
from pulumi_resource_primeintellect.api.endpoints import read_sandbox

local = Local(url, allowInsecureHttp=True)
print(local.run(lambda call: read_sandbox(call, "sbx-000001")).id)
"""
"""Makes Python find proxies outside the environment, as it does on macOS and Windows."""


def test_proxies_that_only_the_system_knows_are_not_used(simulator: Simulator) -> None:
    with RawServer(http(b"", status="502 Bad Gateway")) as proxy:
        url = simulator.url.replace("127.0.0.1", ALL)
        arguments = (url, proxy.url, str(Path(__file__).parent.parent))
        command = [sys.executable, "-c", LOOK_UP_WITH_SYSTEM_PROXIES, *arguments]
        found = subprocess.run(command, capture_output=True, text=True, check=True)
        assert (found.stdout, proxy.heads) == (f"{ID}\n", [])


def test_the_certificate_of_a_proxy_is_verified_by_the_same_authorities(authority: str) -> None:
    with (
        Encrypted(http(b"", status="502 Bad Gateway")) as proxy,
        Plugin(environment={"HTTPS_PROXY": proxy.url, "SSL_CERT_FILE": authority}) as plugin,
    ):
        plugin.configure(apiKey=DEMO_ACCOUNT.key, maxRetries=0)
        assert ": the proxy failed (502 Bad Gateway). Check " in refusal(plugin)
        assert proxy.heads[0].startswith("CONNECT api.primeintellect.ai:443 ")


CHECK_AUTHORITIES = (
    "Check baseUrl. Where a proxy or a firewall inspects connections, set SSL_CERT_FILE to a file "
    "with its authority's certificate. (1 try)"
)


def test_a_certificate_that_nobody_vouches_for_is_refused_before_the_key_is_sent(
    plugin: Plugin,
) -> None:
    with Encrypted(GOOD) as server:
        plugin.configure(apiKey=DEMO_ACCOUNT.key, baseUrl=server.url, maxRetries=0)
        message = refusal(plugin)
        assert server.heads == []
    assert message == (
        f"{SUBJECT} at {server.url}: no connection (unable to get local issuer certificate). "
        f"{CHECK_AUTHORITIES}"
    )


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
    assert message == (
        f"{SUBJECT} at {url}: no connection (IP address mismatch, certificate is not valid for "
        f"'127.0.0.1'). {CHECK_AUTHORITIES}"
    )


def test_a_server_that_wants_a_certificate_of_the_client_is_told_apart(authority: str) -> None:
    """With TLS 1.3 it says so only once the request is sent."""
    with (
        Encrypted(GOOD, wants_certificate=True) as server,
        Plugin(environment={"SSL_CERT_FILE": authority}) as plugin,
    ):
        plugin.configure(apiKey=DEMO_ACCOUNT.key, baseUrl=server.url, maxRetries=0)
        message = refusal(plugin)
    assert message == (
        f"{SUBJECT} at {server.url}: no connection (tlsv13 alert certificate required). The server "
        "requires a client certificate, and the provider has none (SSL_CERT_FILE is for "
        "certificate authorities): check baseUrl. (1 try)"
    )


def test_a_key_inside_the_address_is_not_shown(plugin: Plugin) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))  # and nobody listens there
        origin = f"http://127.0.0.1:{unused.getsockname()[1]}"
        plugin.configure(
            apiKey=DEMO_ACCOUNT.key, baseUrl=f"{origin}/{DEMO_ACCOUNT.key}", maxRetries=0
        )
        assert refusal(plugin).startswith(f"{SUBJECT} at {origin}/[apiKey]: no connection (")


@pytest.mark.covers
def test_an_http_server_where_https_was_asked_for_gets_no_key(
    plugin: Plugin, simulator: Simulator
) -> None:
    url = simulator.url.replace("http:", "https:")
    plugin.configure(apiKey=DEMO_ACCOUNT.key, baseUrl=url, maxRetries=0)
    assert re.fullmatch(
        rf"{re.escape(SUBJECT)} at {re.escape(url)}: no connection \([a-z ]+\)\. The server does "
        r"not answer in TLS: check whether baseUrl should begin with http://\. \(1 try\)",
        refusal(plugin),
    )
    assert simulator.requests == []


@pytest.mark.covers
def test_a_proxy_that_does_not_speak_tls_is_not_taken_for_the_api(simulator: Simulator) -> None:
    proxy = simulator.url.replace("http:", "https:")
    with Plugin(environment={"HTTPS_PROXY": proxy}) as plugin:
        plugin.configure(apiKey=DEMO_ACCOUNT.key, maxRetries=0)
        assert re.fullmatch(
            rf"{re.escape(SUBJECT)} at https://api\.primeintellect\.ai: no connection to the "
            r"proxy, or from it to the API \([a-z ]+\)\. Check HTTP_PROXY, HTTPS_PROXY, ALL_PROXY "
            r"and NO_PROXY\. \(1 try\)",
            refusal(plugin),
        )


def test_a_name_server_that_never_answers_is_given_up_in_time() -> None:
    """Names are looked up in a thread, of which none is free here."""
    local = Local("https://api.example.com", requestTimeout=0.2, maxRetries=0)
    over = Event()

    async def look_up(call: Call) -> str:
        busy = ThreadPoolExecutor(1)
        busy.submit(over.wait)
        asyncio.get_running_loop().set_default_executor(busy)
        with pytest.raises(ConnectionFailedError) as raised:
            await read_sandbox(call, ID)
        over.set()
        return str(raised.value)

    assert local.run(look_up) == (
        f'cannot look up sandbox "{ID}" at https://api.example.com: no complete response within '
        "0.2 s. Check the network, or set requestTimeout higher. (1 try)"
    )


SLOW = Behaviour(delay_seconds=0.5)
"""Slow enough for 90 requests to be under way at once."""


@pytest.mark.systems("linux")
@pytest.mark.parametrize(("retries", "found"), [(0, range(20, 90)), (20, range(90, 91))])
def test_too_many_open_files_are_a_matter_of_the_connection(retries: int, found: range) -> None:
    few = ("sh", "-c", 'ulimit -n 56 && exec "$0" "$@"', COMMAND)
    with (
        Simulator(sandboxes=make_sandboxes(90, teams=()), behaviour=SLOW) as simulator,
        Plugin(command=few, attachable=True) as plugin,
    ):
        plugin.use(simulator, maxRetries=retries, maxConcurrency=100)
        calls = [plugin.begin("getSandbox", sandboxId=f"sbx-{n:06d}") for n in range(1, 91)]
        failures = [call.exception() for call in calls]
    assert sum(failure is None for failure in failures) in found
    errors = [failure for failure in failures if isinstance(failure, grpc.RpcError)]
    assert {PluginError(error).message.partition(" at ")[2] for error in errors} <= {
        (
            f"{simulator.url}: no connection ({os.strerror(errno.EMFILE)}). Allow more open files "
            "(ulimit -n), or set maxConcurrency lower. (1 try)"
        )
    }
