"""Whole programs in the real engine."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from workspace import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from engine.conftest import Prepare
    from primeintellect_simulator import Simulator

INCLUDED = """
variables:
  one:
    fn::invoke:
      function: primeintellect:getSandbox
      arguments: { sandboxId: sbx-000001, includeEnvironmentVars: %s }
outputs: { names: "${one.environmentVarNames}", %s }
"""
FAKE_TOKEN = "not-a-real-token-000001"


def test_no_key_and_no_environment_value_reaches_the_state(
    prepare: Prepare, tmp_path: Path
) -> None:
    workspace = prepare(ROOT / "examples/yaml")
    workspace.pulumi("up", "--yes", "--skip-preview")
    state = (tmp_path / "state/.pulumi/stacks/sandboxes/dev.json").read_text()
    assert "sbx-000001" in state
    assert "simulator-key" not in state
    assert FAKE_TOKEN not in state


def test_environment_values_that_were_asked_for_are_secret_everywhere(
    prepare: Prepare, tmp_path: Path
) -> None:
    workspace = prepare(INCLUDED % ("true", "token: '${one.environmentVars.HF_TOKEN}'"))
    shown = workspace.pulumi("up", "--yes", "--skip-preview").stdout
    assert "token: [secret]" in shown
    assert FAKE_TOKEN not in shown
    stack = tmp_path / "state/.pulumi"
    assert not [path for path in stack.rglob("*") if path.is_file() and holds(path, FAKE_TOKEN)]
    revealed = json.loads(workspace.pulumi("stack", "output", "--json", "--show-secrets").stdout)
    assert revealed["token"] == FAKE_TOKEN


def test_names_of_environment_variables_are_no_secret(prepare: Prepare) -> None:
    workspace = prepare(INCLUDED % ("false", "region: '${one.region}'"))
    workspace.pulumi("up", "--yes", "--skip-preview")
    assert json.loads(workspace.pulumi("stack", "output", "--json").stdout) == {
        "names": ["HF_TOKEN", "LOG_LEVEL", "WANDB_API_KEY"],
        "region": "us",
    }


def test_every_bad_argument_is_named_in_one_message(prepare: Prepare) -> None:
    workspace = prepare("""
variables:
  one:
    fn::invoke:
      function: primeintellect:getSandbox
      arguments: { sandboxid: sbx-000001, sandboxId: 12, color: red }
outputs: { id: "${one.id}" }
""")
    failed = workspace.pulumi("preview", check=False)
    assert failed.returncode != 0
    assert (
        "invocation of primeintellect:index:getSandbox returned an error: "
        "invalid arguments for getSandbox: "
        "(1) `sandboxId` must be a string, but is the number 12; "
        "(2) unknown argument `color`; "
        "(3) unknown argument `sandboxid` (did you mean `sandboxId`?)\n"
    ) in failed.stdout + failed.stderr
    assert "Traceback" not in failed.stdout + failed.stderr


def test_a_missing_key_is_one_message_with_every_way_to_set_it(prepare: Prepare) -> None:
    workspace = prepare(INCLUDED % ("false", "region: '${one.region}'"), PRIME_API_KEY="")
    failed = workspace.pulumi("preview", check=False)
    assert failed.returncode != 0
    assert (
        "there is no `apiKey`: set the stack configuration "
        "primeintellect:apiKey, or the environment variable `PRIME_API_KEY`, "
        "or `api_key` in `~/.prime/config.json`"
    ) in failed.stdout + failed.stderr


def test_stack_configuration_goes_before_the_environment(
    prepare: Prepare, simulator: Simulator
) -> None:
    workspace = prepare(
        INCLUDED % ("false", "region: '${one.region}'"),
        PRIME_API_KEY="wrong",
        PRIME_API_BASE_URL="http://127.0.0.1:1",
    )
    for name, value in (("baseUrl", simulator.url), ("maxRetries", "0")):
        workspace.pulumi("config", "set", f"primeintellect:{name}", value)
    workspace.pulumi("config", "set", "--secret", "primeintellect:apiKey", "simulator-key")
    assert '"us"' in workspace.pulumi("preview").stdout


def test_explicit_providers_work_side_by_side(prepare: Prepare, simulator: Simulator) -> None:
    workspace = prepare(f"""
resources:
  good:
    type: pulumi:providers:primeintellect
    properties: {{ baseUrl: "{simulator.url}", maxRetries: 0, requestTimeout: 10 }}
  other:
    type: pulumi:providers:primeintellect
    properties: {{ teamId: team-research, maxConcurrency: 2 }}
variables:
  one:
    fn::invoke:
      function: primeintellect:getSandbox
      arguments: {{ sandboxId: sbx-000001 }}
      options: {{ provider: "${{good}}" }}
  team:
    fn::invoke:
      function: primeintellect:listSandboxes
      arguments: {{ page: 1, perPage: 1 }}
      options: {{ provider: "${{other}}" }}
outputs: {{ id: "${{one.id}}", perPage: "${{team.perPage}}" }}
""")
    workspace.pulumi("up", "--yes", "--skip-preview")
    assert json.loads(workspace.pulumi("stack", "output", "--json").stdout) == {
        "id": "sbx-000001",
        "perPage": 1,
    }
    assert "team_id=team-research&page=1&per_page=1" in {r.query for r in simulator.requests}
    assert workspace.pulumi("preview", "--expect-no-changes").returncode == 0


def holds(path: Path, text: str) -> bool:
    return text in path.read_text(errors="replace")
