"""The engine downloads the plugin as the schema tells it: here from a stand-in for GitHub."""

from __future__ import annotations

import io
import json
import platform
import ssl
import sys
import tarfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest
import trustme
from pages import DOCS
from pulumi_resource_primeintellect.provider import PROVIDER
from stacks import new_stack
from workspace import PLUGIN, Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from languages import Shared
    from primeintellect_simulator import Simulator

SCHEMA: dict[str, Any] = json.loads(PROVIDER.schema())
URL: str = SCHEMA["pluginDownloadURL"]
MACHINES = {"x86_64": "amd64", "amd64": "amd64", "arm64": "arm64", "aarch64": "arm64"}
SYSTEM = f"{platform.system().lower()}-{MACHINES[platform.machine().lower()]}"
OURS = (SCHEMA["name"], SCHEMA["version"])
PROJECT = "name: test\nruntime: yaml\n"
LINUX = pytest.mark.skipif(
    sys.platform != "linux", reason="NOT RUN: Go reads SSL_CERT_FILE on Linux only"
)
ASSET = f"pulumi-resource-{SCHEMA['name']}-v{SCHEMA['version']}-{SYSTEM}.tar.gz"


class Release(ThreadingHTTPServer):
    """GitHub's API with one release that has the archive of this platform."""

    def __init__(self, certificate: trustme.LeafCert) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(context)
        self.socket = context.wrap_socket(self.socket, server_side=True)
        self.host = f"localhost:{self.server_port}"
        self.url = URL.replace("api.github.com", self.host)
        self.asked: list[str] = []

    def answer(self, path: str) -> bytes | None:
        """What a path has."""
        self.asked.append(path)
        if path == "/assets/1":
            return archive()
        releases = "/repos/pulumi-primeintellect/pulumi-primeintellect/releases"
        tag = f"v{SCHEMA['version']}"
        if path in {f"{releases}/latest", f"{releases}/tags/{tag}"}:
            asset = {"name": ASSET, "url": f"https://{self.host}/assets/1"}
            return json.dumps({"tag_name": tag, "assets": [asset]}).encode()
        return None


class Answers(BaseHTTPRequestHandler):
    """Hands requests to the release."""

    server: Release

    def do_GET(self) -> None:
        """Answers one request."""
        body = self.server.answer(self.path)
        self.send_response(404 if body is None else 200)
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *_: object) -> None:
        """Keeps quiet."""


def archive() -> bytes:
    """An archive with the plugin at its root."""
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w:gz") as made:
        made.add(PLUGIN, PLUGIN.name)
    return written.getvalue()


@pytest.fixture
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def release(authority: trustme.CA) -> Iterator[Release]:
    with Release(authority.issue_cert("localhost")) as release:
        serving = Thread(target=release.serve_forever)
        serving.start()
        yield release
        release.shutdown()
        serving.join()


@pytest.fixture
def workspace(
    authority: trustme.CA, simulator: Simulator, tmp_path: Path, shared: Shared
) -> Workspace:
    """An empty YAML program on a machine that has no plugin, and trusts the stand-in."""
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    program = tmp_path / "program"
    program.mkdir()
    (program / "Pulumi.yaml").write_text(PROJECT)
    environment = {
        "HOME": str(tmp_path),
        "PRIME_API_KEY": "simulator-key",
        "PRIME_API_BASE_URL": simulator.url,
        "SSL_CERT_FILE": str(tmp_path / "authority.pem"),
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "false",
    }
    return Workspace(tmp_path, program, environment, ready=False, like=new_stack(program, shared))


def installed(workspace: Workspace) -> list[tuple[str, str]]:
    """The plugins that the machine has, with their versions."""
    listed = json.loads(workspace.pulumi("plugin", "ls", "--json").stdout)
    return [(one["name"], one["version"]) for one in listed]


@LINUX
@pytest.mark.parametrize("version", [[], [f"v{SCHEMA['version']}"]], ids=["newest", "pinned"])
def test_the_plugin_is_installed_from_the_release_that_the_schema_names(
    release: Release, workspace: Workspace, version: list[str]
) -> None:
    """`pulumi plugin install` as the registry probes it and the installation page tells it."""
    (told,) = {
        command
        for page in DOCS
        for block in page.blocks
        for command in block.commands
        if command.startswith("pulumi plugin install") and "--server" in command
    }
    install = ["plugin", "install", "resource", SCHEMA["name"]]
    assert told.split() == ["pulumi", *install, "--server", URL]
    workspace.pulumi(*install, *version, "--server", release.url)
    assert installed(workspace) == [OURS]
    assert release.asked[-1] == "/assets/1"


@LINUX
def test_a_yaml_program_names_the_release(release: Release, workspace: Workspace) -> None:
    (told,) = (
        block.text
        for page in DOCS
        for block in page.blocks
        if block.language == "yaml" and "pluginDownloadURL" in block.text
    )
    assert URL in told
    program = workspace.project / "Pulumi.yaml"
    program.write_text(
        f"{PROJECT}{told.replace(URL, release.url)}outputs: {{ids: '${{active.ids}}'}}"
    )
    printed = workspace.pulumi("preview").stdout
    assert '[0]: "sbx-000001"' in printed
    assert installed(workspace) == [OURS]


@LINUX
def test_a_program_records_the_release_for_other_machines(
    release: Release, workspace: Workspace, tmp_path: Path
) -> None:
    workspace.pulumi("package", "add", SCHEMA["name"], "--server", release.url)
    workspace.environment["PULUMI_HOME"] = str(tmp_path / "another machine")
    assert installed(workspace) == []
    workspace.pulumi("install")
    assert installed(workspace) == [OURS]
