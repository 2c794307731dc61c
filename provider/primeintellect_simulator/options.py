"""Defines the command line's options, and reads them."""

from __future__ import annotations

import argparse
from dataclasses import fields
from functools import reduce
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias

from primeintellect_simulator import values
from primeintellect_simulator.accounts import DEMO_ACCOUNT
from primeintellect_simulator.behaviour import CAP_MODES, PAST_END_CHOICES, Behaviour
from primeintellect_simulator.checks import require
from primeintellect_simulator.churn import PLACES, UNITS, Churn
from primeintellect_simulator.limits import (
    NO_LIMITS,
    RETRY_AFTER_FORMS,
    WINDOWS,
    Limits,
)
from primeintellect_simulator.sandboxes import DEFAULT_SEED, DEFAULT_SIZE
from primeintellect_simulator.schema import MAX_PER_PAGE, PARAMETERS, SHAPES

if TYPE_CHECKING:
    from collections.abc import Callable, Container

    from primeintellect_simulator.schema import Sandbox

    Add: TypeAlias = Callable[..., argparse.Action]

MAX_SIZE = 1_000_000
"""The most sandboxes to make: a million take 4 GB of memory."""

_CHURN = tuple(field.name for field in fields(Churn) if field.name != "seed")
_LIMITS = tuple(field.name for field in fields(Limits))


class OptionParser(argparse.ArgumentParser):
    """A parser whose errors are one line."""

    def error(self, message: str) -> NoReturn:
        """Prints what is wrong, and exits with status 2."""
        self.exit(2, f"{self.prog}: error: {message}\n")


def make_parser() -> OptionParser:
    """Returns the parser. Options without a default here are absent unless given."""
    parser = OptionParser(
        prog="primeintellect-simulator",
        description="Serve a simulated Prime Intellect sandbox API until interrupted.",
        argument_default=argparse.SUPPRESS,
        allow_abbrev=False,
    )
    add = parser.add_argument
    address = "address to listen on (default: %(default)s)"
    add("--host", type=values.host, default="127.0.0.1", help=address)
    add("--port", type=values.port, default=0, help="port to listen on; 0, the default, takes any")
    add("--key", default=DEMO_ACCOUNT.key, help="API key that is accepted (default: %(default)s)")
    milliseconds = values.number()
    add("--delay-ms", type=milliseconds, default=0, metavar="N", help="delay of every response")
    add(
        "--success-status",
        type=values.whole_number,
        default=200,
        metavar="N",
        help="status of good responses, such as 203 (default: %(default)s)",
    )
    sandboxes = parser.add_argument_group("sandboxes")
    _add_sandboxes(sandboxes.add_argument)
    _add_fields(sandboxes.add_argument)
    _add_pages(parser.add_argument_group("pages").add_argument)
    _add_churn(parser.add_argument_group("a list that changes while it is read").add_argument)
    _add_limits(parser.add_argument_group("rate limits").add_argument)
    return parser


def _add_sandboxes(add: Add) -> None:
    add(
        "--size",
        type=values.whole(0, MAX_SIZE),
        default=DEFAULT_SIZE,
        metavar="N",
        help="how many there are (default: %(default)s)",
    )
    add(
        "--seed",
        type=values.whole_number,
        default=DEFAULT_SEED,
        help="seed of their variety (default: %(default)s)",
    )
    add(
        "--shape",
        choices=SHAPES,
        default="documented",
        help="shape of sandboxes and errors: as documented, or as newer servers send them",
    )


def _add_fields(add: Add) -> None:
    add(
        "--field",
        dest="fields",
        action="append",
        type=values.field,
        default=[],
        metavar="[ID.]NAME=JSON",
        help="send a field with this value, in every sandbox or in one; repeatable",
    )
    add(
        "--without",
        action="append",
        default=[],
        metavar="NAME",
        help="leave a field out of every sandbox; repeatable",
    )
    add(
        "--lifecycle",
        dest="lifecycles",
        action="append",
        type=values.lifecycle,
        default=[],
        metavar="ID=STATUS:LENGTH,...,STATUS",
        help="let a sandbox go through statuses, each for so many requests or seconds (5s)",
    )


