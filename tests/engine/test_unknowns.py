"""What Pulumi makes of lookups in a preview that does not know everything, and in a refresh."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from engine.conftest import Prepare, PrepareIn
    from primeintellect_simulator import Simulator

PROVIDERS = """
resources:
  first: { type: "pulumi:providers:primeintellect" }
  second:
    type: pulumi:providers:primeintellect
    properties: { teamId: "${first.id}" }
"""
WITH_UNKNOWN_SETTING = (
    PROVIDERS
    + """
variables:
  found:
    fn::invoke:
      function: primeintellect:listSandboxes
      options: { provider: "${second}" }
outputs:
"""
)
WITH_ID_OF_PROVIDER = (
    PROVIDERS
    + """
variables:
  one:
    fn::invoke:
      function: primeintellect:getSandbox
      arguments: { sandboxId: "${first.id}" }
outputs: { region: "${one.region}" }
"""
)
PYTHON = """
import pulumi
import pulumi_primeintellect as primeintellect

first = primeintellect.Provider("first")
second = primeintellect.Provider("second", team_id=first.id)
found = primeintellect.list_sandboxes(opts=pulumi.InvokeOptions(provider=second))
print([one.id for one in found.sandboxes%s])
"""


def test_a_provider_with_an_unknown_setting_has_lookups_answered_with_nothing(
    prepare: Prepare, simulator: Simulator
) -> None:
    workspace = prepare(f"{WITH_UNKNOWN_SETTING}  ids: ${{found.ids}}\n  known: here\n")
    shown = workspace.pulumi("preview").stdout
    assert "known: " in shown
    assert "ids" not in shown
    assert simulator.requests == []


def test_what_is_inside_such_an_answer_is_an_error_in_yaml(prepare: Prepare) -> None:
    workspace = prepare(WITH_UNKNOWN_SETTING + "  first: ${found.ids[0]}\n")
    failed = workspace.pulumi("preview", check=False)
    assert failed.returncode != 0
    assert "error: receiver must be a list or object, not nil" in failed.stdout + failed.stderr


def test_such_an_answer_has_no_list_in_python_either(prepare_in: PrepareIn, tmp_path: Path) -> None:
    program = tmp_path / "program"
    program.mkdir()
    (program / "Pulumi.yaml").write_text("name: test\nruntime: python\n")
    (program / "__main__.py").write_text(PYTHON % "")
    workspace = prepare_in("python", program)
    failed = workspace.pulumi("preview", check=False)
    assert "TypeError: 'NoneType' object is not iterable" in failed.stdout + failed.stderr
    (workspace.project / "__main__.py").write_text(PYTHON % " or []")
    assert "\n    []\n" in workspace.pulumi("preview").stdout


def test_the_id_of_a_provider_is_left_out_of_arguments(prepare: Prepare) -> None:
    failed = prepare(WITH_ID_OF_PROVIDER).pulumi("preview", check=False)
    assert (
        "invalid arguments for getSandbox: one of `sandboxId`, `name` and the conditions is required"
    ) in failed.stdout + failed.stderr


@pytest.mark.parametrize(
    ("command", "looks"),
    [
        (("refresh", "--yes"), False),
        (("refresh", "--yes", "--run-program", "--skip-preview"), True),
        (("preview",), True),
        (("up", "--yes", "--skip-preview"), True),
    ],
)
def test_a_refresh_looks_nothing_up_unless_it_runs_the_program(
    prepare: Prepare, simulator: Simulator, command: tuple[str, ...], *, looks: bool
) -> None:
    workspace = prepare("""
variables:
  found:
    fn::invoke: { function: "primeintellect:listSandboxes", arguments: { isActive: true } }
outputs: { count: "${found.count}" }
""")
    workspace.pulumi("up", "--yes", "--skip-preview")
    before = len(simulator.requests)
    workspace.pulumi(*command)
    assert len(simulator.requests) - before == looks
