"""Describes exceptions of the network for users. No I/O.

Libraries wrap the errors of OpenSSL and the operating system, often in exceptions without a text.
"""

from __future__ import annotations

import errno
import os
import ssl
from collections.abc import Iterator
from socket import gaierror

TOO_MANY_FILES = {errno.EMFILE, errno.ENFILE}

NOT_TLS = {"WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "HTTP_REQUEST", "PACKET_LENGTH_TOO_LONG"}
"""OpenSSL's reasons for bytes that are not TLS. They differ between its versions."""

CHECK_AUTHORITIES = (
    "Check baseUrl. Where a proxy or a firewall inspects connections, set SSL_CERT_FILE to a file "
    "with its authority's certificate."
)
NO_CLIENT_CERTIFICATE = (
    "The server requires a client certificate, and the provider has none (SSL_CERT_FILE is for "
    "certificate authorities): check baseUrl."
)
ALLOW_MORE_FILES = "Allow more open files (ulimit -n), or set maxConcurrency lower."


WAITING = (ssl.SSLWantReadError, ssl.SSLWantWriteError)
"""Part of every exchange over TLS; they do not explain a failure."""


def causes(error: BaseException) -> Iterator[BaseException]:
    """Yields the exception and its causes, the outermost first."""
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
    """Returns the error of OpenSSL among the causes, or None."""
    errors = (each for each in causes(error) if isinstance(each, ssl.SSLError))
    return next((each for each in errors if not isinstance(each, WAITING)), None)


def describe(error: BaseException) -> str:
    """Returns the reason from OpenSSL or the operating system, or else the exception's type.

    Never uses the text of other exceptions, because HTTP libraries quote responses in them.
    """
    tls_error = find_tls_error(error)
    if isinstance(tls_error, ssl.SSLCertVerificationError):
        return str(tls_error.verify_message).rstrip(".")
    if tls_error is not None:
        return _reason(tls_error).replace("_", " ").lower()
    for each in causes(error):
        if isinstance(each, OSError) and each.errno:
            return str(each.strerror) if isinstance(each, gaierror) else os.strerror(each.errno)
    return "the connection was closed" if is_closed(error) else type(error).__name__


def is_closed(error: BaseException) -> bool:
    """Returns whether the other side closed the connection, as httpx says in its own words."""
    return any(word in str(error) for word in ("disconnected", "closed connection"))


def advise(error: BaseException) -> str | None:
    """Returns advice for a failure with another cause than the network, or else None."""
    if any(isinstance(each, OSError) and each.errno in TOO_MANY_FILES for each in causes(error)):
        return ALLOW_MORE_FILES
    tls_error = find_tls_error(error)
    if isinstance(tls_error, ssl.SSLCertVerificationError):
        return CHECK_AUTHORITIES
    if tls_error is not None and "CERTIFICATE" in _reason(tls_error):
        return NO_CLIENT_CERTIFICATE
    return None


def is_not_tls(error: BaseException) -> bool:
    """Returns whether the other side answered in something other than TLS."""
    tls_error = find_tls_error(error)
    return tls_error is not None and _reason(tls_error) in NOT_TLS


def _reason(error: ssl.SSLError) -> str:
    return getattr(error, "reason", None) or type(error).__name__
