"""Calls a function of a provider through the engine: in the preview of an inline program.

A preview changes nothing. Its stack is in a folder that is removed afterwards.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from subprocess import CalledProcessError
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, TypeVar

from pulumi import automation

if TYPE_CHECKING:
    from collections.abc import Callable

    from pulumi.automation.events import EngineEvent

Result = TypeVar("Result")
STACK = "lookup"
PLUGIN_ON_PATH = "using pulumi-resource-"
FAILURES = (automation.CommandError, automation.InvalidVersionError, CalledProcessError)
"""How the Automation API says that the CLI cannot do something."""


class LookupFailedError(Exception):
    """There is no result; the message says why in one line."""


def look_up(call: Callable[[], Result]) -> Result:
    """Returns what a call of a function returns. Warnings go to stderr."""
    if shutil.which("pulumi") is None:
        raise LookupFailedError(
            "the Pulumi CLI is not on PATH: https://www.pulumi.com/docs/install"
        )
    results: list[Result] = []
    problems: list[str] = []

    def listen(event: EngineEvent) -> None:
        message = event.diagnostic_event
        if message and message.severity == "error":
            problems.append(message.message)
        elif message and message.severity == "warning":
            warn(message.message.splitlines()[0])

    with TemporaryDirectory() as folder:
        try:
            preview(lambda: results.append(call()), Path(folder), listen)
        except FAILURES as error:
            raise LookupFailedError(reason([*problems, str(error)])) from error
    return results[0]


def preview(
    program: Callable[[], None], folder: Path, listen: Callable[[EngineEvent], None]
) -> None:
    """Runs a program in a stack of its own, with nothing but the plugins from the user's home."""
    environment = {
        "PULUMI_BACKEND_URL": folder.as_uri(),
        "PULUMI_CONFIG_PASSPHRASE": "",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
    }
    options = automation.LocalWorkspaceOptions(work_dir=str(folder), env_vars=environment)
    stack = automation.create_stack(STACK, project_name=STACK, program=program, opts=options)
    try:
        stack.preview(on_event=listen)
    finally:
        # The engine notes in the user's home which stack of a folder is selected: until this.
        stack.workspace.remove_stack(STACK)


def warn(message: str) -> None:
    """Shows a warning of a provider; that a plugin was found on PATH is none."""
    if not message.startswith(PLUGIN_ON_PATH):
        sys.stderr.write(f"warning: {message}\n")


def reason(problems: list[str]) -> str:
    """Returns the first problem's first line, without the engine's words around it."""
    line = problems[0].rpartition("stderr: ")[2].strip().splitlines()[0]
    return line.rpartition("returned an error: ")[2].removeprefix("error: ")
