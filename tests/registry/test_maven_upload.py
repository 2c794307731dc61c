"""The workflow of a release uploads to Maven Central and waits, and keeps the token to itself."""

from __future__ import annotations

import base64
import json
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
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Done = subprocess.CompletedProcess[str]

NEEDS = pytest.mark.needs("bash", "curl", "jq")
WORKFLOW = ROOT / ".github/workflows/release.yml"
STEP = "Upload it, and wait until it is published"
TOKEN = base64.b64encode(b"a-user:a-password").decode()
CURL = """\
#!/bin/sh
printf '%s\\n' "$@" >> "$ARGUMENTS"
exec {curl} "$@"
"""


class Portal(HTTPServer):
    """What takes uploads: `headers` and `body` are those of the last one.

    `states` are what it tells of it, one each time; for None it tells of an error.
    """

    def __init__(self, context: ssl.SSLContext) -> None:
        super().__init__(("127.0.0.1", 0), Upload)
        self.socket = context.wrap_socket(self.socket, server_side=True)
        self.headers: dict[str, str] = {}
        self.body = b""
        self.states: list[str | None] = []


class Upload(BaseHTTPRequestHandler):
    """Takes one upload, or tells what has become of it."""

    server: Portal

    def do_POST(self) -> None:
        """Keeps what came, or takes the next state."""
        assert self.headers["Authorization"] == f"Bearer {TOKEN}"
        if self.path.endswith("/status?id=an-id"):
            state = self.server.states.pop(0)
            self.answer(500 if state is None else 200, json.dumps({"deploymentState": state}))
        else:
            self.server.headers = dict(self.headers)
            self.server.body = self.rfile.read(int(self.headers["Content-Length"]))
            self.answer(201, "an-id")

    def answer(self, status: int, text: str) -> None:
        """Sends a response."""
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

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


@pytest.fixture
def upload(portal: Portal, tmp_path: Path) -> Callable[..., Done]:
    """Runs the step where the portal tells these states. It does not wait between them."""

    def upload(*states: str | None) -> Done:
        portal.states = [*states]
        return subprocess.run(
            ["bash", "-eo", "pipefail", "-c", step()],
            cwd=tmp_path,
            check=False,
            capture_output=True,
            text=True,
            env={
                "ARGUMENTS": str(tmp_path / "arguments"),
                "CURL_HOME": str(tmp_path),
                "GITHUB_REF_NAME": "v0.1.0",
                "PASSWORD": "a-password",
                "PATH": os.pathsep.join((str(tmp_path / "bin"), os.environ["PATH"])),
                "USERNAME": "a-user",
            },
        )

    (tmp_path / "bundle.zip").write_bytes(b"what is published")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/curl").write_text(CURL.format(curl=shutil.which("curl")))
    (tmp_path / "bin/sleep").write_text("#!/bin/sh\n")
    for program in (tmp_path / "bin").iterdir():
        program.chmod(0o755)
    return upload


@NEEDS
def test_the_token_is_sent_and_is_on_no_command_line(
    upload: Callable[..., Done], portal: Portal, tmp_path: Path
) -> None:
    assert upload("PUBLISHED").returncode == 0
    assert portal.headers["Authorization"] == f"Bearer {TOKEN}"
    assert b"what is published" in portal.body
    arguments = (tmp_path / "arguments").read_text()
    assert "name=v0.1.0" in arguments
    assert [secret for secret in (TOKEN, "a-user", "a-password") if secret in arguments] == []


@NEEDS
def test_it_waits_until_the_upload_is_published(upload: Callable[..., Done]) -> None:
    done = upload("PENDING", None, "VALIDATING", "PUBLISHING", "PUBLISHED")
    told = ["PENDING", "unknown", "VALIDATING", "PUBLISHING", "PUBLISHED"]
    assert (done.returncode, done.stdout.splitlines()) == (0, ["The portal calls it an-id.", *told])


@NEEDS
@pytest.mark.parametrize(
    ("states", "told"),
    [
        (["VALIDATING", "FAILED"], '{"deploymentState": "FAILED"}'),
        (["PUBLISHING"] * 40, "It is not published after 40 minutes"),
    ],
    ids=["failed", "too long"],
)
def test_it_fails_unless_the_upload_is_published(
    upload: Callable[..., Done], states: list[str], told: str
) -> None:
    done = upload(*states)
    assert done.returncode == 1
    assert told in done.stdout.splitlines()[-1]
