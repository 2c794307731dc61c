"""Measures import times at the start: `python -m benchmarks.imports` prints a table.

The table is for CONTRIBUTING.md.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from statistics import median
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, NamedTuple

from benchmarks import contenders
from benchmarks.api_server import ApiServer
from benchmarks.contenders import OURS, PYTHON
from benchmarks.plugins import Plugin
from benchmarks.scenarios.contest import FEW, SANDBOX_ID
from benchmarks.tables import table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import IO

RUNS = 9

IMPORT = re.compile(r"import time: +(\d+) \| +\d+ \| +([\w.]+)")
"""A line of `python -X importtime`: microseconds of the module alone, cumulative, and its name."""

GROUPS = {
    "grpc": ("grpc", "cython_runtime"),
    "stubs, protobuf": ("google", "pulumi"),
    "pydantic": ("pydantic", "pydantic_core", "annotated_types", "typing_inspection"),
    "httpx, anyio": (
        *("anyio", "certifi", "h11", "httpcore", "httpx", "idna", "sniffio", "exceptiongroup"),
    ),
    "`pulumi_python_provider`": ("pulumi_python_provider",),
    "`pulumi_resource_primeintellect`": ("pulumi_resource_primeintellect",),
}
STANDARD = "Python's own modules"


class Start(NamedTuple):
    """Microseconds by group of modules: until the schema, and from there to the first response."""

    schema: Counter[str]
    answer: Counter[str]


def main() -> int:
    """Prints the table."""
    contenders.build()
    with ApiServer(FEW) as api:
        starts = [start(api) for _ in range(RUNS)]
    sys.stdout.write(f"{imports_table(starts)}\n")
    return 0


def imports_table(starts: list[Start]) -> str:
    """Returns a table with the median of each group and of their sum, in both stages."""
    stages = range(len(Start._fields))

    def row(title: str, groups: Sequence[str]) -> list[str]:
        times = [[sum(one[stage][group] for group in groups) for one in starts] for stage in stages]
        return [title, *(f"{median(each) / 1000:.1f}" for each in times)]

    groups = [STANDARD, *GROUPS]
    rows = [*(row(group, [group]) for group in groups), row("all", groups)]
    return table(["Imports, ms", "to the schema", "then to the answer"], rows)


def start(api: ApiServer) -> Start:
    """Starts the plugin, requests its schema and a sandbox, and reads the times of its imports."""
    within = (str(PYTHON), "-X", "importtime")
    with TemporaryFile("w+") as log, Plugin(OURS, within=within, stderr=log.fileno()) as plugin:
        plugin.schema()
        schema = grouped(log)
        plugin.configure(api.url)
        plugin.invoke("getSandbox", sandboxId=SANDBOX_ID)
        answer = grouped(log)
    return Start(schema, answer - schema)


def grouped(log: IO[str]) -> Counter[str]:
    """Adds up the microseconds of all imports so far, by group."""
    log.seek(0)
    tops = {top: group for group, names in GROUPS.items() for top in names}
    times = Counter[str]()
    for microseconds, name in IMPORT.findall(log.read()):
        times[tops.get(name.partition(".")[0], STANDARD)] += int(microseconds)
    return times


if __name__ == "__main__":
    sys.exit(main())
