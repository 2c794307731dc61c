"""Which sandboxes a listing leaves out unless it is asked for them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click
from pulumi_python_provider.reflection import properties

from pulumi_resource_primeintellect.api.field_types import SandboxStatus

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pulumi_python_provider.reflection import Function, Property
    from pydantic import JsonValue

ACTIVE = "isActive"
ABOUT_ENDS = re.compile(rf"{ACTIVE}|ids|(?:terminat|exit).*")
"""Arguments that may ask for terminated sandboxes, beside those that select a status."""


def lists_sandboxes(function: Function) -> bool:
    """Whether the result is a listing."""
    return "sandboxes" in function.result.model_fields


def add_activity(
    function: Function, arguments: Mapping[str, JsonValue], *, everything: bool
) -> dict[str, JsonValue]:
    """Leaves out terminated sandboxes, unless everything or some of them is asked for.

    Raises:
        click.UsageError: when the arguments ask for both.
    """
    if everything and arguments.get(ACTIVE):
        raise click.UsageError("--all and --is-active cannot be used together.")
    asked = [one for one in properties(function.arguments) if one.name in arguments]
    if everything or any(may_ask_for_ended(one) for one in asked):
        return dict(arguments)
    return {**arguments, ACTIVE: True}


def may_ask_for_ended(member: Property) -> bool:
    """Whether an argument may be meant for terminated sandboxes."""
    of_status = any(isinstance(value, SandboxStatus) for value in member.known_values)
    selects_status = of_status and not member.name.startswith("exclude")
    return selects_status or ABOUT_ENDS.fullmatch(member.name) is not None
