"""The plugin's process: what a person asks of it, where it cannot be heard, and when it ends."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import pytest
from plugin import COMMAND, PATIENCE, Plugin
from pulumi_resource_primeintellect import __version__
from pulumi_resource_primeintellect.__main__ import USAGE

STARTER = ("sh", "-c", 'sh -c \'echo $$ > ~/pid; exec "$@"\' - "$@"; true', "-", COMMAND)
"""A parent of the plugin that does nothing else, and writes which process the plugin is."""


def run(*command: str) -> tuple[int, str, str]:
    done = subprocess.run(
        command,
        check=False,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    ("question", "answer"), [("--version", __version__), ("--help", USAGE), ("-h", USAGE)]
)
def test_a_person_gets_an_answer_and_no_server(question: str, answer: str) -> None:
    assert run(COMMAND, question) == (0, f"{answer}\n", "")


@pytest.mark.systems("linux")
@pytest.mark.parametrize("arguments", ["", "127.0.0.1:1", "--version"])
@pytest.mark.parametrize(
    ("stdout", "problem"), [("&-", "it is closed"), ("/dev/full", "No space left on device")]
)
def test_a_plugin_that_cannot_tell_its_port_ends_with_one_line(
    stdout: str, problem: str, arguments: str
) -> None:
    assert run("sh", "-c", f"'{COMMAND}' {arguments} >{stdout}") == (
        1,
        "",
        f"pulumi-resource-primeintellect: cannot write to stdout: {problem}\n",
    )


@pytest.mark.systems("linux")
def test_a_plugin_that_nobody_can_hear_ends_in_silence() -> None:
    assert run("sh", "-c", f"'{COMMAND}' >/dev/full 2>&1") == (1, "", "")


@pytest.mark.systems("linux", "darwin")
def test_a_plugin_ends_soon_after_its_parent_but_stays_where_it_is_attached_to() -> None:
    with Plugin(attachable=True, command=STARTER) as attached, Plugin(command=STARTER) as started:
        attached.process.kill()
        started.process.kill()
        assert started.ended() == (-signal.SIGKILL, "", "")
        assert '"name": "primeintellect"' in attached.schema()
        os.kill(int(Path(attached.home, "pid").read_text()), signal.SIGTERM)
        assert attached.ended() == (-signal.SIGKILL, "", "")
