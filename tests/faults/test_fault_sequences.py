"""Any sequence of faults ends in the right answer or in an error: in time, and with few tries."""

from __future__ import annotations

import re
from collections import Counter
from contextlib import suppress
from datetime import timedelta
from http import HTTPStatus
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

from clients import START, Clock, Local
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from plugin import Plugin, PluginError
from primeintellect_simulator import Behaviour, Fault, Simulator, make_sandboxes
from pulumi_python_provider import ProviderError
from pulumi_resource_primeintellect.api.endpoints import read_sandbox
from pulumi_resource_primeintellect.api.listing import Listing
from pulumi_resource_primeintellect.api.paging import MAX_READINGS
from pulumi_resource_primeintellect.api.requests import SandboxQuery
from pulumi_resource_primeintellect.errors import ApiError, UnsettledError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from primeintellect_simulator import RecordedRequest
    from pulumi_resource_primeintellect.api.client import Call
    from pulumi_resource_primeintellect.api.listed import Listed
    from pulumi_resource_primeintellect.api.sandboxes import Sandbox

T = TypeVar("T")

SAMPLE = make_sandboxes(23, teams=())
IDS = [sandbox["id"] for sandbox in SAMPLE]
PER_PAGE = 5

PAUSES = st.sampled_from(
    [{}, {"retry-after": "0"}, {"retry-after": "3"}, {"retry-after": "40"},
     {"retry-after": "999999"}, {"retry-after": "soon"},
     {"retry-after": "Mon, 05 Jan 2026 12:00:20 GMT"}]
)  # fmt: skip
PASSING = st.builds(
    Fault,
    status=st.sampled_from([408, 425, 429, 429, 500, 502, 503, 504, 520, 526]),
    headers=PAUSES,
)
BROKEN = st.sampled_from([Fault(delivery="dropped"), Fault(delivery="cut")])
UNREADABLE = st.builds(
    Fault,
    status=st.just(200),
    body=st.sampled_from([b"", b"<html>", b'{"sandboxes": [', b"{}", b"[]", b'{"id": 7}', b"null"]),
)
LASTING = st.builds(Fault, status=st.sampled_from([204, 302, 400, 401, 402, 403, 404, 422, 501]))
NONE = st.just(Fault())
SEQUENCES = st.lists(
    st.one_of(NONE, NONE, PASSING, PASSING, BROKEN, UNREADABLE, LASTING), max_size=25
)
SURVIVABLE = st.lists(st.one_of(NONE, NONE, PASSING, BROKEN), max_size=25)
UNTIDY = st.sampled_from(
    [
        Behaviour(),
        Behaviour(camel_case=True),
        Behaviour(endless=True),
        Behaviour(repeat=2),
        Behaviour(rotate=1),
        Behaviour(empty_page=2),
        Behaviour(shuffle_seed=1),
        Behaviour(max_per_page=2, cap_mode="clamp"),
        Behaviour(claims={"total": 0}),
        Behaviour(claims={"has_next": True}),
        Behaviour(claims={"total": 24}),
    ]
)
TIDY = Behaviour()


async def list_all(call: Call) -> Listed[Sandbox]:
    """All sandboxes."""
    return await Listing(call, SandboxQuery(), lambda _: True, list).read_all(PER_PAGE)


def shortened(faults: list[Fault]) -> bool:
    """Whether a page may be gone, so that the list seems to have become shorter."""
    return any(fault.status == HTTPStatus.NOT_FOUND for fault in faults)


def outcome(local: Local, work: Callable[[Call], Awaitable[T]]) -> T | ProviderError:
    """The result of a call, or the error that it raises."""
    try:
        return local.run(work)
    except ProviderError as error:
        return error


def refusals(requests: list[RecordedRequest]) -> int:
    """How many requests were refused for their number: these use up no retries."""
    return sum(request.status == HTTPStatus.TOO_MANY_REQUESTS for request in requests)


def most_tries(requests: list[RecordedRequest]) -> int:
    """How often the most frequent request was sent, refusals not counted."""
    counted = (one for one in requests if one.status != HTTPStatus.TOO_MANY_REQUESTS)
    return max(Counter((one.path, one.query) for one in counted).values(), default=0)


@settings(max_examples=150, deadline=None)
@given(
    faults=SEQUENCES,
    behaviour=UNTIDY,
    retries=st.integers(0, 5),
    seconds=st.sampled_from([5, 30, 300]),
    together=st.integers(1, 8),
)
def test_a_listing_is_right_or_an_error(
    faults: list[Fault], behaviour: Behaviour, retries: int, seconds: int, together: int
) -> None:
    with Simulator(sandboxes=SAMPLE, behaviour=behaviour) as simulator:
        local = Local(
            simulator.url, maxRetries=retries, invokeTimeout=seconds, maxConcurrency=together
        )
        simulator.script(*faults)
        result = outcome(local, list_all)
        if isinstance(result, UnsettledError):
            assert behaviour != TIDY or shortened(faults)
        elif isinstance(result, ApiError):
            assert result.tries is not None
            assert 0 <= result.tries <= retries + 1 + refusals(simulator.requests)
            tries = "1 try" if result.tries == 1 else f"{result.tries} tries"
            assert str(result).endswith(f" ({tries})")
        else:
            assert not isinstance(result, ProviderError)
            assert sorted(result.kept) == IDS
            assert result.skipped == {}
        requests = simulator.requests
    assert local.clock.now <= START + seconds
    readings = 1 if behaviour == TIDY and not shortened(faults) else MAX_READINGS
    assert most_tries(requests) <= readings * (retries + 1)


