"""Each SDK builds with its language's own tools, and its types hold for those who use it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pulumi
import pytest
from languages import LANGUAGES, Shared, compile_go
from packages import sdk_wheel
from programs import BuildError, run
from pulumi_resource_primeintellect import __version__
from pulumi_resource_primeintellect.provider import PROVIDER
from workspace import ROOT

SCHEMA: dict[str, Any] = json.loads(PROVIDER.schema())
TYPED = Path(__file__).with_name("typed")
PYTHON = (
    TYPED / "program.py",
    ROOT / "examples/python/__main__.py",
    ROOT / "tests/engine/programs/python/__main__.py",
)
PYRIGHT = {"typeCheckingMode": "strict", "reportUnnecessaryTypeIgnoreComment": "error"}
TYPESCRIPT = (
    TYPED / "program.ts",
    ROOT / "examples/typescript/index.ts",
    ROOT / "tests/engine/programs/typescript/index.ts",
)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory, shared: Shared) -> Path:
    """An environment with the wheel, not the checkout, and what the wheel depends on."""
    folder = tmp_path_factory.mktemp("wheel")
    venv.create(folder / "venv")
    (packages,) = (folder / "venv").glob("lib/*/site-packages")
    (packages / "dependencies.pth").write_text(str(Path(pulumi.__file__).parent.parent))
    archive = sdk_wheel(shared)
    assert archive.name == f"pulumi_primeintellect-{__version__}-py3-none-any.whl"
    with zipfile.ZipFile(archive) as files:
        files.extractall(packages)  # noqa: S202  # our own archive
    return folder / "venv/bin/python"


@pytest.mark.parametrize("program", PYTHON, ids=lambda program: str(program.relative_to(ROOT)))
def test_mypy_finds_the_wheel_typed(installed: Path, program: Path, tmp_path: Path) -> None:
    check = ("--strict", "--config-file=", "--cache-dir", tmp_path / "cache")
    run(
        *(sys.executable, "-m", "mypy", *check, "--python-executable", installed, program),
        folder=tmp_path,
    )


def test_pyright_finds_the_wheel_typed(installed: Path, tmp_path: Path) -> None:
    for number, program in enumerate(PYTHON):
        shutil.copy(program, tmp_path / f"program_{number}.py")
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(PYRIGHT))
    checker = Path(sys.executable).with_name("basedpyright")
    printed = run(checker, "--pythonpath", installed, folder=tmp_path)
    assert printed == "0 errors, 0 warnings, 0 notes\n"


def test_the_python_sdk_is_built_without_a_warning(tmp_path: Path) -> None:
    source = shutil.copytree(ROOT / "sdk/python", tmp_path / "python")
    printed = run(sys.executable, "-m", "build", "--no-isolation", source)
    assert "Successfully built" in printed
    assert "Warning" not in printed


@pytest.mark.needs(*LANGUAGES["typescript"].programs)
def test_the_npm_package_is_typed_for_those_who_install_it(tmp_path: Path, shared: Shared) -> None:
    LANGUAGES["typescript"].get_sdk(tmp_path, shared)
    (archive,) = (shared.run / "typescript").glob("*.tgz")
    assert archive.name == f"pulumi-primeintellect-{__version__}.tgz"
    with tarfile.open(archive) as files:
        assert {"package/index.js", "package/index.d.ts"} < set(files.getnames())
    for number, program in enumerate(TYPESCRIPT):
        shutil.copy(program, tmp_path / f"{number}.ts")
    compiler = tmp_path / "node_modules/.bin/tsc"
    module = ("--module", "nodenext", "--target", "es2022")
    run(compiler, "--strict", "--noEmit", *module, *tmp_path.glob("*.ts"), folder=tmp_path)


def test_the_go_module_passes_vet_and_all_go_is_formatted(shared: Shared) -> None:
    compile_go(shared)
    run("go", "vet", "-mod=readonly", "./...", folder=ROOT / "sdk/go")
    assert (
        run(
            "gofmt",
            "-l",
            "sdk/go",
            "examples/go",
            "tests/engine/programs/go",
            "engine",
            folder=ROOT,
        )
        == ""
    )


@pytest.mark.needs(*LANGUAGES["java"].programs)
def test_the_jar_knows_its_version_and_plugin(tmp_path: Path, shared: Shared) -> None:
    LANGUAGES["java"].get_sdk(tmp_path, shared)
    package = "io/github/pulumiprimeintellect/primeintellect"
    place = shared.run / "java" / package / __version__
    name = f"primeintellect-{__version__}"
    with zipfile.ZipFile(place / f"{name}.jar") as files:
        assert files.read(f"{package}/version.txt").decode() == __version__
        assert json.loads(files.read(f"{package}/plugin.json")) == {
            "resource": True,
            "name": "primeintellect",
            "version": __version__,
            "server": "github://api.github.com/pulumi-primeintellect/pulumi-primeintellect",
        }
    with zipfile.ZipFile(place / f"{name}-sources.jar") as files:
        assert f"{package}/PrimeintellectFunctions.java" in files.namelist()
    with zipfile.ZipFile(place / f"{name}-javadoc.jar") as files:
        assert f"{package}/PrimeintellectFunctions.html" in files.namelist()


@pytest.mark.needs(*LANGUAGES["java"].programs)
def test_the_bundle_tells_maven_central_all_that_it_asks_for(
    tmp_path: Path, shared: Shared
) -> None:
    LANGUAGES["java"].get_sdk(tmp_path, shared)
    (bundle,) = (shared.run / "java").glob("*-maven.zip")
    with zipfile.ZipFile(bundle) as files:
        (described,) = (name for name in files.namelist() if name.endswith(".pom"))
        pom = ET.fromstring(files.read(described))  # noqa: S314  # a file of ours
    place = "{http://maven.apache.org/POM/4.0.0}"
    for path, told in (
        ("name", "pulumi-primeintellect"),
        ("description", SCHEMA["description"]),
        ("url", SCHEMA["repository"]),
        ("licenses/license/name", SCHEMA["license"]),
        ("developers/developer/name", f"The authors of {SCHEMA['publisher']}"),
        ("scm/url", SCHEMA["repository"]),
    ):
        assert pom.findtext("/".join(place + step for step in path.split("/"))) == told
    libraries = {one.text for one in pom.iterfind(f".//{place}dependency/{place}artifactId")}
    assert libraries == {"gson", "jsr305", "pulumi"}


@pytest.fixture
def packages(tmp_path: Path, shared: Shared) -> tuple[Path, Path, Path]:
    """The packages for PyPI, npm and Maven Central."""
    LANGUAGES["typescript"].get_sdk(tmp_path, shared)
    LANGUAGES["java"].get_sdk(tmp_path, shared)
    return (
        sdk_wheel(shared),
        shared.run / f"typescript/pulumi-primeintellect-{__version__}.tgz",
        shared.run / f"java/primeintellect-{__version__}-maven.zip",
    )


@pytest.mark.needs(*LANGUAGES["typescript"].programs, *LANGUAGES["java"].programs)
def test_the_packages_for_every_registry_are_the_same_bytes_each_time(
    packages: tuple[Path, ...], tmp_path: Path
) -> None:
    """From a checkout that only its owner may read, too."""
    checkout, again = tmp_path / "checkout", tmp_path / "again"
    for folder in ("sdk", "tools"):
        shutil.copytree(ROOT / folder, checkout / folder)
    shutil.copy(ROOT / "LICENSE", checkout)
    for path in checkout.rglob("*"):
        path.chmod(path.stat().st_mode & 0o700)
    subprocess.run(
        [sys.executable, checkout / "tools/sdks.py", again],
        env={**os.environ, "TZ": "Asia/Kathmandu"},
        umask=0o077,
        check=True,
    )
    assert {package.name for package in again.iterdir()} == {one.name for one in packages}
    for package in packages:
        assert (again / package.name).read_bytes() == package.read_bytes(), package.name


@pytest.mark.needs(*LANGUAGES["typescript"].programs, *LANGUAGES["java"].programs)
def test_the_packages_bring_the_license(packages: tuple[Path, Path, Path], shared: Shared) -> None:
    text = (ROOT / "LICENSE").read_bytes()
    for_pypi, for_npm, _ = packages
    with zipfile.ZipFile(for_pypi) as files:
        about = f"pulumi_primeintellect-{__version__}.dist-info"
        assert files.read(f"{about}/licenses/LICENSE") == text
    with tarfile.open(for_npm) as archive:
        member = archive.extractfile("package/LICENSE")
        assert member is not None
        assert member.read() == text
    place = shared.run / "java/io/github/pulumiprimeintellect/primeintellect" / __version__
    with zipfile.ZipFile(place / f"primeintellect-{__version__}.jar") as files:
        assert files.read("META-INF/LICENSE") == text


def test_a_missing_tool_is_named(tmp_path: Path) -> None:
    with pytest.raises(BuildError) as failed:
        run("no-such-compiler", folder=tmp_path)
    assert str(failed.value) == "`no-such-compiler` is not on PATH: install it to build this."
