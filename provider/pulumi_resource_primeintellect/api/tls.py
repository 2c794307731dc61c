"""Verifies certificates with the authorities of certifi or of the environment."""

from __future__ import annotations

import os
import re
import ssl
import stat
import sys
from codecs import BOM_UTF8
from pathlib import Path

import certifi

from pulumi_resource_primeintellect.api.failures import describe
from pulumi_resource_primeintellect.errors import configuration_error
from pulumi_resource_primeintellect.files import MAX_FILE_BYTES, read_small_file

NO_CERTIFICATE = "-"
"""A text that OpenSSL refuses."""

HASHED = re.compile(r"[0-9a-f]{8}\.r?[0-9]+")
"""Names of the files in a folder that OpenSSL reads during a handshake."""


def create_context() -> ssl.SSLContext:
    """Returns a context with the authorities in SSL_CERT_FILE, SSL_CERT_DIR or certifi.

    Python itself also writes session keys to SSLKEYLOGFILE.

    Raises:
        ConfigurationError: when one of these variables cannot be used.
    """
    _check_key_log(os.environ.get("SSLKEYLOGFILE"))
    file, folder = os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR")
    if file:
        return _load_file(file)
    try:
        if folder:
            for each in folder.split(os.pathsep):
                _check_folder(each)
            return ssl.create_default_context(capath=folder)
        return ssl.create_default_context(cafile=certifi.where())
    except OSError as error:
        raise configuration_error(
            f"the certificates of authorities cannot be read ({describe(error)})"
        ) from None


def _load_file(file: str) -> ssl.SSLContext:
    try:
        content = read_small_file(Path(file))  # OpenSSL would block on a pipe
        if content.startswith(BOM_UTF8):  # it hides the first certificate from OpenSSL
            # Without a certificate, it would trust the system's authorities.
            certificates = content.decode("ascii", errors="ignore") or NO_CERTIFICATE
            return ssl.create_default_context(cadata=certificates)
        return ssl.create_default_context(cafile=file)
    except OSError as error:
        reason = describe(error) if error.errno else error.strerror
        raise configuration_error(
            f"SSL_CERT_FILE ({reason}) must name a file of certificates in PEM form"
        ) from None


def _check_folder(folder: str) -> None:
    """Rejects files on which OpenSSL would block, or that it would read for ever."""
    if not Path(folder).is_dir():
        raise configuration_error("SSL_CERT_DIR must name a folder of certificates")
    for path in Path(folder).iterdir():
        if HASHED.fullmatch(path.name) is None or not path.exists():
            continue
        status = path.stat()
        if not stat.S_ISREG(status.st_mode) or status.st_size > MAX_FILE_BYTES:
            raise configuration_error(
                "SSL_CERT_DIR must name a folder of certificates, files of at most 1 MiB each"
            )


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
