from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import oracle
import pytest
from primeintellect_simulator import Behaviour, Simulator, make_sandboxes

if TYPE_CHECKING:
    from plugin import Plugin

SAMPLE = make_sandboxes(250, teams=())
paged = partial(Behaviour, max_per_page=100, cap_mode="clamp")
BEHAVIOURS = {
    "shuffled for every page": paged(shuffle_seed=7),
    "shuffled until it settles": paged(shuffle_seed=7, settle_after=8),
    "items repeated on the next page": paged(repeat=15),
    "items moving to the front": paged(rotate=3),
    "items moving to the end": paged(rotate=-3),
    "shuffled, repeated and moving": paged(shuffle_seed=1, repeat=15, rotate=2),
    "announcing pages without end": paged(endless=True),
}
SELECTIONS: dict[str, dict[str, object]] = {
    "everything": {},
    "the largest ones": {"sortBy": "gpuMemory", "sortOrder": "desc", "limit": 20},
    "filtered": {"statuses": ["RUNNING", "PAUSED"], "minGpuCount": 1, "sortBy": "name"},
    "totals": {"includeSandboxes": False},
}


@pytest.mark.parametrize("arguments", SELECTIONS.values(), ids=SELECTIONS)
@pytest.mark.parametrize("behaviour", BEHAVIOURS.values(), ids=BEHAVIOURS)
def test_a_listing_that_moves_while_it_is_read_is_complete_unique_ordered_and_the_same_twice(
    plugin: Plugin, behaviour: Behaviour, arguments: dict[str, object]
) -> None:
    with Simulator(sandboxes=SAMPLE, behaviour=behaviour) as api:
        # One request at a time, so that the pages move in the same way in every run.
        plugin.use(api, maxConcurrency=1)
        first = plugin.begin("listSandboxes", **arguments)
        answer = plugin.answer(first)
        second = plugin.begin("listSandboxes", **arguments)
        once, twice = (
            call.result().SerializeToString(deterministic=True) for call in (first, second)
        )
    assert answer == oracle.list_sandboxes(SAMPLE, {**arguments, "perPage": 100})
    assert once == twice
