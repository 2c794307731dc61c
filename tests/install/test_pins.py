"""What is installed to build, test and ship is pinned, with hashes, wherever it is installed."""

from __future__ import annotations

import re
import sys
from importlib.metadata import distributions
from typing import TYPE_CHECKING, Any

import pytest
from distributions import ROOT
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from pins import pinned

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

if TYPE_CHECKING:
    from collections.abc import Iterator

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
SDK: dict[str, Any] = tomllib.loads(
    (ROOT / "sdk/python/pyproject.toml").read_text(encoding="utf-8")
)
PYTHONS = ("3.10.0", "3.11.0", "3.12.0", "3.13.0", "3.14.0")
SYSTEMS = {"linux": "posix", "darwin": "posix", "win32": "nt"}
INSTALLING = re.compile(r"\bpip[\"']? install\b.*")
PINNED = re.compile(r"--require-hashes --requirement \S+|--no-deps .*")
USED = re.compile(r"uses: (\S+)@(.+)")
LOCK = "pip install --quiet uv"
"""What writes the pins is the newest, as what it writes."""


def wanted(name: str) -> Iterator[Requirement]:
    """What a file of pins is for, as projects state it."""
    dependencies = PROJECT["project"]["dependencies"]
    groups = PROJECT["dependency-groups"]
    stated = {
        "plugin": dependencies,
        "archive": [*dependencies, *groups["archive"]],
        "bench": groups["bench"],
        "official": groups["official"],
        "dev": [
            *dependencies,
            *(
                one
                for extra in PROJECT["project"]["optional-dependencies"].values()
                for one in extra
            ),
            *(one for one in groups["dev"] if isinstance(one, str)),
            *groups["archive"],
            *PROJECT["build-system"]["requires"],
            *SDK["project"]["dependencies"],
            *SDK["build-system"]["requires"],
        ],
    }
    yield from map(Requirement, stated[name])


def versions(name: str, python: str, system: str) -> dict[str, str]:
    """What a file brings to a machine; at most one version of each package."""
    machine = {
        "python_version": python.rpartition(".")[0],
        "python_full_version": python,
        "sys_platform": system,
        "os_name": SYSTEMS[system],
    }
    found: dict[str, str] = {}
    for pin in pinned(name):
        (version,) = pin.requirement.specifier
        assert version.operator == "=="
        assert pin.hashes
        if pin.requirement.marker is None or pin.requirement.marker.evaluate(machine):
            package = canonicalize_name(pin.requirement.name)
            assert found.setdefault(package, version.version) == version.version
    return found


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("name", ["plugin", "archive", "bench", "official", "dev"])
def test_pins_cover_what_the_projects_ask_for(name: str, python: str, system: str) -> None:
    found = versions(name, python, system)
    machine = {"python_version": python.rpartition(".")[0], "sys_platform": system}
    for requirement in wanted(name):
        if requirement.marker is None or requirement.marker.evaluate(machine):
            version = found[canonicalize_name(requirement.name)]
            assert requirement.specifier.contains(version), (requirement, version)


@pytest.mark.parametrize("name", ["plugin", "archive", "bench"])
def test_pins_of_one_purpose_are_those_of_development(name: str) -> None:
    for system in SYSTEMS:
        for python in PYTHONS:
            known = versions("dev", python, system)
            found = versions(name, python, system)
            assert {package: known.get(package, found[package]) for package in found} == found


def test_packages_that_others_need_with_extras_are_pinned_with_them() -> None:
    """Where the pin lacks the extra, pip 23 takes the newest version, which has no hash here."""
    extras = {
        canonicalize_name(pin.requirement.name): pin.requirement.extras for pin in pinned("dev")
    }
    needed = [
        requirement
        for distribution in distributions()
        for requirement in map(Requirement, distribution.requires or ())
        if requirement.extras
        and canonicalize_name(requirement.name) in extras
        and any(
            requirement.marker is None or requirement.marker.evaluate({"extra": extra})
            for extra in ["", *extras.get(canonicalize_name(distribution.name), ())]
        )
    ]
    assert "coverage" in {requirement.name for requirement in needed}
    assert [
        str(requirement)
        for requirement in needed
        if not requirement.extras <= extras[canonicalize_name(requirement.name)]
    ] == []


def test_the_pipeline_of_the_example_pins_actions_as_our_own_do() -> None:
    own = {
        action: pin
        for file in (ROOT / ".github/workflows").glob("*.yml")
        for action, pin in USED.findall(file.read_text(encoding="utf-8"))
    }
    example = (ROOT / "examples/pipelines/github-actions.yml").read_text(encoding="utf-8")
    pins = {action: pin for action, pin in USED.findall(example) if action in own}
    assert pins.keys() >= {"actions/checkout", "actions/setup-python"}
    assert pins == {action: own[action] for action in pins}


@pytest.mark.parametrize(
    "file", ["Makefile", *(f".github/workflows/{name}.yml" for name in ("check", "release"))]
)
def test_nothing_is_installed_that_is_not_pinned(file: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    found = [line for line in INSTALLING.findall(text) if LOCK not in line]
    assert found
    assert [line for line in found if not PINNED.search(line)] == []
