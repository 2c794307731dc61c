"""Which proxy the environment names for an address. No I/O.

`NO_PROXY` is read as widely as any program reads it: a key must not go to a proxy that it excludes.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT_PORTS = {"http": 80, "https": 443}

BRACKETS = str.maketrans("", "", "[]")
"""What may stand around an IPv6 address."""


def find_proxy(url: str, proxies: Mapping[str, str]) -> str | None:
    """Returns the proxy of the URL's scheme, or else that of `all`, unless `no` excludes it."""
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    port = parts.port or DEFAULT_PORTS[parts.scheme]
    entries = proxies.get("no", "").replace(",", " ").split()
    if any(_matches(entry.lower(), host, port) for entry in entries):
        return None
    return proxies.get(parts.scheme) or proxies.get("all") or None


def _matches(entry: str, host: str, port: int) -> bool:
    """Returns whether an entry of `NO_PROXY` means the host.

    That is a name and all names below it, a pattern, an address or a network, each with a port or
    without.
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
    """Splits `host:port` and `[address]:port`; other colons belong to an address."""
    host, colon, port = entry.rpartition(":")
    if colon and port.isdecimal() and (":" not in host or host.endswith("]")):
        return host, int(port)
    return entry, None


def _address(host: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return None
    mapped = getattr(address, "ipv4_mapped", None)
    return mapped or address
