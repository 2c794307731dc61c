"""The provider's settings."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cached_property
from ipaddress import ip_address
from threading import Thread
from typing import Annotated
from urllib.parse import urlsplit

from pulumi_python_provider import Secret, Settings, Sources
from pydantic import AfterValidator, Field

from pulumi_resource_primeintellect.prime_config import DEFAULT_BASE_URL

MAX_URL_CHARACTERS = 2000
MAX_KEY_CHARACTERS = 4000

NUMERIC_HOST = re.compile(r"(.+\.)?([0-9]+|0x[0-9a-f]*)\.?|.*:.*")
"""Hosts that the system reads as addresses, including `10.1` and `0x7f000001`."""

NAMED_HOST = re.compile(r"([^.]{1,63}\.)*[^.]{1,63}\.?")

LOOK_UP_SECONDS = 2.0
"""Time to resolve a name below `localhost`, which needs no name server."""


def check_bare(text: str) -> str:
    """Rejects quotation marks that a shell would remove, and a list or an object as JSON."""
    if text[:1] in {'"', "'", "[", "{"}:
        raise ValueError("must be plain text, without quotation marks, and no list or object")
    return text


def check_key(key: str) -> str:
    """Rejects a text that cannot be an API key, without quoting it."""
    if re.fullmatch(r"[!-~]+", key) is None:
        raise ValueError("must not be empty or contain spaces, line breaks or non-ASCII characters")
    if len(key) > MAX_KEY_CHARACTERS:
        raise ValueError(f"must have at most {MAX_KEY_CHARACTERS:,} characters")
    return key


def check_team(team: str | None) -> str | None:
    """Rejects invisible characters. An empty ID means the personal account."""
    if team and (not team.isprintable() or team.strip() != team):
        raise ValueError(
            "must be a team's ID, or empty for the personal account, without spaces around it, "
            "line breaks or other invisible characters"
        )
    return check_bare(team or "") or None


def check_url(url: str) -> str:
    """Returns the URL in the form of Prime Intellect's client: without a trailing `/api/v1`."""
    try:
        parts = urlsplit(url)
        host, user = parts.hostname, parts.username
        _ = parts.port
        if host:
            check_host(host)
    except ValueError:  # its text can quote a password
        raise ValueError(
            "must be a URL with a valid host and port, such as https://api.example.com"
        ) from None
    if len(url) > MAX_URL_CHARACTERS:
        raise ValueError(f"must have at most {MAX_URL_CHARACTERS} characters")
    if parts.scheme not in {"http", "https"} or not host or re.search(r"[^!-~]", url):
        raise ValueError("must be an http or https URL, such as https://api.example.com")
    if user is not None:
        raise ValueError("must not contain credentials: use apiKey")
    if "?" in url or "#" in url:  # also at the end, where a query or fragment would be empty
        raise ValueError("must have only a scheme, a host and a path")
    return url.rstrip("/").removesuffix("/api/v1")


def check_host(host: str) -> None:
    """Rejects a host that is neither an address nor a name.

    Raises:
        ValueError: without a message for users.
    """
    if NUMERIC_HOST.fullmatch(host):
        ip_address(host.partition("%")[0])
    elif NAMED_HOST.fullmatch(host) is None:
        raise ValueError


class PrimeSettings(Settings):
    """The provider's settings."""

    apiKey: Annotated[
        Secret[str],
        AfterValidator(check_bare),
        AfterValidator(check_key),
        Sources("PRIME_API_KEY", key="api_key"),
    ] = Field(description="API key of the Prime Intellect account, required.", repr=False)
    teamId: Annotated[
        str | None,
        AfterValidator(check_team),
        Sources("PRIME_TEAM_ID", key="team_id", empty_counts=True),
    ] = Field(
        None,
        description="ID of the team whose sandboxes are listed if a call names no team. "
        "Empty for the personal account.",
    )
    baseUrl: Annotated[
        str,
        AfterValidator(check_url),
        Sources("PRIME_API_BASE_URL", "PRIME_BASE_URL", key="base_url"),
    ] = Field(DEFAULT_BASE_URL, description="Address of the API.")
    context: Annotated[str | None, Sources("PRIME_CONTEXT")] = Field(
        None,
        description="Name of a profile of the `prime` command line: "
        "`~/.prime/environments/NAME.json` overrides `~/.prime/config.json`. "
        "`production` is built in. Other settings and environment variables take precedence.",
    )
    allowInsecureHttp: Annotated[bool, Sources("PRIME_ALLOW_INSECURE_HTTP")] = Field(
        default=False,
        description="Whether the API key may be sent over plain http to machines other than "
        "this one. Anyone on the network in between can then read it.",
    )
    requestTimeout: Annotated[float, Sources("PRIME_REQUEST_TIMEOUT")] = Field(
        30.0,
        gt=0,
        le=3600,
        description="Seconds that one request may take, from the connection to the last byte of "
        "the response.",
    )
    invokeTimeout: Annotated[float, Sources("PRIME_INVOKE_TIMEOUT")] = Field(
        300.0,
        gt=0,
        le=86400,
        description="Seconds that one function call may take, including retries and waiting.",
    )
    maxRetries: Annotated[int, Sources("PRIME_MAX_RETRIES")] = Field(
        4, ge=0, le=20, description="How often a failed request is sent again. 0 means never."
    )
    maxConcurrency: Annotated[int, Sources("PRIME_MAX_CONCURRENCY")] = Field(
        8, ge=1, le=100, description="Maximum number of requests at the same time."
    )

    @property
    def scheme(self) -> str:
        """`http` or `https`."""
        return urlsplit(self.baseUrl).scheme

    @cached_property
    def is_local(self) -> bool:
        """Whether the API runs on this machine, as its name said when it was first looked up."""
        return is_loopback(urlsplit(self.baseUrl).hostname or "")

    def conflicts(self) -> Iterator[str]:
        """Rejects plain http to another machine, unless the user allows it."""
        if self.scheme == "http" and not (self.is_local or self.allowInsecureHttp):
            yield (
                f"`baseUrl` (from {self.origin('baseUrl')}) must be https, or the API key would "
                "travel over plain http to another host; allowInsecureHttp allows that"
            )


def look_up(host: str) -> list[str]:
    """Returns the addresses of a host, or none if they cannot be found in time."""
    found: list[str] = []

    def ask() -> None:
        with suppress(OSError):
            found.extend(str(address[0]) for *_, address in socket.getaddrinfo(host, None))

    thread = Thread(target=ask, daemon=True)
    thread.start()
    thread.join(LOOK_UP_SECONDS)
    return list(found)


def is_loopback(host: str, resolve: Callable[[str], list[str]] = look_up) -> bool:
    """Returns whether a host is this machine, as a name below `localhost` can be."""
    host = host.removesuffix(".")
    try:
        return ip_address(host).is_loopback
    except ValueError:
        pass
    if not host.endswith(".localhost"):
        return host == "localhost"
    found = [ip_address(address.partition("%")[0]) for address in resolve(host)]
    return bool(found) and all(address.is_loopback for address in found)
