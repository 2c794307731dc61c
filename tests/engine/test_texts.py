"""Text of others in messages, as the real engine shows it: its own markup and formats among it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from workspace import EngineFailedError

if TYPE_CHECKING:
    from engine.conftest import Prepare

PROGRAM = """
variables:
  found:
    fn::invoke: { function: "primeintellect:%s", arguments: { %s: %s } }
outputs: { found: "${found.%s}" }
"""
MARKUP = "<{%fg 1%}> 100%d %s %!v <{%x%}>"
SHOWN = "<{ %fg 1%}> 100%d %s %!v <{ %x%}>"


def test_markup_of_the_terminal_in_an_error_is_shown_as_text(prepare: Prepare) -> None:
    workspace = prepare(PROGRAM % ("getSandbox", "name", f"'{MARKUP}'", "id"))
    with pytest.raises(EngineFailedError) as failed:
        workspace.pulumi("preview")
    assert f'no sandbox is named "{SHOWN}"' in str(failed.value)


def test_markup_of_the_terminal_in_a_warning_is_shown_as_text(prepare: Prepare) -> None:
    workspace = prepare(PROGRAM % ("listSandboxes", "statuses", f"['{MARKUP}']", "count"))
    assert f'"{SHOWN}"' in workspace.pulumi("preview").stdout
