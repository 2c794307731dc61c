"""Sends HTTP requests to the API. The only module that imports httpx."""

from __future__ import annotations

import asyncio
import re
import ssl
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.request import getproxies_environment

from anyio import CancelScope, fail_after
from pulumi_python_provider import Log, Redactor

from pulumi_resource_primeintellect import __version__
from pulumi_resource_primeintellect.api.bodies import (
    MAX_BODY_BYTES,
    MAX_ERROR_BYTES,
    Bodies,
    BodyError,
    DamagedBodyError,
    decoded,
)
from pulumi_resource_primeintellect.api.failures import advise, describe, is_closed, is_not_tls
from pulumi_resource_primeintellect.api.proxies import find_proxy
from pulumi_resource_primeintellect.api.requests import SANDBOXES_PATH, Request
from pulumi_resource_primeintellect.api.responses import (
    CHECK_BASE_URL,
    GOOD_STATUSES,
    ErrorContext,
    Response,
)
from pulumi_resource_primeintellect.api.tls import create_context
from pulumi_resource_primeintellect.errors import (
    ConnectionFailedError,
    DecodingError,
    configuration_error,
)
from pulumi_resource_primeintellect.settings import PrimeSettings

# httpx imports its command line, and with it click and rich, wherever these are installed.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]  # as if it were not there

import httpx  # noqa: E402  # see above

PROXY_VARIABLES = "HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY"
CHECK_PROXY = f"Check {PROXY_VARIABLES}."
CHECK_NETWORK = "Check the network and baseUrl."
NO_TLS = "The server does not answer in TLS: check whether baseUrl should begin with http://."
SMALLER_PAGES = "Check that baseUrl is the Prime Intellect API, or set a smaller perPage."
LATER = "Try again later."
LATER_OR_PROXY = f"Try again later, or check {PROXY_VARIABLES}."
PROXY_SCHEMES = {"http", "https"}
MAX_PORT = 65535

UNIQUE_KEY = re.compile(r"[\w.-]{20,}", re.ASCII)
"""A key that no other text contains by chance. Results show `[apiKey]` where the API echoes it."""

KEEP_ALIVE_SECONDS = 3.0
"""Time for which an idle connection is kept. Many servers close theirs after 5 s, and a request at
that moment would fail."""


class Transport:
    """Connections to the API. Follows no redirects: the key must not reach another host.

    Verifies TLS, with the authorities of `SSL_CERT_FILE` or `SSL_CERT_DIR` if one is set. Uses the
    proxies of the environment, except for an API on this machine.
    """

    def __init__(self, settings: PrimeSettings, redactor: Redactor, log: Log) -> None:
        self.context = ErrorContext(_normalize(settings), settings.origin("apiKey"), redactor)
        self._log = log
        self._seconds = settings.requestTimeout
        self._bodies = Bodies(settings.maxConcurrency)
        is_unique = UNIQUE_KEY.fullmatch(settings.apiKey) is not None
        self._key = settings.apiKey if is_unique else ""
        self._headers = httpx.Headers(
            {
                "accept": "application/json",
                "accept-encoding": "gzip",
                "authorization": f"Bearer {settings.apiKey}",
                "user-agent": f"pulumi-primeintellect/{__version__}",
            }
        )
        proxy = _proxy(settings, redactor)
        self._is_proxied = proxy is not None
        # Reading the authorities takes 25 ms. In a thread, during imports, it adds 7 ms to a start.
        thread = ThreadPoolExecutor(1)
        self._http = thread.submit(_open, settings, proxy)
        thread.shutdown(wait=False)
        import httpcore  # noqa: F401, PLC0415  # httpx needs it; imported while the thread reads

    async def exchange(self, request: Request) -> Response:
        """Sends the request once and returns the response, whatever its status.

        Raises:
            ConnectionFailedError: when no complete response arrives within `requestTimeout`.
            DecodingError: when a good response is too large, or has an unexpected encoding.
            ConfigurationError: when the certificates of the authorities cannot be used.
        """
        began = time.monotonic()
        response: Response | None = None
        try:
            with fail_after(self._seconds) as scope:
                response = await self._receive(request, scope)
        except BodyError as error:
            advice = SMALLER_PAGES if request.path == SANDBOXES_PATH else CHECK_BASE_URL
            raise DecodingError(request.purpose, f"the response {error}", advice) from None
        except DamagedBodyError as error:
            raise self._failure(request, f"the response broke off ({error})", LATER) from None
        except TimeoutError:
            problem = f"no complete response within {self._seconds:g} s"
            advice = "Check the network, or set requestTimeout higher."
            raise self._failure(request, problem, advice) from None
        except (httpx.HTTPError, OSError) as error:  # OSError: damaged TLS
            raise self._failure(request, *self._explain(error)) from None
        finally:
            if self._log.verbose:
                milliseconds = (time.monotonic() - began) * 1000
                target, outcome = self.context.quote(request.target), self._outcome(response)
                self._log.debug(f"GET {target} {milliseconds:.0f} ms {outcome}")
        return response

    async def close(self) -> None:
        """Closes the connections, if there are any."""
        if self._http.done() and self._http.exception() is None:
            await self._http.result().aclose()

    async def _receive(self, request: Request, scope: CancelScope) -> Response:
        sent = httpx.Request(
            "GET", f"{self.context.base_url}{request.target}", headers=self._headers
        )
        if not self._http.done():  # shared by all requests, so one must not cancel it
            await asyncio.shield(asyncio.wrap_future(self._http))
        received = await self._http.result().handle_async_request(sent)
        try:
            body = await self._read(received, scope)
        finally:
            await received.aclose()
        key = self._key if self._key and self._key.encode() in body else ""
        return Response(received.status_code, received.reason_phrase, received.headers, body, key)

    async def _read(self, received: httpx.Response, scope: CancelScope) -> bytes:
        """Returns the body; that of an error may be empty, because the status says enough."""
        is_good = received.status_code in GOOD_STATUSES
        coding = received.headers.get("content-encoding", "")
        try:
            pieces = decoded(received.aiter_raw(), coding, self.context.quote)
            max_bytes = MAX_BODY_BYTES if is_good else MAX_ERROR_BYTES
            return await self._bodies.read(pieces, scope, max_bytes)
        except (BodyError, DamagedBodyError):
            if is_good:
                raise
            return b""

    def _outcome(self, response: Response | None) -> str:
        if response is None:
            return "failed"
        return f"{response.status} {self.context.quote_head(response.request_id)}".rstrip()

    def _failure(self, request: Request, problem: str, advice: str) -> ConnectionFailedError:
        address = self.context.quote(self.context.base_url)
        return ConnectionFailedError(f"{request.purpose} at {address}", problem, advice)

    def _explain(self, error: Exception) -> tuple[str, str]:
        """Returns the problem and the advice for a failure of httpx."""
        reason = describe(error)
        if isinstance(error, httpx.RemoteProtocolError) and not is_closed(error):
            check = CHECK_PROXY if self._is_proxied else CHECK_BASE_URL
            return "the answer is not valid HTTP/1.1", check
        if isinstance(error, httpx.ProxyError):
            return (
                f"the proxy failed ({self.context.quote_head(str(error)) or reason})",
                CHECK_PROXY,
            )
        advice = advise(error)
        if advice is None and not isinstance(error, (httpx.ConnectError, httpx.ConnectTimeout)):
            later = LATER_OR_PROXY if self._is_proxied else LATER
            return f"the response broke off ({reason})", later
        if advice is None and self._is_proxied:
            problem = f"no connection to the proxy, or from it to the API ({reason})"
            return problem, CHECK_PROXY
        check = NO_TLS if is_not_tls(error) else CHECK_NETWORK
        return f"no connection ({reason})", advice or check


