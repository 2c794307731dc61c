"""Hides the values of environment variables in the API's texts about the end of a sandbox."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pulumi_resource_primeintellect.api.sandboxes import Sandbox

EXPLANATIONS = ("errorType", "errorMessage", "terminationReason")
"""Fields with such texts."""

MIN_HIDDEN_CHARACTERS = 8
"""Shorter values, such as `true` or `info`, cannot be distinguished from other text."""


_texts = itemgetter(*EXPLANATIONS)


def hide_variables(sandbox: Sandbox) -> Sandbox:
    """Returns the sandbox with `[NAME]` in place of the value of a variable in an explanation."""
    texts = _texts(sandbox.__dict__)
    if not any(texts) or not sandbox.environmentVars:
        return sandbox
    changes = {
        field: hidden
        for field, text in zip(EXPLANATIONS, texts, strict=True)
        if text and (hidden := _hide(sandbox.environmentVars, text)) != text
    }
    return sandbox.model_copy(update=changes) if changes else sandbox


def _hide(variables: Mapping[str, str], text: str) -> str:
    found = [
        (value, name)
        for name, value in variables.items()
        if len(value) >= MIN_HIDDEN_CHARACTERS and value in text
    ]
    for value, name in sorted(found, key=lambda one: -len(one[0])):  # one can contain another
        text = text.replace(value, f"[{name}]")
    return text
