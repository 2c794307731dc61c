"""What the environment says of certificates. These variables are OpenSSL's and Python's own."""

from __future__ import annotations

import os
import ssl
from typing import TYPE_CHECKING

import certifi
import pytest
import trustme
from faults.local import AUTHORITY
from pulumi_python_provider import ConfigurationError
from pulumi_resource_primeintellect.api.tls import create_context

if TYPE_CHECKING:
    from pathlib import Path

OTHER = trustme.CA()
SUBJECT = "the primeintellect provider's configuration: "


@pytest.fixture(autouse=True)
def unset(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR", "SSLKEYLOGFILE"):
        monkeypatch.delenv(name, raising=False)


def refusal() -> str:
    with pytest.raises(ConfigurationError) as raised:
        create_context()
    return str(raised.value).removeprefix(SUBJECT)


def authorities(context: ssl.SSLContext) -> int:
    return context.cert_store_stats()["x509_ca"]


def test_certificates_are_verified_by_the_authorities_of_certifi() -> None:
    context = create_context()
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
    assert authorities(context) > 50


def test_a_file_of_authorities_takes_the_place_of_all_others(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "authority.pem"
    AUTHORITY.cert_pem.write_to_path(str(file))
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    monkeypatch.setenv("SSL_CERT_DIR", "/there/is/no/such/folder")
    assert authorities(create_context()) == 1


def test_a_mark_at_the_beginning_hides_no_authority(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    both = f"\ufeff{AUTHORITY.cert_pem.bytes().decode()}# \u00e9\n{OTHER.cert_pem.bytes().decode()}"
    (tmp_path / "marked.pem").write_text(both, "utf-8")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "marked.pem"))
    assert authorities(create_context()) == 2


def test_a_bundle_as_large_as_real_ones_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", certifi.where())
    assert authorities(create_context()) > 50


def test_a_folder_of_authorities_is_looked_into_when_they_are_needed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    AUTHORITY.cert_pem.write_to_path(str(tmp_path / "0a1b2c3d.0"))
    monkeypatch.setenv("SSL_CERT_DIR", f"{tmp_path}{os.pathsep}{tmp_path}")
    assert authorities(create_context()) == 0


@pytest.mark.parametrize("folder", ["/there/is/no/such/folder", __file__])
def test_a_folder_of_authorities_has_to_be_one(
    monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    monkeypatch.setenv("SSL_CERT_DIR", folder)
    assert refusal() == "SSL_CERT_DIR must name a folder of certificates"


@pytest.mark.systems("linux", "darwin")
@pytest.mark.parametrize(
    ("kind", "refused"), [("pipe", True), ("large", True), ("loop", False), ("other", False)]
)
def test_nothing_in_a_folder_of_authorities_blocks_a_handshake(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, kind: str, *, refused: bool
) -> None:
    """OpenSSL reads a file once its name is the hash of an authority that it looks for."""
    place = tmp_path / ("README" if kind == "other" else "0a1b2c3d.0")
    if kind == "loop":
        place.symlink_to(place)
    elif kind == "large":
        place.write_bytes(b" " * (1024 * 1024 + 1))
    else:
        os.mkfifo(place)
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    if refused:
        assert refusal() == (
            "SSL_CERT_DIR must name a folder of certificates, files of at most 1 MiB each"
        )
    else:
        assert authorities(create_context()) == 0


@pytest.mark.systems("linux", "darwin")
def test_a_pipe_is_no_file_of_authorities_and_blocks_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / "pipe")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "pipe"))
    assert refusal() == (
        "SSL_CERT_FILE (it is not a regular file) must name a file of certificates in PEM form"
    )


def test_a_file_with_nothing_but_a_mark_trusts_no_other_authorities(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "empty.pem").write_text("\ufeff", "utf-8")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "empty.pem"))
    assert refusal().endswith("must name a file of certificates in PEM form")


def test_a_file_larger_than_any_bundle_is_not_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "large").write_bytes(b" " * (1024 * 1024 + 1))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "large"))
    assert refusal() == (
        "SSL_CERT_FILE (it is larger than 1 MiB) must name a file of certificates in PEM form"
    )


@pytest.mark.systems("linux", "darwin")
@pytest.mark.parametrize("kind", ["folder", "pipe"])
def test_a_key_log_that_cannot_be_written_is_named_itself(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, kind: str
) -> None:
    log = tmp_path / kind
    log.mkdir() if kind == "folder" else os.mkfifo(log)
    monkeypatch.setenv("SSLKEYLOGFILE", str(log))
    monkeypatch.setenv("SSL_CERT_FILE", certifi.where())
    reason = {"folder": "Is a directory", "pipe": "No such device or address"}[kind]
    assert refusal() == (
        f"SSLKEYLOGFILE ({reason}) must name a file that can be written, or be unset"
    )


@pytest.mark.systems("linux", "darwin")
def test_a_key_log_is_readable_by_its_owner_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    log = tmp_path / "keys"
    monkeypatch.setenv("SSLKEYLOGFILE", str(log))
    assert create_context().keylog_filename == str(log)
    assert log.stat().st_mode & 0o777 == 0o600


def test_certificates_of_certifi_that_cannot_be_read_are_nobodys_variable(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As when the process is out of file descriptors."""
    monkeypatch.setattr(certifi, "where", lambda: "/there/is/no/such/file.pem")
    assert refusal() == (
        "the certificates of authorities cannot be read (No such file or directory)"
    )
