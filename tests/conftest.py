"""A simulated API, a plugin that is configured for it, and what the tests of a run share."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import coverage
import pytest
from languages import Shared
from plugin import MEASURING, Plugin
from primeintellect_simulator import Simulator

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

TESTS = Path(__file__).parent

MEASURED_FOLDERS = {"command", "framework", "provider", "unit"}
"""Folders whose tests are measured. With those marked `covers`, they run all of the code.

If lines are missing that another test runs, mark it.
"""

UNMEASURED_FILES = {
    "command/test_gates.py",
    "provider/test_moving_listings.py",
    "provider/test_selection_differential.py",
}
"""Files in them whose tests run the same code as others, and take long."""

PROGRAMS = {"benchmarks", "engine", "install", "official", "registry", "sdk"}
"""Folders whose tests run other programs, some for half a minute: they are begun first."""

SHORT_LIVED = {
    "GOGC": "400",
    "GOFLAGS": "-ldflags=-w",
    "MAVEN_OPTS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "NODE_OPTIONS": "--max-semi-space-size=128",
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
def attachable() -> Iterator[Callable[[bool], Plugin]]:
    """One process for the tests that need no other environment or end of it.

    Those that are measured have another one than the others.
    """
    with ExitStack() as plugins:
        yield cache(lambda _measured: plugins.enter_context(Plugin(attachable=True)))


@pytest.fixture
def plugin(attachable: Callable[[bool], Plugin], simulator: Simulator) -> Iterator[Plugin]:
    """The plugin with an engine newly attached, configured for the simulator."""
    plugin = attachable(MEASURING in os.environ)
    plugin.attach()
    plugin.use(simulator)
    yield plugin
    plugin.cancel()


@pytest.fixture(scope="session")
def shared(
    tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config, worker_id: str
) -> Shared:
    """Folders that tests have in common."""
    own = tmp_path_factory.getbasetemp()
    run = own if worker_id == "master" else own.parent
    return Shared(run, downloads=pytestconfig.cache.mkdir("downloads"))


def folder_of(item: pytest.Item) -> str:
    """The folder of a test, in `tests`."""
    return item.path.relative_to(TESTS).parts[0]


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
    file = item.path.relative_to(TESTS)
    measured = file.parts[0] in MEASURED_FOLDERS and file.as_posix() not in UNMEASURED_FILES
    if not measured and not item.get_closest_marker("covers"):
        item.add_marker("no_cover")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Measures the processes of measured tests only."""
    measuring = os.environ.get(MEASURING)
    if measuring and item.get_closest_marker("no_cover"):
        del os.environ[MEASURING]
    result = yield
    if measuring:
        os.environ[MEASURING] = measuring
    return result


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leaves out tests whose tools this machine lacks, by name; in CI they have to be there.

    Tests of what only some systems have are left out on the others, there as well. The long ones
    come first, so that none of them begins when the others end.
    """
    items.sort(key=lambda item: folder_of(item) not in PROGRAMS)
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
