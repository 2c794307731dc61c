"""How many requests a scenario makes, exactly. Needs no clock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from plugin import PluginError
from primeintellect_simulator import Behaviour, Fault, Simulator, make_sandboxes

if TYPE_CHECKING:
    from plugin import Plugin

SAMPLE = make_sandboxes(2500, teams=())
CAPPED = Behaviour(max_per_page=100, cap_mode="refuse")
NAME = str(SAMPLE[2]["name"])


@pytest.mark.parametrize(
    ("listed", "behaviour", "function", "arguments", "requests"),
    [
        (25, Behaviour(), "getSandbox", {"sandboxId": "sbx-000001"}, 1),
        (25, Behaviour(), "getSandbox", {"name": NAME, "mostRecent": True}, 1),
        (2500, Behaviour(), "getSandbox", {"name": NAME, "mostRecent": True}, 3),
        (0, Behaviour(), "listSandboxes", {}, 1),
        (1000, Behaviour(), "listSandboxes", {}, 1),
        (1001, Behaviour(), "listSandboxes", {}, 2),
        (2500, Behaviour(), "listSandboxes", {}, 3),
        (2500, Behaviour(), "listSandboxes", {"regions": ["eu"], "sortBy": "name", "limit": 1}, 3),
        (2500, Behaviour(), "listSandboxes", {"includeSandboxes": False}, 3),
        (2500, Behaviour(), "listSandboxes", {"perPage": 100}, 25),
        (2500, Behaviour(), "listSandboxes", {"page": 2}, 1),
        (2500, CAPPED, "listSandboxes", {}, 26),
    ],
)
def test_a_call_makes_so_many_requests(  # noqa: PLR0913, PLR0917  # the columns of a table
    plugin: Plugin,
    listed: int,
    behaviour: Behaviour,
    function: str,
    arguments: dict[str, Any],
    requests: int,
) -> None:
    with Simulator(sandboxes=SAMPLE[:listed], behaviour=behaviour) as api:
        plugin.use(api)
        plugin.invoke(function, **arguments)
        assert len(api.requests) == requests


def test_configuring_makes_no_request(plugin: Plugin) -> None:
    with Simulator(sandboxes=SAMPLE[:1]) as api:
        plugin.use(api)
        plugin.check_config(apiKey="key", baseUrl=api.url)
        assert api.requests == []


@pytest.mark.parametrize(("status", "requests"), [(503, 3), (401, 1), (404, 1), (500, 3)])
def test_a_failure_makes_one_request_for_each_try(
    plugin: Plugin, status: int, requests: int
) -> None:
    with Simulator(sandboxes=SAMPLE[:1]) as api:
        api.script(*[Fault(status=status)] * 10)
        plugin.use(api, maxRetries=2)
        with pytest.raises(PluginError, match=str(status)):
            plugin.invoke("getSandbox", sandboxId="sbx-000001")
        assert len(api.requests) == requests