@settings(max_examples=100, deadline=None)
@given(faults=SEQUENCES, retries=st.integers(0, 5), seconds=st.sampled_from([5, 30, 300]))
def test_a_lookup_is_right_or_an_error(faults: list[Fault], retries: int, seconds: int) -> None:
    with Simulator(sandboxes=SAMPLE) as simulator:
        local = Local(simulator.url, maxRetries=retries, invokeTimeout=seconds)
        simulator.script(*faults)
        result = outcome(local, lambda call: read_sandbox(call, "sbx-000007"))
        requests = simulator.requests
        if isinstance(result, ApiError):
            assert result.tries == len(requests)
        else:
            assert not isinstance(result, ProviderError)
            assert (result.id, result.name) == ("sbx-000007", SAMPLE[6]["name"])
    assert most_tries(requests) <= retries + 1
    assert retries or len(requests) == 1
    assert local.clock.now <= START + seconds


@settings(max_examples=60, deadline=None)
@given(faults=SURVIVABLE)
def test_with_time_and_tries_enough_every_passing_fault_is_survived(faults: list[Fault]) -> None:
    day = timedelta(days=1).total_seconds()
    bounded = [fault for fault in faults if fault.headers.get("retry-after") != "999999"]
    with Simulator(sandboxes=SAMPLE) as simulator:
        local = Local(simulator.url, maxRetries=20, invokeTimeout=day, maxConcurrency=1)
        simulator.script(*bounded[:20])
        assert sorted(local.run(list_all).kept) == IDS


class Timed:
    """Chooses faults in their order, and notes when each request arrived and what it met."""

    def __init__(self, clock: Clock, faults: list[Fault]) -> None:
        self.met: list[tuple[float, Fault]] = []
        self._clock = clock
        self._faults = iter(faults)

    def choose(self, _path: str) -> Fault:
        fault = next(self._faults, Fault())
        self.met.append((self._clock.now, fault))
        return fault


def least_pause(fault: Fault) -> float:
    """Seconds that any request waits after a list met this."""
    if fault.status != 429:
        return 0.0
    asked = fault.headers.get("retry-after", "")
    return min(float(asked), 86400.0) or 5.0 if asked.isdigit() else 5.0


UNHEARD = [
    *(Fault(), Fault(status=408), Fault(status=408)),
    *(Fault(status=408, headers={"retry-after": "999999"}), Fault(status=429)),
]
"""The 429 meets a request that has begun as its listing fails: nobody gets that response."""


@settings(max_examples=60, deadline=None)
@given(faults=SEQUENCES, calls=st.integers(2, 4), retries=st.integers(0, 3))
@example(faults=UNHEARD, calls=4, retries=3)
def test_calls_that_follow_each_other_on_one_client_are_right_or_errors(
    faults: list[Fault], calls: int, retries: int
) -> None:
    """A pause that one call was told holds for the next: no request comes before its end."""
    clock = Clock()
    timed = Timed(clock, faults)
    with Simulator(sandboxes=SAMPLE, clock=clock, choose_fault=timed.choose) as simulator:
        local = Local(simulator.url, clock, maxRetries=retries, invokeTimeout=100, maxConcurrency=1)

        async def several(call: Call) -> None:
            for _ in range(calls):
                began = clock.now
                again = call.client.call()
                with suppress(ProviderError):
                    assert sorted((await list_all(again)).kept) == IDS
                assert clock.now <= began + 100

        local.run(several)
    heard = " ".join(local.log.details)
    for number, ((before, fault), (after, _)) in enumerate(pairwise(timed.met), 1):
        if fault.status is None or f" {fault.status} req-{number:06d}" in heard:
            assert after >= before + least_pause(fault)


QUICK = st.lists(
    st.one_of(
        NONE,
        st.builds(Fault, status=st.sampled_from([408, 500, 502, 503, 520])),
        UNREADABLE.filter(lambda fault: fault.body in {b"{}", b"[]", b"null"}),
        LASTING,
    ),
    max_size=12,
)


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(faults=QUICK, behaviour=UNTIDY, retries=st.integers(0, 4))
def test_what_the_plugin_answers_is_right_or_an_error(
    plugin: Plugin, faults: list[Fault], behaviour: Behaviour, retries: int
) -> None:
    """Faults that take little time, for the clock is the plugin's own."""
    with Simulator(sandboxes=SAMPLE, behaviour=behaviour) as simulator:
        plugin.use(simulator, maxRetries=retries)
        simulator.script(*faults)
        try:
            answer = plugin.invoke("listSandboxes", perPage=PER_PAGE)
        except PluginError as refused:
            told = str(refused)
        else:
            told = ""
            assert (answer["ids"], answer["total"], answer["skipped"]) == (IDS, 23, 0)
        message = (
            r"FAILED_PRECONDITION: cannot list sandboxes.* "
            r"(\((1 try|\d tries)\)|being created or deleted\.|select fewer\.)"
        )
        assert not told or re.fullmatch(message, told)
        readings = 1 if behaviour == TIDY and not shortened(faults) else MAX_READINGS
        assert most_tries(simulator.requests) <= readings * (retries + 1)
