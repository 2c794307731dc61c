"""Leaves terminated sandboxes out of a listing unless the user asks for them."""

from __future__ import annotations

import re
from collections.abc import Mapping

import click
from pulumi_python_provider.reflection import Function, Property, properties
from pydantic import JsonValue

from pulumi_resource_primeintellect.api.field_types import SandboxStatus

ACTIVE = "isActive"
ABOUT_ENDS = re.compile(rf"{ACTIVE}|ids|(?:terminat|exit).*")
"""Arguments that can select terminated sandboxes, in addition to those for a status."""


def lists_sandboxes(function: Function) -> bool:
    """Returns whether the result of the function is a listing."""
    return "sandboxes" in function.result.model_fields


def add_activity(
    function: Function, arguments: Mapping[str, JsonValue], *, everything: bool
) -> dict[str, JsonValue]:
    """Returns the arguments, with `isActive` unless they or `--all` ask for terminated sandboxes.

    Raises:
        click.UsageError: when `--all` and `--is-active` are both given.
    """
    if everything and arguments.get(ACTIVE):
        raise click.UsageError("--all and --is-active cannot be used together.")
    asked = [one for one in properties(function.arguments) if one.name in arguments]
    if everything or any(may_ask_for_ended(one) for one in asked):
        return dict(arguments)
    return {**arguments, ACTIVE: True}


def may_ask_for_ended(member: Property) -> bool:
    """Returns whether an argument can select terminated sandboxes."""
    of_status = any(isinstance(value, SandboxStatus) for value in member.known_values)
    selects_status = of_status and not member.name.startswith("exclude")
    return selects_status or ABOUT_ENDS.fullmatch(member.name) is not None
