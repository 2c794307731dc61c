"""The plugin's process: what a person asks of it, where it cannot print, and when it ends."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from framework.plugins import COMMAND, library
from pulumi_python_provider.testing import TIMEOUT_SECONDS, Plugin, PluginError

if TYPE_CHECKING:
    from pathlib import Path

STARTER = ("sh", "-c", 'sh -c \'echo $$ > ~/pid; exec "$@"\' - "$@"; true', "-", *COMMAND)
"""A parent of the plugin that does nothing else, and writes which process the plugin is."""

HELP = """\
library.py 1.2.3: a plugin of Pulumi

Pulumi starts it whenever a program or `pulumi do` needs it; there is no need to start it by hand.
To attach to it, as a debugger does, start it without arguments. It prints a port and waits:

  library.py
  PULUMI_DEBUG_PROVIDERS=library:PORT pulumi preview

  --version   prints its version
  --help, -h  prints this text"""


def run(*command: str) -> tuple[int, str, str]:
    done = subprocess.run(
        command, check=False, capture_output=True, text=True, timeout=TIMEOUT_SECONDS
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    ("question", "printed"), [("--version", "1.2.3"), ("--help", HELP), ("-h", HELP)]
)
def test_a_person_gets_what_they_ask_for_and_no_server(question: str, printed: str) -> None:
    assert run(*COMMAND, question) == (0, f"{printed}\n", "")


@pytest.mark.systems("linux")
@pytest.mark.parametrize("arguments", ["", "127.0.0.1:1", "--version"])
@pytest.mark.parametrize(
    ("stdout", "problem"), [("&-", "it is closed"), ("/dev/full", "No space left on device")]
)
def test_a_plugin_that_cannot_print_its_port_ends_with_one_line(
    stdout: str, problem: str, arguments: str
) -> None:
    assert run("sh", "-c", f"{shlex.join(COMMAND)} {arguments} >{stdout}") == (
        1,
        "",
        f"library.py: cannot write to stdout: {problem}\n",
    )


@pytest.mark.systems("linux")
def test_a_plugin_that_can_print_nowhere_ends_in_silence() -> None:
    assert run("sh", "-c", f"{shlex.join(COMMAND)} >/dev/full 2>&1") == (1, "", "")


@pytest.mark.systems("linux", "darwin")
def test_a_plugin_ends_soon_after_its_parent_but_stays_where_it_is_attached_to(
    tmp_path: Path,
) -> None:
    home, other = tmp_path / "attached", tmp_path / "started"
    home.mkdir()
    other.mkdir()
    with (
        library(attachable=True, command=STARTER, environment={"HOME": str(home)}) as attached,
        library(command=STARTER, environment={"HOME": str(other)}) as started,
    ):
        attached.process.kill()
        started.process.kill()
        assert started.wait() == (-signal.SIGKILL, "", "")
        assert '"name": "library"' in attached.schema()
        os.kill(int((home / "pid").read_text()), signal.SIGTERM)
        assert attached.wait() == (-signal.SIGKILL, "", "")


@pytest.mark.systems("linux")
def test_a_plugin_whose_event_loop_is_stuck_ends_with_its_parent(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with library(command=STARTER, environment={"HOME": str(tmp_path)}) as plugin:
        plugin.configure(token="card")
        call = plugin.begin("getTrouble", kind=f"stuck {pipe}")
        assert pipe.read_bytes() == b""
        plugin.process.kill()
        with pytest.raises(PluginError) as refused:
            plugin.result(call)
        assert refused.value.code == "UNAVAILABLE"
        assert plugin.wait() == (-signal.SIGKILL, "", "")


@pytest.mark.systems("linux")
def test_a_plugin_whose_parent_has_ended_before_ends_at_once() -> None:
    code = "from pulumi_python_provider.server import libc; libc.die_with_parent(0); print('alive')"
    assert run(sys.executable, "-c", code) == (0, "", "")


def test_a_thread_that_takes_long_does_not_delay_the_end() -> None:
    """As one does that looks a host name up where no name server responds."""
    with library() as plugin:
        plugin.configure(token="card")
        call = plugin.begin("getTrouble", kind="thread")
        plugin.schema()
        plugin.cancel()
        assert plugin.wait() == (0, "", "")
    with pytest.raises(PluginError, match="was cancelled"):
        plugin.result(call)


def test_a_provider_in_a_package_inside_another_keeps_its_packages(tmp_path: Path) -> None:
    folder = tmp_path / "acme" / "provider"
    folder.mkdir(parents=True)
    for path in (folder.parent / "__init__.py", folder / "__init__.py", folder / "late.py"):
        path.touch()
    (folder / "__main__.py").write_text(
        "from pulumi_python_provider import Arguments, Provider, Record, run\n"
        "async def get_nothing(arguments: Arguments) -> Record:\n"
        "    import acme.provider.late\n"
        "    return Record()\n"
        "run(Provider(name='acme', version='1.0.0', functions=[get_nothing]))\n"
    )
    with Plugin(sys.executable, "-m", "acme.provider", folder=tmp_path) as plugin:
        plugin.configure()
        assert plugin.invoke("getNothing") == {}
