"""A simulated API, a plugin that is configured for it, and what the tests of a run share."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import coverage
import pytest
from languages import Shared
from plugin import Plugin
from primeintellect_simulator import Simulator

if TYPE_CHECKING:
    from collections.abc import Iterator

TESTS = Path(__file__).parent

MEASURED = {"command", "faults", "framework", "provider", "unit"}
"""Folders whose tests together run all of the code."""

UNMEASURED = {"test_fault_sequences.py", "test_fuzz.py", "test_selection_differential.py"}
"""Files in them whose tests run the same code a thousand times."""

SHORT_LIVED = {
    "GOGC": "400",
    "GOFLAGS": "-ldflags=-w",
    "MAVEN_OPTS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "npm_config_prefer_offline": "true",
}
"""Settings of runtimes for the many processes of tests that live for a second.

They collect less garbage, optimize less, link without debug information, and ask registries only
for what is not cached.
"""

for name, value in SHORT_LIVED.items():
    os.environ.setdefault(name, value)

# A shell starts background jobs with SIGINT ignored, and programs under test would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    """The documented API with its sample sandboxes."""
    with Simulator() as simulator:
        yield simulator


@pytest.fixture(scope="session")
def attachable() -> Iterator[Plugin]:
    """One process for the tests that need no other environment or end of it."""
    with Plugin(attachable=True) as plugin:
        yield plugin


@pytest.fixture
def plugin(attachable: Plugin, simulator: Simulator) -> Iterator[Plugin]:
    """The plugin with an engine newly attached, configured for the simulator."""
    attachable.attach()
    attachable.use(simulator)
    yield attachable
    attachable.cancel()


@pytest.fixture(scope="session")
def shared(
    tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config, worker_id: str
) -> Shared:
    """Folders that tests have in common."""
    own = tmp_path_factory.getbasetemp()
    run = own if worker_id == "master" else own.parent
    return Shared(run, downloads=pytestconfig.cache.mkdir("downloads"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Lists the language hosts that have run programs."""
    hosts = [
        value
        for report in terminalreporter.getreports("passed")
        for name, value in report.user_properties
        if name == "language host"
    ]
    if hosts:
        terminalreporter.section("language hosts")
        terminalreporter.write_line("\n".join(sorted(hosts)))


def pytest_configure(config: pytest.Config) -> None:
    """Stops the coverage that a worker's process began: pytest-cov starts one for its session."""
    if hasattr(config, "workerinput"):
        while begun := coverage.Coverage.current():
            begun.stop()


def pytest_itemcollected(item: pytest.Item) -> None:
    """Measures coverage only where it can grow: measuring doubles the time of a test."""
    folder = item.path.relative_to(TESTS).parts[0]
    if folder not in MEASURED or item.path.name in UNMEASURED:
        item.add_marker("no_cover")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leaves out tests whose tools this machine lacks, by name; in CI they have to be there.

    Tests of what only some systems have are left out on the others, there as well.
    """
    for item in items:
        systems = [name for mark in item.iter_markers("systems") for name in mark.args]
        if systems and sys.platform not in systems:
            reason = f"NOT RUN: it is about {' and '.join(systems)}"
            item.add_marker(pytest.mark.skip(reason=reason))
        needed = [name for mark in item.iter_markers("needs") for name in mark.args]
        missing = [name for name in needed if shutil.which(name) is None]
        if missing and not os.environ.get("CI"):
            reason = f"NOT RUN: needs {' and '.join(missing)} on PATH"
            item.add_marker(pytest.mark.skip(reason=reason))
