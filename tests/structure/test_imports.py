"""What start-up imports, so that nothing that costs time comes in unnoticed. Needs no clock.

The engine starts the plugin for each preview, and once more for the schema.
"""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

from plugin import UNMEASURED, Plugin

if TYPE_CHECKING:
    from collections.abc import Callable

    from primeintellect_simulator import Simulator

FRAMEWORK = "pulumi_python_provider"
PRODUCT = "pulumi_resource_primeintellect"
OF_THE_ENVIRONMENT = re.compile(r"__editable__|_distutils_hack|_virtualenv|coverage|sitecustomize")
"""What a development environment imports into every Python process."""

LISTING = """
import os, sys

def list_and_exit(status, exit=os._exit):
    print(*(name for name, module in sys.modules.items() if module), file=sys.stderr, flush=True)
    exit(status)

os._exit = list_and_exit
from pulumi_resource_primeintellect.__main__ import main
main()
"""
"""The plugin, but for that it lists at its end which modules it has imported."""

AT_START = {
    f"{PRODUCT}.__main__",
    f"{FRAMEWORK}.plugin",
    f"{FRAMEWORK}.loading",
    f"{FRAMEWORK}.errors",
    f"{FRAMEWORK}.inference",
    f"{FRAMEWORK}.inference.wire",
    f"{FRAMEWORK}.server",
    f"{FRAMEWORK}.server.servicer",
}
"""Modules of ours until the schema is served: no model, no request, no setting, no message."""

OTHERS_AT_START = {"cython_runtime", "grpc", "typing_extensions"}
"""Packages of others until then; `cython_runtime` is a part of grpc."""

PACKAGES_OF_STUBS = {"pulumi.runtime", "pulumi.runtime.proto"}
STUB = re.compile(r"pulumi\.(runtime\.proto\.)?\w+_pb2(_grpc)?")
STUBS = {"engine", "plugin", "provider"}
"""What of `pulumi` is imported, with the stubs that these import: none of its own code."""

OTHERS_AT_WORK = {
    *OTHERS_AT_START,
    *("google", "pulumi"),
    *("annotated_types", "pydantic", "pydantic_core", "typing_inspection"),
    *("anyio", "certifi", "h11", "httpcore", "httpx", "idna", "sniffio"),
    *(("exceptiongroup",) if sys.version_info < (3, 11) else ()),
}
"""Packages of others when the first sandbox is looked up."""


def imported(work: Callable[[Plugin], object]) -> set[str]:
    """Names of all modules that the plugin's process has imported when the work is done."""
    plugin = Plugin(command=(sys.executable, "-c", LISTING), environment=UNMEASURED)
    work(plugin)
    plugin.cancel()
    status, _, listed = plugin.wait()
    assert status == 0
    return {name for name in listed.split() if not OF_THE_ENVIRONMENT.match(name)}


def of_others(modules: set[str]) -> set[str]:
    """Top-level names of what neither Python nor this project brings."""
    tops = {name.partition(".")[0] for name in modules} - {FRAMEWORK, PRODUCT}
    return {top for top in tops if not top.startswith("_")} - sys.stdlib_module_names


def test_the_schema_is_served_by_these_modules_alone() -> None:
    modules = imported(Plugin.schema)
    ours = {name for name in modules if name.startswith((f"{FRAMEWORK}.", f"{PRODUCT}."))}
    assert ours == AT_START
    assert of_others(modules) == OTHERS_AT_START


def test_the_first_lookup_imports_these_packages_alone(simulator: Simulator) -> None:
    def look_up(plugin: Plugin) -> None:
        plugin.use(simulator)
        assert plugin.invoke("getSandbox", sandboxId="sbx-000001")["id"] == "sbx-000001"

    modules = imported(look_up)
    assert of_others(modules) == OTHERS_AT_WORK
    assert f"{FRAMEWORK}.testing" not in modules
    stubs = {name for name in modules if name.startswith("pulumi.")} - PACKAGES_OF_STUBS
    assert {name for name in stubs if not STUB.fullmatch(name)} == set()
    assert {f"pulumi.runtime.proto.{stub}_pb2" for stub in STUBS} <= stubs
