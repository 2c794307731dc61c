"""Finds the proxy for an address in the environment. No I/O.

Reads `NO_PROXY` in the widest sense that any program does: the key must not reach a proxy that the
user meant to exclude.
"""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

DEFAULT_PORTS = {"http": 80, "https": 443}

MAX_PORT_DIGITS = 6
"""Digits that tell a port from any other one. Python rejects integers of more than 4,300 digits."""

BRACKETS = str.maketrans("", "", "[]")
"""Removes the brackets around an IPv6 address."""


def find_proxy(url: str, proxies: Mapping[str, str]) -> str | None:
    """Returns the proxy for the URL's scheme or for `all`, unless `no` excludes the host."""
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    port = parts.port or DEFAULT_PORTS[parts.scheme]
    entries = proxies.get("no", "").replace(",", " ").split()
    if any(_matches(entry.lower(), host, port) for entry in entries):
        return None
    return proxies.get(parts.scheme) or proxies.get("all") or None


def _matches(entry: str, host: str, port: int) -> bool:
    """Returns whether an entry of `NO_PROXY` covers the host.

    An entry is a domain with its subdomains, a pattern, an address or a network, with or without a
    port.
    """
    pattern, wanted = _split_port(entry.rpartition("://")[2])
    if wanted not in {None, port}:
        return False
    address = _address(host)
    if address is not None:
        try:
            return address in ip_network(pattern.translate(BRACKETS), strict=False)
        except ValueError:
            return fnmatchcase(host, pattern)
    name = pattern.removeprefix("*").strip(".")
    return pattern == "*" or fnmatchcase(host, name) or fnmatchcase(host, f"*.{name}")


def _split_port(entry: str) -> tuple[str, int | None]:
    """Splits `host:port` and `[address]:port`. Other colons are part of an address."""
    host, colon, port = entry.rpartition(":")
    if colon and port.isdecimal() and (":" not in host or host.endswith("]")):
        return host, int(port[:MAX_PORT_DIGITS])
    return entry, None


def _address(host: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return None
    mapped = getattr(address, "ipv4_mapped", None)
    return mapped or address
