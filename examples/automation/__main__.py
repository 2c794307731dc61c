"""Looks up sandboxes without a Pulumi project; `--help` lists what to select and show."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

import pulumi_primeintellect as primeintellect
from lookup import LookupFailedError, ask
from progress import Listening
from views import VIEWS

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Shows what is found on stdout and all else on stderr; 1 if a gate stays closed."""
    options = parser().parse_args(arguments)
    try:
        with Listening() as listening:
            found = ask(lambda: lookup(options), listening.hear)
    except LookupFailedError as error:
        return failed(str(error))
    except KeyboardInterrupt:
        return failed("interrupted")
    show(options.format, found)
    if options.at_least is not None and found.count < options.at_least:
        return failed(f"too few sandboxes: {found.count} found, {options.at_least} needed")
    if options.at_most is not None and found.count > options.at_most:
        return failed(f"too many sandboxes: {found.count} found, {options.at_most} allowed")
    return 0


def lookup(options: Namespace) -> primeintellect.ListSandboxesResult:
    """The sandboxes that were asked for."""
    return primeintellect.list_sandboxes(
        statuses=options.status,
        labels=options.label,
        regions=options.region,
        gpu_models=options.gpu_model,
        name_regex=options.name_regex,
        team_id=options.team,
    )


def show(view: str, found: primeintellect.ListSandboxesResult) -> None:
    """Prints it, as far as whoever reads wants it."""
    try:
        VIEWS[view](found)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def failed(message: str) -> int:
    """Says why in one line."""
    sys.stderr.write(f"error: {message}\n")
    return 1


def parser() -> argparse.ArgumentParser:
    """The command line."""
    made = argparse.ArgumentParser(
        prog="automation",
        description="Looks up sandboxes through the Pulumi engine, without a project.",
        epilog="An option that can be repeated takes one value each time. All conditions hold "
        "together. Exit status: 0, 1 for a closed gate or an error, 2 for a wrong command line.",
    )
    add = made.add_argument
    statuses = [status.value for status in primeintellect.SandboxStatus]
    add("--format", choices=VIEWS, default="table", help="what to print: table by default")
    add("--status", action="append", choices=statuses, help="a state it may be in; can be repeated")
    add("--label", action="append", help="a label it must have; can be repeated")
    add("--region", action="append", help="a region it may run in; can be repeated")
    add("--gpu-model", action="append", help="a GPU model it may have; can be repeated")
    add("--name-regex", metavar="REGEX", help="what matches somewhere in its name")
    add("--team", metavar="ID", help="the team to ask for; empty for the personal account")
    add("--at-least", type=int, metavar="N", help="fail when fewer are found")
    add("--at-most", type=int, metavar="N", help="fail when more are found")
    return made


if __name__ == "__main__":
    sys.exit(main())
