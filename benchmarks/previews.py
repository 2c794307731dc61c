"""`pulumi preview` of a small YAML program, with one plugin on PATH and nothing of the user's."""

from __future__ import annotations

import json
import os
import subprocess
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from benchmarks.contenders import ROOT
from benchmarks.plugins import KEY, environment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from typing_extensions import Self

    from benchmarks.contenders import Contender

TEXT = """name: benchmark
runtime: yaml
variables:
  found:
    fn::invoke:
      function: primeintellect:index:{function}
      arguments: {arguments}
outputs:
  answer: ${{found.{output}}}
"""


class Program:
    """A program with a stack, for as long as the `with` block lasts.

    It calls one function and has one of the answer's properties as its output.
    """

    def __init__(
        self,
        contender: Contender,
        url: str,
        function: str,
        arguments: Mapping[str, str | bool],
        output: str,
    ) -> None:
        self._folder = TemporaryDirectory()
        home = Path(self._folder.name)
        for name in ("project", "state"):
            (home / name).mkdir()
        self._project = home / "project"
        text = TEXT.format(function=function, arguments=json.dumps(arguments), output=output)
        (self._project / "Pulumi.yaml").write_text(text)
        self._environment = {
            **environment(home),
            "PATH": os.pathsep.join((str(contender.folder), str(ROOT / ".engine/bin"), os.defpath)),
            "PULUMI_HOME": str(home / "pulumi"),
            "PULUMI_BACKEND_URL": (home / "state").as_uri(),
            "PULUMI_CONFIG_PASSPHRASE": "a passphrase for a stack that is thrown away",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PULUMI_DISABLE_REGISTRY_RESOLVE": "true",
            "PRIME_API_KEY": KEY,
            "PRIME_API_BASE_URL": url,
        }
        self._pulumi("stack", "init", "dev")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._folder.cleanup()

    def preview(self, expected: str) -> float:
        """Seconds that a preview takes, whose output has to hold the expected answer."""
        began = time.perf_counter()
        printed = self._pulumi("preview")
        seconds = time.perf_counter() - began
        if expected not in printed:
            raise RuntimeError(f"the preview does not show {expected}:\n{printed}")
        return seconds

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
