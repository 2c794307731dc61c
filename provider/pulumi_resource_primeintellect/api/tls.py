"""How certificates are verified: by certifi's authorities, or those that the environment names."""

from __future__ import annotations

import os
import ssl
import sys
from pathlib import Path

import certifi

from pulumi_resource_primeintellect.api.failures import describe
from pulumi_resource_primeintellect.errors import configuration_error
from pulumi_resource_primeintellect.files import read_small_file


def create_context() -> ssl.SSLContext:
    """Returns a context with the authorities in SSL_CERT_FILE, SSL_CERT_DIR or certifi.

    Python itself writes session keys to SSLKEYLOGFILE.

    Raises:
        ConfigurationError: when one of these variables cannot be used.
    """
    _check_key_log(os.environ.get("SSLKEYLOGFILE"))
    file, folder = os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR")
    if file:
        return _load_file(file)
    if folder and not all(map(os.path.isdir, folder.split(os.pathsep))):
        raise configuration_error("SSL_CERT_DIR must name a folder of certificates")
    try:
        if folder:
            return ssl.create_default_context(capath=folder)
        return ssl.create_default_context(cafile=certifi.where())
    except OSError as error:
        raise configuration_error(
            f"the certificates of authorities cannot be read ({describe(error)})"
        ) from None


def _load_file(file: str) -> ssl.SSLContext:
    try:
        read_small_file(Path(file))  # OpenSSL would wait for a pipe, and read what never ends
        return ssl.create_default_context(cafile=file)
    except OSError as error:
        reason = describe(error) if error.errno else error.strerror
        raise configuration_error(
            f"SSL_CERT_FILE ({reason}) must name a file of certificates in PEM form"
        ) from None


def _check_key_log(file: str | None) -> None:
    if not file or sys.flags.ignore_environment:
        return
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NONBLOCK", 0)
    try:
        os.close(os.open(file, flags, 0o600))
    except OSError as error:
        raise configuration_error(
            f"SSLKEYLOGFILE ({describe(error)}) must name a file that can be written, or be unset"
        ) from None
