"""What is published holds what it should, and answers with nothing of this checkout around it."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from email import message_from_bytes
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from distributions import ROOT, wheel_in
from faults.local import AUTHORITY, Encrypted, http
from pins import pip_variables
from plugin import Plugin, PluginError
from primeintellect_simulator import DEMO_ACCOUNT
from pulumi_resource_primeintellect import __version__
from pulumi_resource_primeintellect.metadata import METADATA

if TYPE_CHECKING:
    from languages import Shared
    from primeintellect_simulator import Simulator

EXECUTABLE = "pulumi-resource-primeintellect"
SOURCES = f"pulumi_resource_primeintellect-{__version__}.tar.gz"
PLUGIN_JSON = "pulumi_resource_primeintellect/pulumi-plugin.json"


@pytest.mark.parametrize("place", ["scripts", "unpacked"])
def test_the_executable_answers(
    request: pytest.FixtureRequest, place: str, simulator: Simulator, tmp_path: Path
) -> None:
    command = shutil.which(EXECUTABLE, path=request.getfixturevalue(place))
    assert command is not None
    (tmp_path / "httpx.py").write_text("raise RuntimeError('a module of the user')")
    with Plugin(command=(command,), folder=tmp_path) as plugin:
        plugin.use(simulator)
        assert json.loads(plugin.schema())["version"] == __version__
        assert plugin.invoke("getSandbox", sandboxId="sbx-000001")["gpuType"] == "H100_80GB"


@pytest.mark.parametrize("place", ["scripts", "unpacked"])
def test_the_executable_trusts_whom_the_environment_names_and_nobody_unknown(
    request: pytest.FixtureRequest, place: str, tmp_path: Path
) -> None:
    command = shutil.which(EXECUTABLE, path=request.getfixturevalue(place))
    assert command is not None
    authority = tmp_path / "authority.pem"
    AUTHORITY.cert_pem.write_to_path(str(authority))

    def ask(**environment: str) -> object:
        with (
            Encrypted(http(b'{"id": "sbx-1"}')) as server,
            Plugin(command=(command,), environment=environment) as plugin,
        ):
            plugin.configure(apiKey=DEMO_ACCOUNT.key, baseUrl=server.url, maxRetries=0)
            return plugin.invoke("getSandbox", sandboxId="sbx-1")["id"]

    assert ask(SSL_CERT_FILE=str(authority)) == "sbx-1"
    with pytest.raises(PluginError, match="unable to get local issuer certificate"):
        ask()


def test_the_wheel_holds_the_provider_and_tells_that_no_program_needs_a_plugin_for_it(
    wheel: Path,
) -> None:
    with zipfile.ZipFile(wheel) as files:
        folders = {name.partition("/")[0] for name in files.namelist()}
        assert json.loads(files.read(PLUGIN_JSON)) == {"resource": False}
    assert folders == {
        "primeintellect_simulator",
        "pulumi_python_provider",
        "pulumi_resource_primeintellect",
        f"pulumi_resource_primeintellect-{__version__}.dist-info",
    }


def test_the_source_distribution_holds_what_the_host_of_python_plugins_starts(built: Path) -> None:
    with tarfile.open(built / SOURCES) as files:
        names = {name.partition("/")[2] for name in files.getnames()}
    assert {"PulumiPlugin.yaml", "__main__.py", "LICENSE", "README.md", "CHANGELOG.md"} < names


def test_pypi_accepts_the_metadata_and_shows_the_pages_of_the_repository(
    wheel: Path, built: Path
) -> None:
    with zipfile.ZipFile(wheel) as files:
        (name,) = (name for name in files.namelist() if name.endswith(".dist-info/METADATA"))
        in_wheel = files.read(name)
    with tarfile.open(built / SOURCES) as files:
        member = files.extractfile(f"{SOURCES.removesuffix('.tar.gz')}/PKG-INFO")
        assert member is not None
        assert member.read() == in_wheel
    metadata = message_from_bytes(in_wheel)
    assert metadata["Metadata-Version"] == "2.4"
    home = METADATA["repository"]
    assert metadata.get_all("Project-URL") == [
        f"Homepage, {home}",
        f"Repository, {home}",
        f"Documentation, {home}/tree/main/docs",
        f"Changelog, {home}/blob/main/CHANGELOG.md",
    ]


@pytest.fixture
def elsewhere(tmp_path: Path, shared: Shared) -> dict[str, str]:
    """An environment that is as unlike that of the tests as it can be."""
    (tmp_path / "a home of its own").mkdir()
    (tmp_path / "scratch").mkdir()
    return {
        **os.environ,
        **pip_variables(shared),
        "PIP_COMPILE": "1",
        "HOME": str(tmp_path / "a home of its own"),
        "TMPDIR": str(tmp_path / "scratch"),
        "TZ": "Asia/Kathmandu",
        "PYTHONHASHSEED": "4711",
        "PYTHONOPTIMIZE": "2",
        "SOURCE_DATE_EPOCH": "315532800",
    }


@pytest.mark.systems("linux", "darwin")
def test_another_process_builds_the_same_distributions(
    wheel: Path, built: Path, tmp_path: Path, elsewhere: dict[str, str]
) -> None:
    """From a checkout that only its owner may read, too."""
    listed = subprocess.check_output(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, text=True
    )
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (tmp_path / "checkout" / name).parent.mkdir(parents=True, exist_ok=True)
            copy = Path(shutil.copy(ROOT / name, tmp_path / "checkout" / name))
            copy.chmod(copy.stat().st_mode & 0o700)
    again(tmp_path / "checkout/tools/distributions.py", tmp_path / "again", elsewhere)
    assert wheel_in(tmp_path / "again").read_bytes() == wheel.read_bytes()
    assert (tmp_path / "again" / SOURCES).read_bytes() == (built / SOURCES).read_bytes()


@pytest.mark.systems("linux", "darwin")
def test_another_process_builds_the_same_archive(
    wheel: Path, packed: Path, tmp_path: Path, elsewhere: dict[str, str]
) -> None:
    (tmp_path / "again").mkdir()
    shutil.copy(wheel, tmp_path / "again")
    again(ROOT / "tools/archive.py", tmp_path / "again", elsewhere)
    assert digest(tmp_path / "again" / packed.name) == digest(packed)


def again(tool: Path, into: Path, environment: dict[str, str]) -> None:
    """Runs a tool that builds, where files are made for their owner alone."""
    subprocess.run(
        [sys.executable, tool, into], env=environment, cwd=into.parent, umask=0o077, check=True
    )


def test_the_archive_has_the_plugin_in_its_root_and_the_terms_of_what_it_brings(
    packed: Path,
) -> None:
    with tarfile.open(packed) as files:
        members = files.getmembers()
        (plugin,) = (member for member in members if member.name.startswith(EXECUTABLE))
    names = {member.name for member in members}
    assert (plugin.isfile(), plugin.mode & 0o111) == (True, 0o111)
    assert {member.name.partition("/")[0] for member in members} == {
        plugin.name,
        "_internal",
        "licenses",
    }
    for module in ("httpx/__init__.pyc", "anyio/__init__.py"):  # start-up is as fast as pip's
        assert f"_internal/{module}" in names
    assert [name for name in names if "readline" in name or "opentelemetry/" in name] == []
    assert f"licenses/pulumi_resource_primeintellect-{__version__}/LICENSE" in names
    assert "licenses/PYTHON.txt" in names


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
