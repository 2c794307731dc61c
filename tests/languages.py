"""The languages of programs: what each needs, and how its programs get the SDK of this checkout."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock
from programs import run
from sdks import NPM_INSTALL, install_jar, maven_bundle, npm_package
from workspace import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

GO_SDK = "github.com/pulumi-primeintellect/pulumi-primeintellect/sdk/go"


class UnavailableError(Exception):
    """Programs of a language cannot be run; the message names what is missing."""


@dataclass(frozen=True)
class Shared:
    """Folders that tests have in common."""

    run: Path
    """For the tests of one run, in whichever process they are."""
    downloads: Path
    """For the runs to come, too."""


@dataclass(frozen=True)
class Language:
    """A language, by the name of its host."""

    name: str
    host: str
    programs: tuple[str, ...] = ()
    get_sdk: Callable[[Path, Shared], dict[str, str]] = lambda _project, _shared: {}
    """Prepares a project, and returns the environment that it then runs in."""

    def require(self) -> None:
        """Brings in the language host; fails by name when it or a program cannot be had."""
        missing = [program for program in self.programs if shutil.which(program) is None]
        if missing:
            raise UnavailableError(f"{self.name} programs need {' and '.join(missing)} on PATH.")
        install = (ROOT / "engine/install.py", "--into", ROOT / ".engine", self.host)
        done = subprocess.run(
            [sys.executable, *install], check=False, capture_output=True, text=True
        )
        if done.returncode:
            raise UnavailableError(
                f"{self.name} programs need pulumi-language-{self.host}: {done.stdout}"
            )


def typescript(project: Path, shared: Shared) -> dict[str, str]:
    """Links the dependencies of the example, and of all that need nothing else."""

    def install(folder: Path) -> None:
        shutil.copy(ROOT / "examples/typescript/package.json", folder)
        run(*NPM_INSTALL, published("*.tgz", npm_package, folder), folder=folder)

    installed = once(shared.run / "typescript", install)
    (project / "node_modules").symlink_to(installed / "node_modules")
    # The tests of the SDK check the types of the programs.
    return {"PULUMI_NODEJS_TRANSPILE_ONLY": "true"}


def go(project: Path, shared: Shared) -> dict[str, str]:
    """Replaces the published SDK module, and keeps Go's own settings under another HOME."""
    compile_go(shared)
    run("go", "mod", "edit", f"-replace={GO_SDK}={ROOT / 'sdk/go'}", folder=project)
    run("go", "mod", "tidy", folder=project)
    settings = run("go", "env", "-json", "GOENV", "GOCACHE", "GOMODCACHE", folder=project)
    return dict(json.loads(settings))


def compile_go(shared: Shared) -> None:
    """Fills Go's cache. Tests that began without it would each compile Pulumi's SDK for minutes."""

    def compile_all(_: Path) -> None:
        run("go", "build", "-mod=readonly", "./...", folder=ROOT / "sdk/go")

    once(shared.run / "go", compile_all)


def java(_project: Path, shared: Shared) -> dict[str, str]:
    """Puts the SDK into a Maven repository of the tests' own, and makes Maven use it."""

    def install(folder: Path) -> None:
        bundle = published("primeintellect-*-maven.zip", maven_bundle, folder)
        install_jar(bundle, shared.downloads / "maven")

    once(shared.run / "java", install)
    options = os.environ.get("MAVEN_OPTS", "")
    return {"MAVEN_OPTS": f"{options} -Dmaven.repo.local={shared.downloads / 'maven'}"}


def published(pattern: str, build: Callable[[Path], Path], into: Path) -> Path:
    """A package in a folder: built, or from where it is to be published, as DISTRIBUTIONS says."""
    given = os.environ.get("DISTRIBUTIONS")
    if given is None:
        return build(into)
    (package,) = Path(given).resolve().glob(pattern)
    return Path(shutil.copy(package, into))


def once(folder: Path, make: Callable[[Path], None]) -> Path:
    """Makes the folder, unless a test has done so before, in this process or another."""
    with FileLock(folder.with_suffix(".lock")):
        if not folder.exists():
            unfinished = folder.with_suffix(".unfinished")
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir()
            make(unfinished)
            unfinished.rename(folder)
    return folder


LANGUAGES = {
    language.name: language
    for language in (
        Language("yaml", host="yaml"),
        Language("python", host="python"),
        Language("typescript", "nodejs", ("node", "npm"), typescript),
        Language("go", "go", ("go",), go),
        Language("java", "java", ("java", "javac", "mvn"), java),
    )
}
