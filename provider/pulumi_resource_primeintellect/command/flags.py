"""Creates command-line options from models: one for each argument or setting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import click
from click.shell_completion import CompletionItem
from pulumi_python_provider.reflection import Property
from pydantic import JsonValue

from pulumi_resource_primeintellect.command.names import flag

TYPES: dict[object, click.ParamType[object]] = {
    str: click.STRING,
    int: click.INT,
    float: click.FLOAT,
}

MAX_NAMED_VALUES = 12
"""Known values that the help of an option lists. Shells complete any number of them."""


def make_option(member: Property) -> click.Option:
    """Returns the option for an argument or setting. None is required: the provider checks that."""
    option = flag(member.name)
    if member.type is bool:
        no = f"--no-{option.removeprefix('--')}"
        return click.Option([f"{option}/{no}", member.name], default=None, help=member.description)
    notes = ["Can be repeated."] if member.repeated else []
    known = [value.value for value in member.known_values]
    if 0 < len(known) <= MAX_NAMED_VALUES:
        notes.append(f"Known values: {', '.join(known)}.")
    return click.Option(
        [option, member.name],
        type=TYPES[member.type],
        multiple=member.repeated,
        help=" ".join([member.description, *notes]),
        shell_complete=lambda _context, _parameter, incomplete: [
            CompletionItem(value.value, help=value.description)
            for value in member.known_values
            if value.value.lower().startswith(incomplete.lower())
        ],
    )


def given_values(
    members: Iterable[Property], parameters: Mapping[str, object]
) -> dict[str, JsonValue]:
    """Returns the values on the command line, by argument or setting."""
    found: dict[str, JsonValue] = {}
    for member in members:
        value = parameters.get(member.name)
        if isinstance(value, tuple):
            value = list(value) or None
        if value is not None:
            found[member.name] = value  # type: ignore[assignment]  # click converted it to the option's type
    return found
