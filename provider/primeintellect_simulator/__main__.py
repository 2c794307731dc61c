"""Serves the simulated API from a command line until it is interrupted."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

from primeintellect_simulator.accounts import DEMO_ACCOUNT
from primeintellect_simulator.behaviour import CAP_MODES, Behaviour
from primeintellect_simulator.limits import DOCUMENTED_LIMITS, NO_LIMITS
from primeintellect_simulator.sandboxes import DEFAULT_SEED, DEFAULT_SIZE, make_sandboxes
from primeintellect_simulator.schema import MAX_PER_PAGE
from primeintellect_simulator.simulator import Simulator

if TYPE_CHECKING:
    from collections.abc import Sequence

LAST_PORT = 65535


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve, with the base URL as the first and only line of output.

    Args:
        arguments: The command line without the program's name; the process's own by default.

    Raises:
        SystemExit: With 2 for a bad command line, 1 when the address cannot be listened on.
    """
    parser = _parser()
    options = parser.parse_args(arguments)
    simulator = Simulator(
        sandboxes=make_sandboxes(options.size, options.seed),
        accounts=[replace(DEMO_ACCOUNT, key=options.key)],
        behaviour=Behaviour(
            camel_case=options.camel_case,
            max_per_page=options.per_page_cap,
            cap_mode=options.cap_mode,
            shuffle_seed=options.seed if options.shuffle else None,
            delay_seconds=options.delay_ms / 1000,
        ),
        limits=NO_LIMITS if options.no_limits else DOCUMENTED_LIMITS,
        address=(options.host, options.port),
    )
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    try:
        with simulator:
            sys.stdout.write(f"{simulator.url}\n")
            sys.stdout.flush()
            stopped.wait()
    except OSError as error:
        parser.exit(1, f"{parser.prog}: cannot listen on {options.host}:{options.port}: {error}\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="primeintellect-simulator",
        description="Serve a simulated Prime Intellect sandbox API until interrupted.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    add = parser.add_argument
    add("--host", default="127.0.0.1", help="address to listen on")
    add("--port", type=_port, default=0, help="port to listen on; 0 takes any free one")
    add("--size", type=int, default=DEFAULT_SIZE, help="how many sandboxes there are")
    add("--seed", type=int, default=DEFAULT_SEED, help="what makes their variety")
    add("--key", default=DEMO_ACCOUNT.key, help="the API key that is accepted")
    add("--per-page-cap", type=int, default=MAX_PER_PAGE, help="the most items a page holds")
    add("--cap-mode", choices=CAP_MODES, default="refuse", help="what a larger per_page meets")
    add("--camel-case", action="store_true", help="name the paging keys perPage and hasNext")
    add("--shuffle", action="store_true", help="reorder the listing for every request")
    add("--delay-ms", type=float, default=0, help="milliseconds before every answer")
    add("--no-limits", action="store_true", help="serve any number of requests")
    return parser


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > LAST_PORT:
        raise argparse.ArgumentTypeError(f"must be a number from 0 to {LAST_PORT}, not {text!r}")
    return int(text)


if __name__ == "__main__":
    main()
