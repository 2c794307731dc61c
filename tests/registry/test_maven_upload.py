"""The workflow of a release uploads to Maven Central, and keeps the token to itself."""

from __future__ import annotations

import base64
import os
import re
import shutil
import ssl
import subprocess
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import TYPE_CHECKING

import pytest
import trustme
import yaml
from workspace import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WORKFLOW = ROOT / ".github/workflows/release.yml"
STEP = "Upload it"
TOKEN = base64.b64encode(b"a-user:a-password").decode()
CURL = """\
#!/bin/sh
printf '%s\\n' "$@" > "$ARGUMENTS"
exec {curl} "$@"
"""


class Portal(HTTPServer):
    """What takes uploads: `headers` and `body` are those of the last one."""

    def __init__(self, context: ssl.SSLContext) -> None:
        super().__init__(("127.0.0.1", 0), Upload)
        self.socket = context.wrap_socket(self.socket, server_side=True)
        self.headers: dict[str, str] = {}
        self.body = b""


class Upload(BaseHTTPRequestHandler):
    """Takes one upload."""

    server: Portal

    def do_POST(self) -> None:
        """Keeps what came."""
        self.server.headers = dict(self.headers)
        self.server.body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(201)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Keeps quiet."""


def step() -> str:
    """The commands that upload."""
    jobs = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))["jobs"]
    (run,) = (one["run"] for one in jobs["maven"]["steps"] if one.get("name") == STEP)
    return str(run)


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Portal]:
    """The portal under the name that the workflow has for it, as curl is told."""
    found = re.search(r"https://([^/]+)/", step())
    assert found
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(found[1]).configure_cert(context)
    with Portal(context) as portal:
        (tmp_path / ".curlrc").write_text(
            f'connect-to = "{found[1]}:443:127.0.0.1:{portal.server_port}"\n'
            f'cacert = "{tmp_path / "authority.pem"}"\n'
        )
        serving = Thread(target=portal.serve_forever)
        serving.start()
        yield portal
        portal.shutdown()
        serving.join()


@pytest.mark.needs("bash", "curl")
def test_the_token_is_sent_and_is_on_no_command_line(portal: Portal, tmp_path: Path) -> None:
    (tmp_path / "bundle.zip").write_bytes(b"what is published")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/curl").write_text(CURL.format(curl=shutil.which("curl")))
    (tmp_path / "bin/curl").chmod(0o755)
    subprocess.run(
        ["bash", "-eo", "pipefail", "-c", step()],
        cwd=tmp_path,
        check=True,
        env={
            "ARGUMENTS": str(tmp_path / "arguments"),
            "CURL_HOME": str(tmp_path),
            "GITHUB_REF_NAME": "v0.1.0",
            "PASSWORD": "a-password",
            "PATH": os.pathsep.join((str(tmp_path / "bin"), os.environ["PATH"])),
            "USERNAME": "a-user",
        },
    )
    assert portal.headers["Authorization"] == f"Bearer {TOKEN}"
    assert b"what is published" in portal.body
    arguments = (tmp_path / "arguments").read_text()
    assert "name=v0.1.0" in arguments
    assert [secret for secret in (TOKEN, "a-user", "a-password") if secret in arguments] == []
