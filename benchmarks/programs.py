"""Runs `pulumi preview` of a small program, with one plugin and none of the user's files."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from benchmarks.contenders import PLUGIN, ROOT, SCHEMA_SOURCE
from benchmarks.plugins import KEY, environment
from benchmarks.samples import Sample

if TYPE_CHECKING:
    from collections.abc import Mapping

    from typing_extensions import Self

    from benchmarks.api_server import ApiServer
    from benchmarks.contenders import Contender

YAML = """name: benchmark
runtime: yaml
variables:
  found:
    fn::invoke:
      function: primeintellect:index:{function}
      arguments: {arguments}
outputs:
  answer: ${{found.{output}}}
"""

PYTHON = """name: benchmark
runtime: python
"""

PYTHON_LOOKUP = """import pulumi
import pulumi_primeintellect as primeintellect

pulumi.export("answer", primeintellect.get_sandbox(sandbox_id={sandbox_id!r}).id)
"""

COUNTING = """#!/bin/sh
echo start >>{starts}
exec {command} "$@"
"""
"""Adds a line to a file, and starts the plugin."""


class Program:
    """A program with a stack, inside a `with` block.

    The plugin is on PATH, or with `installed` in the engine's own folder.
    """

    def __init__(
        self,
        contender: Contender,
        api: ApiServer,
        files: Mapping[str, str],
        *,
        installed: bool = False,
    ) -> None:
        self._temporary = TemporaryDirectory()
        home = Path(self._temporary.name)
        for name in ("project", "state", "bin", "plugin"):
            (home / name).mkdir()
        self._project = home / "project"
        for name, text in files.items():
            (self._project / name).write_text(text)
        for name in ("python", "python3"):
            self._script(home / "bin" / name, f'#!/bin/sh\nexec {sys.executable} "$@"\n')
        self._starts, plugin = home / "starts", home / "plugin"
        counting = COUNTING.format(starts=self._starts, command=contender.command)
        self._script(plugin / PLUGIN, counting)
        path = [home / "bin", ROOT / ".engine/bin", *([] if installed else [plugin])]
        self._environment = {
            **environment(home, api.authorities),
            "PATH": os.pathsep.join([*map(str, path), os.defpath]),
            "PULUMI_HOME": str(home / "pulumi"),
            "PULUMI_BACKEND_URL": (home / "state").as_uri(),
            "PULUMI_CONFIG_PASSPHRASE": "a passphrase for a stack that is thrown away",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PULUMI_DISABLE_REGISTRY_RESOLVE": "true",
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
            "PRIME_API_KEY": KEY,
            "PRIME_API_BASE_URL": api.url,
        }
        if installed:
            version = json.loads(SCHEMA_SOURCE.read_text())["version"]
            install = ("plugin", "install", "resource", "primeintellect", version)
            self._pulumi(*install, "--file", str(plugin))
        self._pulumi("stack", "init", "dev")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._temporary.cleanup()

    def preview(self, expected: str) -> Sample:
        """Measures a preview, whose output must contain the expected text.

        The CPU time is that of the engine, the language host and the plugin together.
        """
        self._starts.unlink(missing_ok=True)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        began = time.perf_counter()
        printed = self._pulumi("preview")
        seconds = time.perf_counter() - began
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if expected not in printed:
            raise RuntimeError(f"the preview does not show {expected}:\n{printed}")
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return Sample(seconds, {"starts": len(self._starts.read_text().splitlines())}, cpu)

    @staticmethod
    def _script(file: Path, text: str) -> None:
        file.write_text(text)
        file.chmod(0o755)

    def _pulumi(self, *arguments: str) -> str:
        done = subprocess.run(
            ["pulumi", *arguments, "--non-interactive", "--color=never"],
            cwd=self._project,
            env=self._environment,
            check=False,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
        )
        if done.returncode:
            raise RuntimeError(f"pulumi {' '.join(arguments)}:\n{done.stdout}{done.stderr}")
        return done.stdout


def yaml(function: str, arguments: Mapping[str, str | bool], output: str) -> dict[str, str]:
    """Returns a YAML program that calls a function and exports a property of the result."""
    text = YAML.format(function=function, arguments=json.dumps(arguments), output=output)
    return {"Pulumi.yaml": text}


def python(sandbox_id: str) -> dict[str, str]:
    """Returns a Python program that looks up a sandbox and exports its ID."""
    return {"Pulumi.yaml": PYTHON, "__main__.py": PYTHON_LOOKUP.format(sandbox_id=sandbox_id)}