def _normalize(settings: PrimeSettings) -> str:
    try:
        url = httpx.URL(settings.baseUrl)
        _ = url.host  # decodes a name that starts with `xn--`
        return str(url).rstrip("/")
    except (httpx.InvalidURL, UnicodeError):
        raise configuration_error(
            f"`baseUrl` (from {settings.origin('baseUrl')}) must be a valid URL"
        ) from None


def _open(settings: PrimeSettings, proxy: httpx.Proxy | None) -> httpx.AsyncHTTPTransport:
    """Returns a transport without any connections yet."""
    verify = _verification(settings)
    if proxy and proxy.url.scheme == "https" and isinstance(verify, ssl.SSLContext):
        proxy.ssl_context = verify
    return httpx.AsyncHTTPTransport(
        verify=verify,
        proxy=proxy,
        limits=httpx.Limits(
            max_connections=settings.maxConcurrency, keepalive_expiry=KEEP_ALIVE_SECONDS
        ),
        trust_env=False,  # `_verification` and `_proxy` read the environment
    )


def _verification(settings: PrimeSettings) -> ssl.SSLContext | bool:
    """Returns the context that verifies certificates. Slow: it reads the authorities."""
    return False if settings.scheme == "http" and settings.is_local else create_context()


def _proxy(settings: PrimeSettings, redactor: Redactor) -> httpx.Proxy | None:
    """Returns the environment's proxy for the API, or None. This machine needs no proxy."""
    proxies = {} if settings.is_local else getproxies_environment()
    named = find_proxy(settings.baseUrl, proxies)
    if named is None:
        return None
    proxy = _read_proxy(named)
    if proxy is None:
        variable = f"{settings.scheme.upper()}_PROXY"
        raise configuration_error(
            f"the proxy in {variable} or ALL_PROXY must be an http or https URL"
        )
    if proxy.auth is not None:
        user, password = proxy.auth
        redactor.add("proxy credentials", f"{user}:{password}")
        redactor.add("proxy password", password or user)
    return proxy


def _read_proxy(named: str) -> httpx.Proxy | None:
    """Returns the proxy, or None if the text is not the address of a proxy."""
    try:
        proxy = httpx.Proxy(named if "://" in named else f"http://{named}")
        is_address = bool(proxy.url.host) and 0 <= (proxy.url.port or 0) <= MAX_PORT
    except (httpx.InvalidURL, ValueError):
        return None
    return proxy if is_address and proxy.url.scheme in PROXY_SCHEMES else None
