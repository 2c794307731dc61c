"""Counts the instructions that plugins execute, if `perf` can count them."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from benchmarks.api_server import ApiServer
from benchmarks.contenders import CONTENDERS
from benchmarks.plugins import Plugin
from benchmarks.samples import Sample
from benchmarks.scenarios.contest import SANDBOX_ID

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.contenders import Contender
    from benchmarks.samples import Round

EVENT = "instructions:u"
LISTED = 10_000


def count_instructions(event: str = EVENT) -> dict[str, Round]:
    """Counts an event in each contender's process, by task. Returns {} if `perf` cannot do so."""
    if not can_count(event):
        return {}

    def configure(plugin: Plugin) -> None:
        plugin.configure(api.url)
        plugin.invoke("getSandbox", sandboxId=SANDBOX_ID)

    def list_all(plugin: Plugin) -> None:
        configure(plugin)
        plugin.invoke("listSandboxes")

    work: dict[str, Callable[[Plugin], object]] = {
        "start to GetSchema answer": Plugin.schema,
        "start to first getSandbox answer": configure,
        f"that, and listSandboxes of {LISTED:,}": list_all,
    }
    with ApiServer(LISTED) as api:
        return {
            title: {c.name: Sample(count(event, c, does)) for c in CONTENDERS}
            for title, does in work.items()
        }


def can_count(event: str) -> bool:
    """Returns whether `perf` is installed, and can count the event on this machine."""
    if shutil.which("perf") is None:
        return False
    command = ["perf", "stat", "-x,", "-e", event, "true"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    return done.returncode == 0 and done.stderr[:1].isdigit()


def count(event: str, contender: Contender, work: Callable[[Plugin], object]) -> float:
    """Counts an event in a plugin's process, from its start to the end of `work`."""
    with TemporaryDirectory() as folder:
        counted = Path(folder, "counted")
        perf = ("perf", "stat", "-x,", "-e", event, "-o", str(counted), "--")
        with Plugin(contender, within=perf) as plugin:
            work(plugin)
            os.killpg(plugin.process.pid, signal.SIGINT)
            plugin.process.wait()
        return float(counted.read_text().splitlines()[-1].split(",")[0])
