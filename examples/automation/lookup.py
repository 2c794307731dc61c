"""Asks the provider through the engine: a preview of an inline program.

A preview changes nothing, and its stack is in a folder that is removed: nothing stays behind.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from subprocess import CalledProcessError
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, TypeVar

from pulumi import automation

if TYPE_CHECKING:
    from collections.abc import Callable

    from pulumi.automation.events import EngineEvent

Answer = TypeVar("Answer")
STACK = "lookup"
FAILURES = (automation.CommandError, automation.InvalidVersionError, CalledProcessError)
"""How the Automation API says that the CLI cannot do something."""


class LookupFailedError(Exception):
    """There is no answer; the message says why in one line."""


def ask(lookup: Callable[[], Answer], listen: Callable[[EngineEvent], None]) -> Answer:
    """What a lookup answers; `listen` hears of the engine's events while it is under way."""
    if shutil.which("pulumi") is None:
        raise LookupFailedError(
            "the Pulumi CLI is not on PATH: https://www.pulumi.com/docs/install"
        )
    answers: list[Answer] = []
    problems: list[str] = []

    def hear(event: EngineEvent) -> None:
        told = event.diagnostic_event
        if told and told.severity == "error":
            problems.append(told.message)
        listen(event)

    with TemporaryDirectory() as folder:
        try:
            preview(lambda: answers.append(lookup()), Path(folder), hear)
        except FAILURES as error:
            raise LookupFailedError(reason([*problems, str(error)])) from error
    return answers[0]


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


def reason(problems: list[str]) -> str:
    """The first problem's first line, without the engine's words around the provider's."""
    line = problems[0].rpartition("stderr: ")[2].strip().splitlines()[0]
    return line.rpartition("returned an error: ")[2].removeprefix("error: ")
