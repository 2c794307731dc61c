"""Departures other than those of paging."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest
from primeintellect_simulator import Behaviour, Sandbox, Simulator, make_sandboxes

if TYPE_CHECKING:
    from collections.abc import Callable


def _newer_shape(sandbox: Sandbox) -> Sandbox:
    del sandbox["networkAccess"]
    return {**sandbox, "startCommand": {"executable": "sleep", "args": ["1 day"]}}


def test_sandboxes_are_answered_in_the_shape_that_reshape_gives_them(
    serve: Callable[[Simulator], httpx.Client],
) -> None:
    sandboxes = make_sandboxes(3)
    simulator = Simulator(sandboxes=sandboxes, behaviour=Behaviour(reshape=_newer_shape))
    api = serve(simulator)
    expected = [_newer_shape(dict(sandbox)) for sandbox in sandboxes]
    assert api.get("/sandbox").json()["sandboxes"] == expected
    assert api.get("/sandbox/sbx-000002").json() == expected[1]
    assert simulator.sandboxes == sandboxes == make_sandboxes(3)


def test_reshaping_holds_for_sandboxes_that_are_replaced_later(
    serve: Callable[[Simulator], httpx.Client],
) -> None:
    simulator = Simulator(sandboxes=[], behaviour=Behaviour(reshape=_newer_shape))
    api = serve(simulator)
    simulator.sandboxes = make_sandboxes(1)
    assert api.get("/sandbox/sbx-000001").json()["startCommand"]["executable"] == "sleep"


def test_every_answer_may_come_late(serve: Callable[[Simulator], httpx.Client]) -> None:
    api = serve(Simulator(behaviour=Behaviour(delay_seconds=3600)))
    for path in ("/sandbox", "/sandbox/sbx-000001", "/nowhere"):
        with pytest.raises(httpx.ReadTimeout):
            api.get(path, timeout=0.05)
    assert (
        serve(Simulator(behaviour=Behaviour(delay_seconds=0.01))).get("/sandbox").status_code == 200
    )
