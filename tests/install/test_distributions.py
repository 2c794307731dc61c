"""What is published holds what it should, and answers with nothing of this checkout around it."""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
import tarfile
import zipfile
from typing import TYPE_CHECKING

import pytest
from archive import pack
from distributions import PINS, ROOT, wheel_in
from faults.local import AUTHORITY, Encrypted, http
from plugin import Plugin, Refused
from primeintellect_simulator import DEMO_ACCOUNT
from programs import run
from pulumi_resource_primeintellect import __version__

if TYPE_CHECKING:
    from pathlib import Path

    from primeintellect_simulator import Simulator

EXECUTABLE = "pulumi-resource-primeintellect"
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
    with pytest.raises(Refused, match="unable to get local issuer certificate"):
        ask()


def test_the_wheel_holds_the_provider_and_tells_that_no_program_needs_a_plugin_for_it(
    wheel: Path,
) -> None:
    with zipfile.ZipFile(wheel) as files:
        folders = {name.partition("/")[0] for name in files.namelist()}
        assert json.loads(files.read(PLUGIN_JSON)) == {"resource": False}
    assert folders == {
        "primeintellect_simulator",
        "pulumi_resource_primeintellect",
        f"pulumi_resource_primeintellect-{__version__}.dist-info",
    }


@pytest.mark.systems("linux", "darwin")
def test_the_source_distribution_builds_the_same_wheel_as_the_checkout(
    wheel: Path, built: Path, tmp_path: Path
) -> None:
    with tarfile.open(built / f"pulumi_resource_primeintellect-{__version__}.tar.gz") as files:
        names = {name.partition("/")[2] for name in files.getnames()}
    build = (sys.executable, "-m", "build", "--wheel", "--outdir", tmp_path)
    run(*build, ROOT, PIP_CONSTRAINT=str(PINS))
    assert wheel_in(tmp_path).read_bytes() == wheel.read_bytes()
    assert {"PulumiPlugin.yaml", "__main__.py", "LICENSE", "README.md", "CHANGELOG.md"} < names


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


def test_the_same_files_make_the_same_archive(unpacked: Path, packed: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.tar.gz"
    pack(shutil.copytree(unpacked, tmp_path / "copy", symlinks=True), again)
    assert digest(again) == digest(packed)


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
