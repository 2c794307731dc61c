"""Explicit providers in the state and in previews: what a changed setting shows and does."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from pages import DOCS
from workspace import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from engine.conftest import Prepare
    from workspace import Workspace

PROGRAM = """
config: { key: { type: string, secret: true } }
resources:
  keyed:
    type: pulumi:providers:primeintellect
    properties: { apiKey: "${key}", maxRetries: 2, teamId: %s }
"""
NEW_KEY = "another-key"


@pytest.fixture
def workspace(prepare: Prepare) -> Workspace:
    """A stack with a provider that has a key."""
    workspace = prepare(PROGRAM % "team-research")
    workspace.pulumi("config", "set", "--secret", "key", "simulator-key")
    workspace.pulumi("up", "--yes", "--skip-preview")
    return workspace


def steps(workspace: Workspace) -> list[dict[str, Any]]:
    """Returns what a preview is about to do to providers."""
    shown = json.loads(workspace.pulumi("preview", "--json").stdout)
    return [step for step in shown["steps"] if ":providers:" in step["urn"]]


def test_a_preview_shows_that_a_key_has_changed_and_not_to_what(
    workspace: Workspace, tmp_path: Path
) -> None:
    workspace.pulumi("config", "set", "--secret", "key", NEW_KEY)
    shown = workspace.pulumi("preview", "--diff").stdout
    assert "  ~ apiKey: [secret] => [secret]\n" in shown
    (step,) = steps(workspace)
    assert (step["op"], [*step["detailedDiff"]]) == ("update", ["apiKey"])
    workspace.pulumi("up", "--yes", "--skip-preview")
    state = (tmp_path / "state/.pulumi/stacks/test/dev.json").read_text()
    assert not {text for text in (NEW_KEY, "simulator-key") if text in state + shown}


def test_every_kind_of_change_updates_a_provider_and_replaces_none(workspace: Workspace) -> None:
    changed = PROGRAM.replace("maxRetries: 2", "maxConcurrency: 2") % "team-serving"
    (workspace.project / "Pulumi.yaml").write_text(f"name: test\nruntime: yaml\n{changed}")
    (step,) = steps(workspace)
    assert step["op"] == "update"
    assert {name: one["kind"] for name, one in step["detailedDiff"].items()} == {
        "maxConcurrency": "add",
        "maxRetries": "delete",
        "teamId": "update",
    }


def test_previews_and_updates_of_the_same_differ_in_nothing_but_time(prepare: Prepare) -> None:
    workspace = prepare(ROOT / "examples/yaml")
    seen = []
    for _ in range(2):
        workspace.pulumi("up", "--yes", "--skip-preview")
        preview = json.loads(workspace.pulumi("preview", "--json", "--expect-no-changes").stdout)
        del preview["duration"]
        state = json.loads(workspace.pulumi("stack", "export").stdout)
        del state["deployment"]["manifest"]["time"]
        seen.append(json.dumps([preview, state, workspace.pulumi("stack", "output").stdout]))
    assert seen[0] == seen[1]


def test_without_default_providers_a_lookup_needs_an_explicit_one(prepare: Prepare) -> None:
    lookup = """
variables:
  found: { "fn::invoke": { function: "primeintellect:listSandboxes"%s } }
outputs: { total: "${found.total}" }
"""
    explicit = "resources: { one: { type: 'pulumi:providers:primeintellect' } }" + lookup
    workspace = prepare(lookup % "")
    disabled = "pulumi:disable-default-providers[0]"
    workspace.pulumi("config", "set", "--path", disabled, "primeintellect")
    failed = workspace.pulumi("preview", check=False)
    told = "Default provider for 'primeintellect' disabled"
    assert told in failed.stdout
    assert any(f"`{told}`" in page.text for page in DOCS)
    program = explicit % ', options: { provider: "${one}" }'
    (workspace.project / "Pulumi.yaml").write_text(f"name: test\nruntime: yaml\n{program}")
    assert "total: 37" in workspace.pulumi("preview").stdout


def test_a_number_may_be_given_as_text_in_python(prepare: Prepare) -> None:
    workspace = prepare(ROOT / "examples/python")
    (workspace.project / "__main__.py").write_text(
        "import pulumi_primeintellect as primeintellect\n"
        "primeintellect.Provider('one', max_retries='2', allow_insecure_http='false')\n"
    )
    (step,) = steps(workspace)
    inputs = step["newState"]["inputs"]
    assert step["op"] == "create"
    assert (inputs["maxRetries"], inputs["allowInsecureHttp"]) == ('"2"', '"false"')


def test_a_provider_has_the_key_of_the_variable_that_is_mapped(
    prepare: Prepare, tmp_path: Path
) -> None:
    (page,) = (page for page in DOCS if page.path.name == "guide.md")
    (program,) = (one.text for one in page.blocks if one.heading == "A key for each account")
    workspace = prepare(program, PRIME_API_KEY="wrong", SERVING_API_KEY="simulator-key")
    workspace.pulumi("up", "--yes", "--skip-preview")
    assert "sbx-000001" in workspace.pulumi("stack", "output", "serving").stdout
    state = (tmp_path / "state/.pulumi/stacks/test/dev.json").read_text()
    assert "simulator-key" not in state
    assert "apiKey" not in state
