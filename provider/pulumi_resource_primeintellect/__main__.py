"""Starts the plugin: `pulumi-resource-primeintellect [--logtostderr] [-v=N] [ENGINE]`.

Or answers `--version` and `--help`.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from pulumi_resource_primeintellect import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence

STOPPING = ("SIGINT", "SIGTERM", "SIGBREAK")
"""What the engine ends plugins with; the last one is that of Windows."""

COMMAND = "pulumi-resource-primeintellect"

USAGE = f"""\
{COMMAND} {__version__}: Pulumi's provider for Prime Intellect

Pulumi starts it whenever a program or `pulumi do` needs it; there is no need to start it by hand.
To attach to it, as a debugger does, start it without arguments. It prints a port and waits:

  {COMMAND}
  PULUMI_DEBUG_PROVIDERS=primeintellect:PORT pulumi preview

  --version   prints its version
  --help, -h  prints this text"""

QUESTIONS = {"--version": __version__, "--help": USAGE, "-h": USAGE}
"""What a person asks, and the answers."""


class CommandLine(NamedTuple):
    """What the engine says when it starts the plugin: where it is, and how much it wants to know.

    `engine` is None when the plugin is started by hand, to be attached to. Where there is an
    `answer`, it is all that was asked for.
    """

    engine: str | None
    verbose: bool
    answer: str | None = None


def read(arguments: Sequence[str]) -> CommandLine:
    """The meaning of the command line; the engine's own flags mean nothing here."""
    engine, verbose, answer = None, False, None
    given = iter(arguments)
    for argument in given:
        if argument == "--tracing":
            next(given, None)
        elif not argument.startswith("-"):
            engine = argument
        verbose |= argument.startswith("-v=")
        answer = QUESTIONS.get(argument, answer)
    return CommandLine(engine, verbose, answer)


def leave(*_: object) -> NoReturn:
    """Ends at once: nothing here needs saving, and the engine waits for the process."""
    os._exit(0)


def tell(line: str) -> None:
    """Prints on stdout; ends the process where that cannot be, for then it is of no use."""
    problem: str | None = "it is closed"
    try:
        if sys.stdout is not None:
            print(line, flush=True)  # noqa: T201  # what it is for
            return
    except OSError as error:
        problem = error.strerror
    with suppress(OSError):
        print(f"{COMMAND}: cannot write to stdout: {problem}", file=sys.stderr)  # noqa: T201
    os._exit(1)


def hasten() -> None:
    """Leaves out what takes a fifth of the time to the first answer, and of that of a long list."""
    # Neither imports nor lists make cycles, so there is hardly any garbage to look for: none until
    # the provider is imported, and then only what failed requests leave.
    gc.disable()
    gc.set_threshold(10_000, 5, 5)
    # pydantic searches every installed package for plugins; besides, none may see the values.
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
    # httpx imports its command line wherever click and rich happen to be installed.
    sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]  # as if it were not there


def main() -> NoReturn:
    """Serves until the engine has no more need of it."""
    for number in signal.Signals:
        if number.name in STOPPING:
            signal.signal(number, leave)
    line = read(sys.argv[1:])
    if line.answer is not None:
        tell(line.answer)
        leave()
    hasten()

    import asyncio  # noqa: PLC0415  # what takes long is imported once signals are handled

    from pulumi_resource_primeintellect.server.servicer import serve  # noqa: PLC0415

    asyncio.run(serve(line.engine, verbose=line.verbose, tell=tell))
    leave()


if __name__ == "__main__":
    main()