def _add_pages(add: Add) -> None:
    add(
        "--per-page-cap",
        type=values.whole(1, MAX_PER_PAGE),
        default=MAX_PER_PAGE,
        metavar="N",
        help="the most items a page holds (default: %(default)s)",
    )
    add("--cap-mode", choices=CAP_MODES, default="refuse", help="what happens to a larger per_page")
    add("--camel-case", action="store_true", default=False, help="name keys perPage and hasNext")
    add("--shuffle", action="store_true", default=False, help="reorder the list for every request")
    add(
        "--page-shift",
        type=values.whole_number,
        default=0,
        metavar="N",
        help="added to the number of the page asked for",
    )
    add("--past-end", choices=PAST_END_CHOICES, default="empty", help="what a page past the end is")
    add(
        "--ignore",
        action="append",
        choices=PARAMETERS,
        default=[],
        help="query parameter to ignore; repeatable",
    )


def _add_churn(add: Add) -> None:
    add("--insertions", type=values.number(), metavar="RATE", help="new sandboxes per unit")
    add("--deletions", type=values.number(), metavar="RATE", help="deleted sandboxes per unit")
    add("--churn-per", dest="per", choices=UNITS, help="the unit (default: request)")
    add("--insert-at", choices=PLACES, help="where new sandboxes appear (default: head)")
    add("--delete-at", choices=PLACES, help="where sandboxes vanish (default: anywhere)")
    add(
        "--max-changes",
        type=values.whole(1),
        metavar="N",
        help="changes after which the list stands still",
    )


def _add_limits(add: Add) -> None:
    limit = values.whole(1)
    add("--no-limits", action="store_true", default=False, help="serve any number of requests")
    add(
        "--list-limit",
        dest="max_list_requests",
        type=limit,
        metavar="N",
        help="list requests (default: 1000)",
    )
    add(
        "--get-limit",
        dest="max_get_requests",
        type=limit,
        metavar="N",
        help="requests a sandbox (default: 300)",
    )
    add(
        "--window-seconds",
        type=values.number(above=0),
        metavar="N",
        help="length of a window (default: 60)",
    )
    add("--window", choices=WINDOWS, help="kind of window (default: sliding)")
    add("--retry-after", choices=RETRY_AFTER_FORMS, help="what a 429 says (default: seconds)")


def read_behaviour(options: argparse.Namespace) -> Behaviour:
    """Returns the behaviour that the options describe.

    Raises:
        ValueError: For options that contradict each other.
    """
    churn = _given(options, _CHURN)
    for place, rate in (("insert_at", "insertions"), ("delete_at", "deletions")):
        needed = f"--{place.replace('_', '-')} needs --{rate}"
        require(place not in churn or rate in churn, needed)
    twice = {field.name for field in options.fields} & {*options.without}
    require(not twice, f"--field and --without both name {', '.join(sorted(twice))}")

    def reshape(sandbox: Sandbox) -> Sandbox:
        changed = reduce(lambda one, field: field.applied_to(one), options.fields, sandbox)
        return {name: value for name, value in changed.items() if name not in options.without}

    return Behaviour(
        shape=options.shape,
        camel_case=options.camel_case,
        max_per_page=options.per_page_cap,
        cap_mode=options.cap_mode,
        ignored_parameters=frozenset(options.ignore),
        page_shift=options.page_shift,
        past_end=options.past_end,
        shuffle_seed=options.seed if options.shuffle else None,
        churn=Churn(**churn, seed=options.seed) if churn else None,
        success_status=options.success_status,
        delay_seconds=options.delay_ms / 1000,
        reshape=reshape if options.fields or options.without else None,
    )


def read_limits(options: argparse.Namespace) -> Limits:
    """Returns the limits that the options describe.

    Raises:
        ValueError: For a limit or a window without limits.
    """
    given = _given(options, _LIMITS)
    if not options.no_limits:
        return Limits(**given)
    require(not given, "--no-limits leaves nothing for the other options of rate limits")
    return NO_LIMITS


def _given(options: argparse.Namespace, names: Container[str]) -> dict[str, Any]:
    """Returns the options of these names that the command line gives."""
    return {name: value for name, value in vars(options).items() if name in names}
