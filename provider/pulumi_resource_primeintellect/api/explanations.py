"""Hides the values of environment variables in the API's texts about the end of a sandbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pulumi_resource_primeintellect.api.sandboxes import Sandbox

EXPLANATIONS = ("errorType", "errorMessage", "terminationReason")
"""Fields with such texts."""

MIN_HIDDEN_CHARACTERS = 8
"""Shorter values, such as `true` or `info`, cannot be distinguished from other text."""


def hide_variables(sandbox: Sandbox) -> Sandbox:
    """Returns the sandbox with `[NAME]` in place of the value of a variable in an explanation."""
    fields = sandbox.__dict__
    texts = {name: text for name in EXPLANATIONS if (text := fields[name])}
    if not texts or not sandbox.environmentVars:
        return sandbox
    longest_first = sorted(sandbox.environmentVars.items(), key=lambda one: -len(one[1]))
    for name, value in longest_first:
        if len(value) >= MIN_HIDDEN_CHARACTERS:
            texts = {field: text.replace(value, f"[{name}]") for field, text in texts.items()}
    return sandbox.model_copy(update=texts)
