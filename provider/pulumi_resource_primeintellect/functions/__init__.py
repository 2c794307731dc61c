"""The package's functions, one a module. Adding one here adds it everywhere.

Each is imported when it is first called: importing the others would take a twentieth of start-up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from pulumi_resource_primeintellect.api.client import Call
    from pulumi_resource_primeintellect.infer.functions import AnyFunction


def get_sandbox() -> AnyFunction[Call]:
    """One sandbox."""
    from pulumi_resource_primeintellect.functions.get_sandbox import GET_SANDBOX  # noqa: PLC0415

    return GET_SANDBOX


def list_sandboxes() -> AnyFunction[Call]:
    """All matching sandboxes."""
    from pulumi_resource_primeintellect.functions.list_sandboxes import (  # noqa: PLC0415
        LIST_SANDBOXES,
    )

    return LIST_SANDBOXES


FUNCTIONS: dict[str, Callable[[], AnyFunction[Call]]] = {
    "getSandbox": get_sandbox,
    "listSandboxes": list_sandboxes,
}
