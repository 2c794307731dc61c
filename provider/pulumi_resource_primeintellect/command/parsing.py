"""Parses command lines more strictly than click."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import click

from pulumi_resource_primeintellect.command.names import flag
from pulumi_resource_primeintellect.functions.exclusions import SINGLE_AND_SEVERAL


class StrictCommand(click.Command):
    """A command that refuses options given twice: click would lose all values but the last."""

    elsewhere: Mapping[str, str] = {}
    """Where the options of other commands belong: `before` or `after` the subcommand."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parses the command line.

        Raises:
            click.UsageError: also for an option that is given twice, or at the wrong place.
        """
        try:
            _, _, given = self.make_parser(ctx).parse_args([*args])
        except click.NoSuchOption as error:
            if error.option_name not in self.elsewhere:
                raise
            place = self.elsewhere[error.option_name]
            problem = f"{error.option_name} goes {place} the subcommand."
            raise click.UsageError(problem, ctx) from None
        for option, number in Counter(given).items():
            if isinstance(option, click.Option) and number > 1 and not may_repeat(option):
                problem = f"{option.opts[0]} can be given only once.{plural(option)}"
                raise click.UsageError(problem, ctx)
        return super().parse_args(ctx, args)


class StrictGroup(StrictCommand, click.Group):
    """A command with subcommands."""


def may_repeat(option: click.Option) -> bool:
    """Returns whether an option takes several values, or none that could differ."""
    return option.multiple or (option.is_flag and not option.secondary_opts)


def plural(option: click.Option) -> str:
    """Returns the option for several values, as a sentence; empty if there is none."""
    several = dict(SINGLE_AND_SEVERAL).get(option.name or "")
    return f" {flag(several)} takes several values." if several else ""
