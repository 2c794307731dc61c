"""HTTP towards the API; the only module that knows httpx."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx
from anyio import CancelScope, current_time
from pulumi_python_provider import ConfigurationError

from pulumi_resource_primeintellect import NAMESPACE, __version__
from pulumi_resource_primeintellect.api.answers import OK, Answer, Quoting
from pulumi_resource_primeintellect.errors import (
    ConnectionFailedError,
    DecodingError,
)

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

    from pulumi_python_provider import Redactor

    from pulumi_resource_primeintellect.api.requests import Request
    from pulumi_resource_primeintellect.settings import PrimeSettings

LARGEST_BODY = 256 * 1024 * 1024
"""Bytes of a decompressed body; 100,000 sandboxes are about 100 MB."""

LARGEST_ERROR = 1024 * 1024
"""Bytes of an error's body, of which a message quotes the beginning."""

CHECK_PROXY = "Check HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY."

PROXY_SCHEMES = {"http", "https"}

CODING = "gzip"
"""The only compression that is asked for."""


class Transport:
    """Connections to the API. Follows no redirect, for the key must not go to another host.

    TLS is verified, against `SSL_CERT_FILE` or `SSL_CERT_DIR` where they are set; proxies are those
    of the environment, but an API on this machine is asked directly. `log`, where somebody reads
    it, gets a line a request.
    """

    def __init__(
        self, settings: PrimeSettings, redactor: Redactor, log: Callable[[str], None] | None
    ) -> None:
        self.quoting = Quoting(redactor, settings.origin("apiKey"))
        self._log = log
        self._seconds = settings.requestTimeout
        proxy = _proxy(settings)
        self._proxied = proxy is not None
        self._http = _connections(settings, proxy)
        self._address = str(self._http.base_url).rstrip("/")

    async def exchange(self, request: Request) -> Answer:
        """Sends the request once; the answer, whatever its status.

        Raises:
            ConnectionFailedError: when no complete answer arrives within `requestTimeout`.
            DecodingError: when a good answer is too large, or compressed as was not asked for.
        """
        began = time.monotonic()
        scope = CancelScope(deadline=current_time() + self._seconds)
        try:
            with scope:
                received = await self._receive(request)
        except httpx.ProxyError as error:
            problem = f"the proxy failed ({self._quoted(error)})"
            advice = CHECK_PROXY
        except httpx.ConnectError as error:
            through = " to the proxy, or from it to the API" if self._proxied else ""
            problem = f"no connection{through} ({self._quoted(error)})"
            advice = CHECK_PROXY if self._proxied else "Check the network and baseUrl."
        except (httpx.HTTPError, OSError) as error:  # a damaged TLS record is an OSError
            problem = f"the answer broke off ({type(error).__name__})"
            advice = "Try again later."
        else:
            if not scope.cancelled_caught:
                return self._received(request, *received, began)
            problem = f"no complete answer within {self._seconds:g} s"
            advice = "Check the network, or set requestTimeout higher."
        self._tell(request, began)
        raise ConnectionFailedError(f"{request.purpose} at {self._http.base_url}", problem, advice)

    async def close(self) -> None:
        """Ends the connections."""
        await self._http.aclose()

    async def _receive(self, request: Request) -> tuple[Answer, str]:
        """The answer, and why its body could not be read if it could not: then it has none."""
        address = f"{self._address}{request.target}"
        made = httpx.Request("GET", address, headers=self._http.headers)
        response = await self._http.send(made, stream=True)
        try:
            largest = LARGEST_BODY if response.status_code == OK else LARGEST_ERROR
            body, unread = await self._read(response, largest)
        finally:
            await response.aclose()
        reason, headers = response.reason_phrase, response.headers
        return Answer(response.status_code, reason, headers, body), unread

    async def _read(self, response: httpx.Response, largest: int) -> tuple[bytes, str]:
        coding = response.headers.get("content-encoding", "identity")
        # Codings inside each other would multiply what a small answer grows to.
        if coding.strip().lower() not in {"identity", CODING}:
            shown = self._quoted(coding)
            return b"", f'is encoded as "{shown}", where only {CODING} is allowed'
        body = bytearray()
        async for chunk in response.aiter_bytes():
            body += chunk
            if len(body) > largest:
                return b"", f"has more than {largest // 1024**2} MiB"
        return bytes(body), ""

    def _received(self, request: Request, answer: Answer, unread: str, began: float) -> Answer:
        self._tell(request, began, answer)
        if unread and answer.status == OK:  # of an error, the status tells enough
            advice = "Check that baseUrl is the Prime Intellect API, or set a smaller perPage."
            raise DecodingError(request.purpose, f"the answer {unread}", advice)
        return answer

    def _quoted(self, said: object) -> str:
        return self.quoting.redactor.quote(" ".join(str(said).split()))

    def _tell(self, request: Request, began: float, answer: Answer | None = None) -> None:
        if self._log is None:
            return
        milliseconds = (time.monotonic() - began) * 1000
        outcome = "failed"
        if answer is not None:
            request_id = self._quoted(answer.headers.get("x-request-id", ""))
            outcome = f"{answer.status} {request_id}".rstrip()
        self._log(f"GET {self._quoted(request.target)} {milliseconds:.0f} ms {outcome}")


def _proxy(settings: PrimeSettings) -> httpx.Proxy | None:
    """The proxy that the environment names for the API; none for an API on this machine.

    Not httpx's own reading of it, which gives up on IPv6 networks in NO_PROXY.
    """
    address = urlsplit(settings.baseUrl)
    if settings.is_local or proxy_bypass(address.netloc):
        return None  # a proxy must not see a key that is sent to loopback
    variables = (address.scheme, "all")
    named = next((named for name in variables if (named := getproxies().get(name))), None)
    if named is None:
        return None
    try:
        proxy = httpx.Proxy(named if "://" in named else f"http://{named}")
    except (httpx.InvalidURL, ValueError):
        proxy = None
    if proxy is None or proxy.url.scheme not in PROXY_SCHEMES:
        variable = f"{address.scheme.upper()}_PROXY"
        raise _unusable(f"the proxy in {variable} or ALL_PROXY must be an http or https URL")
    return proxy


def _verification(settings: PrimeSettings) -> ssl.SSLContext | bool:
    """How certificates are verified; reading the authorities takes long where there are none."""
    if settings.is_local and settings.baseUrl.startswith("http:"):
        return False
    try:
        return httpx.create_ssl_context()
    except OSError as error:
        kind = type(error).__name__
        raise _unusable(
            f"SSL_CERT_FILE ({kind}) must name a file of certificates in PEM form"
        ) from None


def _connections(settings: PrimeSettings, proxy: httpx.Proxy | None) -> httpx.AsyncClient:
    try:
        return httpx.AsyncClient(
            base_url=settings.baseUrl,
            headers={
                "accept": "application/json",
                "accept-encoding": CODING,
                "authorization": f"Bearer {settings.apiKey}",
                "user-agent": f"pulumi-primeintellect/{__version__}",
            },
            limits=httpx.Limits(max_connections=settings.maxConcurrency),
            proxy=proxy,
            timeout=None,  # noqa: S113  # `requestTimeout` bounds the whole, not its parts
            trust_env=False,  # it would read .netrc, too
            verify=_verification(settings),
        )
    except httpx.InvalidURL:
        raise _unusable(
            f"`baseUrl` (from {settings.origin('baseUrl')}) must be a valid URL"
        ) from None


def _unusable(problem: str) -> ConfigurationError:
    return ConfigurationError(f"the {NAMESPACE} provider's configuration", [problem])
