"""What an exception of the network says, in words for users. No I/O.

Libraries wrap the operating system's error and OpenSSL's, often in an exception without any text.
"""

from __future__ import annotations

import errno
import os
import ssl
from socket import gaierror
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

TOO_MANY_FILES = {errno.EMFILE, errno.ENFILE}


CHECK_AUTHORITIES = (
    "Check baseUrl. Where a proxy or a firewall inspects connections, set SSL_CERT_FILE to a file "
    "with its authority's certificate."
)
NO_CLIENT_CERTIFICATE = (
    "The server wants a certificate of the client, and the provider has none (SSL_CERT_FILE is for "
    "those of authorities): check baseUrl."
)
ALLOW_MORE_FILES = "Allow more open files (ulimit -n), or set maxConcurrency lower."


def causes(error: BaseException) -> Iterator[BaseException]:
    """Yields the exception and those that it came from, the outermost first."""
    waiting, seen = [error], set[int]()
    while waiting:
        each = waiting.pop(0)
        if id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        members: tuple[BaseException, ...] = getattr(each, "exceptions", ())
        waiting += [*members, *(one for one in (each.__cause__, each.__context__) if one)]


def find_tls_error(error: BaseException) -> ssl.SSLError | None:
    """Returns OpenSSL's error among the causes."""
    return next((each for each in causes(error) if isinstance(each, ssl.SSLError)), None)


def describe(error: BaseException) -> str:
    """Returns OpenSSL's reason, the system's, or else what kind of exception it is.

    Other texts are left out: those of HTTP libraries quote what arrived.
    """
    tls_error = find_tls_error(error)
    if isinstance(tls_error, ssl.SSLCertVerificationError):
        return str(tls_error.verify_message).rstrip(".")
    if tls_error is not None:
        return _reason(tls_error).replace("_", " ").lower()
    for each in causes(error):
        if isinstance(each, OSError) and each.errno:
            return str(each.strerror) if isinstance(each, gaierror) else os.strerror(each.errno)
    return type(error).__name__


def advise(error: BaseException) -> str | None:
    """Returns what to do about a failure that is not the network's: None if it may be that."""
    if any(isinstance(each, OSError) and each.errno in TOO_MANY_FILES for each in causes(error)):
        return ALLOW_MORE_FILES
    tls_error = find_tls_error(error)
    if isinstance(tls_error, ssl.SSLCertVerificationError):
        return CHECK_AUTHORITIES
    if tls_error is not None and "CERTIFICATE" in _reason(tls_error):
        return NO_CLIENT_CERTIFICATE
    return None


def _reason(error: ssl.SSLError) -> str:
    return getattr(error, "reason", None) or type(error).__name__
