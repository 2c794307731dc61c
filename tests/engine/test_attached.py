"""A plugin that runs already, as in a debugger: the real engine attaches to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from plugin import Plugin
from workspace import EngineFailedError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.conftest import Prepare
    from primeintellect_simulator import Simulator

ONE = """
variables:
  all:
    fn::invoke: { function: "primeintellect:listSandboxes", arguments: { includeSandboxes: false } }
outputs: { total: "${all.total}" }
"""

TWO = """
resources:
  first:
    type: pulumi:providers:primeintellect
    properties: { teamId: team-research }
  second:
    type: pulumi:providers:primeintellect
    properties: { teamId: %s }
variables:
  one:
    fn::invoke:
      function: primeintellect:listSandboxes
      options: { provider: "${first}" }
  other:
    fn::invoke:
      function: primeintellect:listSandboxes
      options: { provider: "${second}" }
outputs: { totals: ["${one.total}", "${other.total}"] }
"""


@pytest.fixture
def port(simulator: Simulator) -> Iterator[str]:
    """Where a plugin waits that has the same environment as its engine."""
    environment = {"PRIME_API_KEY": "simulator-key", "PRIME_API_BASE_URL": simulator.url}
    with Plugin(attachable=True, environment=environment) as plugin:
        yield f"primeintellect:{plugin.port}"


def test_engines_attach_to_it_again_and_again(prepare: Prepare, port: str) -> None:
    workspace = prepare(ONE, PULUMI_DEBUG_PROVIDERS=port)
    for _ in range(2):
        workspace.pulumi("up", "--yes")
        assert workspace.pulumi("stack", "output", "total").stdout == "37\n"


def test_settings_may_change_from_one_run_to_the_next(prepare: Prepare, port: str) -> None:
    workspace = prepare(ONE, PULUMI_DEBUG_PROVIDERS=port)
    totals = []
    for team in ("team-research", "team-serving"):
        workspace.pulumi("config", "set", "primeintellect:teamId", team)
        workspace.pulumi("up", "--yes")
        totals.append(workspace.pulumi("stack", "output", "total").stdout)
    assert totals[0] != totals[1]


def test_two_providers_with_the_same_settings_share_it(prepare: Prepare, port: str) -> None:
    workspace = prepare(TWO % "team-research", PULUMI_DEBUG_PROVIDERS=port)
    workspace.pulumi("up", "--yes")
    (one, other) = workspace.pulumi("stack", "output", "totals").stdout.strip("[]\n").split(",")
    assert one == other


def test_two_providers_with_different_settings_are_refused(prepare: Prepare, port: str) -> None:
    workspace = prepare(TWO % "team-serving", PULUMI_DEBUG_PROVIDERS=port)
    with pytest.raises(EngineFailedError) as failed:
        workspace.pulumi("up", "--yes")
    assert (
        "the primeintellect plugin serves one configuration at a time, and the program has two "
        "providers with different settings"
    ) in str(failed.value)
