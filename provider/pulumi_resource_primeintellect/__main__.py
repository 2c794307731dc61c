"""Starts the plugin: `pulumi-resource-primeintellect [--logtostderr] [-v=N] [ENGINE]`."""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Sequence


def engine_address(arguments: Sequence[str]) -> str | None:
    """The engine's address among the arguments; the engine's own flags mean nothing here."""
    given = iter(arguments)
    for argument in given:
        if argument == "--tracing":
            next(given, None)
        elif not argument.startswith("-"):
            return argument
    return None


def leave(*_: object) -> NoReturn:
    """Ends at once: nothing here needs saving, and the engine waits for the process."""
    os._exit(0)


def main() -> NoReturn:
    """Serves until the engine has no more need of it."""
    signal.signal(signal.SIGINT, leave)
    signal.signal(signal.SIGTERM, leave)

    import asyncio  # noqa: PLC0415  # what takes long is imported once signals are handled

    from pulumi_resource_primeintellect.server.servicer import serve  # noqa: PLC0415

    asyncio.run(serve(engine_address(sys.argv[1:])))
    leave()


if __name__ == "__main__":
    main()
