"""The command line: a subcommand for each function, with options from the models."""

from __future__ import annotations

import os
import signal
import sys
from functools import partial
from pathlib import Path
from typing import NoReturn

import click
from pulumi_python_provider.reflection import Function, properties

from pulumi_resource_primeintellect import __version__
from pulumi_resource_primeintellect.command import INTERRUPTED, TERMINATED
from pulumi_resource_primeintellect.command.activity import add_activity, lists_sandboxes
from pulumi_resource_primeintellect.command.flags import given_values, make_option
from pulumi_resource_primeintellect.command.lookup import SETTINGS
from pulumi_resource_primeintellect.command.names import flag, words
from pulumi_resource_primeintellect.command.options import Options, make_options
from pulumi_resource_primeintellect.command.parsing import StrictCommand, StrictGroup
from pulumi_resource_primeintellect.command.running import Run
from pulumi_resource_primeintellect.provider import PROVIDER

SANDBOX_ID = "sandboxId"
"""The argument that can be given without its flag."""

HELP = """\
Looks up Prime Intellect sandboxes, without a Pulumi program and without the Pulumi CLI.

The API key comes from the environment variable PRIME_API_KEY, or from the files of the `prime`
command line. Results go to stdout, everything else to stderr.

Exit status: 0; 1 for an error, a requirement that is not met, or a violation; 2 for a wrong
command line; 130 after Ctrl-C.
"""


class FunctionCommand(StrictCommand):
    """A subcommand. Its help lists the function's arguments separately from other options."""

    elsewhere = dict.fromkeys((flag(setting.name) for setting in SETTINGS), "before")

    def __init__(self, function: Function) -> None:
        self._arguments = [make_option(member) for member in properties(function.arguments)]
        positional = (
            [click.Argument(["identifier"], required=False, metavar="[ID]")]
            if SANDBOX_ID in function.arguments.model_fields
            else []
        )
        super().__init__(
            words(function.name)[0],
            callback=partial(call, function),
            params=[
                *positional,
                *self._arguments,
                *make_options(listing=lists_sandboxes(function)),
            ],
            help=function.description,
        )

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes the lists of arguments and of other options."""
        options = [one for one in self.get_params(ctx) if isinstance(one, click.Option)]
        others = [member for member in options if member not in self._arguments]
        for title, members in (("Arguments", self._arguments), ("Options", others)):
            records = (member.get_help_record(ctx) for member in members)
            with formatter.section(title):
                formatter.write_dl([record for record in records if record])


def call(function: Function, /, *, identifier: str | None = None, **parameters: object) -> int:
    """Calls a function and returns the exit status. `identifier` is the ID without its flag."""
    if identifier is not None:
        if parameters[SANDBOX_ID] not in {None, identifier}:
            raise click.UsageError("ID and --sandbox-id cannot be used together.")
        parameters[SANDBOX_ID] = identifier
    settings: dict[str, object] = click.get_current_context().obj
    options = Options.of(parameters)
    options.check()
    arguments = given_values(properties(function.arguments), parameters)
    if lists_sandboxes(function):
        arguments = add_activity(function, arguments, everything=options.everything)
    return Run(function, given_values(SETTINGS, settings), arguments, options).run()


@click.pass_context
def keep_settings(context: click.Context, /, **parameters: object) -> None:
    """Keeps the settings for the subcommand."""
    context.obj = parameters


PROGRAM = StrictGroup(
    help=HELP,
    params=[make_option(member) for member in SETTINGS],
    callback=keep_settings,
    commands=[FunctionCommand(function) for function in PROVIDER.declared.values()],
    context_settings={"max_content_width": 100, "help_option_names": ["-h", "--help"]},
)
click.version_option(__version__)(PROGRAM)
PROGRAM.elsewhere = {
    option: "after"
    for subcommand in PROGRAM.commands.values()
    for parameter in subcommand.params
    for option in parameter.opts
}


def run(command: str) -> NoReturn:
    """Runs the command line of this process, and ends the process."""
    if sys.stderr is None:  # closed by whoever started the command
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115  # for ever
    if sys.stdout is None:
        sys.exit(f"{command}: cannot write to stdout: it is closed")
    for stream in (sys.stdout, sys.stderr):
        # A path in a message can have bytes that are not UTF-8.
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]  # a TextIOWrapper
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))
    try:
        status: int = PROGRAM.main(prog_name=command, standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        status = error.exit_code
    except click.Abort:
        status = INTERRUPTED
    except SystemExit:
        status = TERMINATED
    except OSError as error:  # from --help; a result has its own message
        click.echo(f"{command}: cannot write to stdout: {error.strerror}", err=True)
        status = 1
    sys.stderr.flush()
    os._exit(status)  # asyncio would wait for threads, such as one that resolves a host name
