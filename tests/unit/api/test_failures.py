from __future__ import annotations

import errno
import os
import socket
import ssl

import pytest
from pulumi_resource_primeintellect.api.failures import (
    ALLOW_MORE_FILES,
    CHECK_AUTHORITIES,
    NO_CLIENT_CERTIFICATE,
    advise,
    causes,
    describe,
)


def caused(error: BaseException, cause: BaseException) -> BaseException:
    """An error as a library raises it: without a text, and because of another."""
    try:
        raise error from cause
    except type(error) as raised:
        return raised


class Group(OSError):  # noqa: N818  # exceptions that hold others are called so
    """Several attempts that failed, as anyio has them."""

    def __init__(self, *exceptions: BaseException) -> None:
        super().__init__("All connection attempts failed")
        self.exceptions = exceptions


def unverified() -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError(1, "[SSL: CERTIFICATE_VERIFY_FAILED] certificate ...")
    error.reason = "CERTIFICATE_VERIFY_FAILED"
    error.verify_message = "self-signed certificate in certificate chain."
    return error


def alert(reason: str) -> ssl.SSLError:
    error = ssl.SSLError(1, f"[SSL: {reason}] ...")
    error.reason = reason
    return error


REFUSED = OSError(errno.ECONNREFUSED, "Connect call failed ('127.0.0.1', 1)")
REQUIRED = alert("TLSV13_ALERT_CERTIFICATE_REQUIRED")


@pytest.mark.parametrize(
    ("error", "description", "advice"),
    [
        (ValueError("b'secret'"), "ValueError", None),
        (REFUSED, os.strerror(errno.ECONNREFUSED), None),
        (caused(RuntimeError(), REFUSED), os.strerror(errno.ECONNREFUSED), None),
        (caused(RuntimeError(), Group(REFUSED)), os.strerror(errno.ECONNREFUSED), None),
        (
            caused(RuntimeError(), socket.gaierror(socket.EAI_NONAME, "Name not known")),
            "Name not known",
            None,
        ),
        (OSError("no number"), "OSError", None),
        (Group(OSError(errno.EMFILE, "")), os.strerror(errno.EMFILE), ALLOW_MORE_FILES),
        (OSError(errno.ENFILE, ""), os.strerror(errno.ENFILE), ALLOW_MORE_FILES),
        (
            caused(RuntimeError(), unverified()),
            "self-signed certificate in certificate chain",
            CHECK_AUTHORITIES,
        ),
        (
            caused(RuntimeError(), REQUIRED),
            "tlsv13 alert certificate required",
            NO_CLIENT_CERTIFICATE,
        ),
        (alert("WRONG_VERSION_NUMBER"), "wrong version number", None),
        (ssl.SSLError("?"), "sslerror", None),
    ],
)
def test_a_failure_is_described_by_what_caused_it(
    error: BaseException, description: str, advice: str | None
) -> None:
    assert (describe(error), advise(error)) == (description, advice)


def test_causes_that_lead_in_a_circle_are_each_taken_once() -> None:
    first, second = ValueError("a"), ValueError("b")
    first.__cause__, second.__cause__ = second, first
    assert list(causes(first)) == [first, second]
