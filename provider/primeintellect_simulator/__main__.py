"""Serves the simulated API from the command line until it is interrupted."""

from __future__ import annotations

import signal
import sys
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

from primeintellect_simulator.accounts import DEMO_ACCOUNT
from primeintellect_simulator.checks import require
from primeintellect_simulator.options import make_parser, read_behaviour, read_limits
from primeintellect_simulator.sandboxes import make_sandboxes

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Mapping, Sequence

    from primeintellect_simulator.options import OptionParser
    from primeintellect_simulator.schema import Sandbox
    from primeintellect_simulator.simulator import Simulator


def main(arguments: Sequence[str] | None = None) -> None:
    """Serves the API, and prints the base URL as the only line of output.

    Args:
        arguments: The command line without the program's name; by default, the process's.

    Raises:
        SystemExit: With 2 for a bad command line, with 1 if the address cannot be listened on or a
            package is missing.
    """
    parser = make_parser()
    options = parser.parse_args(arguments)
    try:
        simulator = _make_simulator(options)
    except ValueError as error:
        parser.error(str(error))
    except ModuleNotFoundError as error:
        extra = "pulumi-resource-primeintellect[simulator]"
        advice = f"run {sys.executable} -m pip install '{extra}'"
        parser.exit(1, f"{parser.prog}: {error.name} is not installed: {advice}\n")
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    try:
        with simulator:
            _print(parser, f"{simulator.url}\n")
            stopped.wait()
    except (OSError, UnicodeError) as error:
        parser.exit(1, f"{parser.prog}: cannot listen on {options.host}:{options.port}: {error}\n")


def _print(parser: OptionParser, line: str) -> None:
    """Prints a line, or ends the process with status 1 if that fails."""
    problem: object = "it is closed"
    try:
        if sys.stdout is not None:
            sys.stdout.write(line)
            sys.stdout.flush()
            return
    except OSError as error:
        problem = error.strerror
    parser.exit(1, f"{parser.prog}: cannot write to stdout: {problem}\n")


def _make_simulator(options: Namespace) -> Simulator:
    """Creates the simulator that the options describe.

    Raises:
        ValueError: For options that contradict each other, or that name an unknown sandbox.
        ModuleNotFoundError: Without the extra `simulator`.
    """
    sandboxes = make_sandboxes(options.size, options.seed, shape=options.shape)
    accounts = [replace(DEMO_ACCOUNT, key=options.key)]
    behaviour, limits = read_behaviour(options), read_limits(options)
    lifecycles = dict(options.lifecycles)
    require(len(lifecycles) == len(options.lifecycles), "a sandbox has one --lifecycle")
    _check_fields(options, sandboxes, lifecycles)

    from primeintellect_simulator.simulator import Simulator  # noqa: PLC0415  # may be missing

    simulator = Simulator(
        sandboxes=sandboxes,
        accounts=accounts,
        behaviour=behaviour,
        limits=limits,
        address=(options.host, options.port),
    )
    for sandbox_id, stages in lifecycles.items():
        simulator.script_lifecycle(sandbox_id, *stages)
    return simulator


def _check_fields(
    options: Namespace, sandboxes: Sequence[Sandbox], lifecycles: Mapping[str, object]
) -> None:
    """Checks that each option about fields has an effect.

    Raises:
        ValueError: When one has none.
    """
    ids = {None, *(sandbox["id"] for sandbox in sandboxes)}
    for field in options.fields:
        require(field.sandbox_id in ids, f"there is no sandbox {field.sandbox_id}")
        hides = field.name == "status" and field.sandbox_id in {None, *lifecycles}
        require(not (lifecycles and hides), "--field status would hide the statuses of --lifecycle")
    sent = {name for sandbox in sandboxes for name in sandbox}
    for name in options.without:
        require(name in sent, f"no sandbox has a field {name}")


if __name__ == "__main__":
    main()
