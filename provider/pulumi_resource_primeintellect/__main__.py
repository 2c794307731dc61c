"""Starts the plugin: `pulumi-resource-primeintellect [--logtostderr] [-v=N] [ENGINE]`."""

from __future__ import annotations

import gc
import os
import signal
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Sequence

STOPPING = ("SIGINT", "SIGTERM", "SIGBREAK")
"""What the engine ends plugins with; the last one is that of Windows."""


@dataclass(frozen=True)
class CommandLine:
    """What the engine says when it starts the plugin: where it is, and how much it wants to know.

    `engine` is None when the plugin is started by hand, to be attached to.
    """

    engine: str | None
    verbose: bool


def read(arguments: Sequence[str]) -> CommandLine:
    """The meaning of the command line; the engine's own flags mean nothing here."""
    engine, verbose = None, False
    given = iter(arguments)
    for argument in given:
        if argument == "--tracing":
            next(given, None)
        elif not argument.startswith("-"):
            engine = argument
        verbose |= argument.startswith("-v=")
    return CommandLine(engine, verbose)


def leave(*_: object) -> NoReturn:
    """Ends at once: nothing here needs saving, and the engine waits for the process."""
    os._exit(0)


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
    hasten()

    import asyncio  # noqa: PLC0415  # what takes long is imported once signals are handled

    from pulumi_resource_primeintellect.server.servicer import serve  # noqa: PLC0415

    line = read(sys.argv[1:])
    asyncio.run(serve(line.engine, verbose=line.verbose))
    leave()


if __name__ == "__main__":
    main()
