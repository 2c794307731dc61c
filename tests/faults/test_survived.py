"""Every fault that passes is survived, and every other one is told at once."""

from __future__ import annotations

import asyncio
import errno
import os
import socket
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest
from clients import START, Clock, Local
from faults.local import RawServer, Reset, http
from primeintellect_simulator import DEMO_ACCOUNT, Fault, Limits, Simulator
from pulumi_resource_primeintellect.api.endpoints import read_sandbox
from pulumi_resource_primeintellect.api.listing import Listing
from pulumi_resource_primeintellect.api.requests import SandboxQuery
from pulumi_resource_primeintellect.errors import (
    ApiError,
    ConnectionFailedError,
    DeadlineError,
    StatusError,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from plugin import Plugin
    from pulumi_resource_primeintellect.api.client import Call
    from pulumi_resource_primeintellect.api.sandboxes import Sandbox

pytestmark = pytest.mark.covers

TRANSIENT = [408, 425, 429, 500, 502, 503, 504, *range(520, 531)]
ID = "sbx-000001"
SUBJECT = f'cannot look up sandbox "{ID}"'


async def look_up(call: Call) -> Sandbox:
    return await read_sandbox(call, ID)


async def list_all(call: Call) -> list[str]:
    listing = await Listing(call, SandboxQuery(), lambda _: True, list).read_all(None)
    return list(listing.kept)


def refusal(plugin: Plugin) -> str:
    return plugin.refusal("getSandbox", sandboxId=ID)


def failure(local: Local) -> ApiError:
    with pytest.raises(ApiError) as raised:
        local.run(look_up)
    return raised.value


def statuses(simulator: Simulator) -> list[int | None]:
    return [request.status for request in simulator.requests]


@pytest.mark.parametrize("status", TRANSIENT)
def test_a_passing_status_is_tried_again_until_there_is_an_answer(
    plugin: Plugin, simulator: Simulator, status: int
) -> None:
    plugin.use(simulator, maxRetries=1)
    simulator.script(Fault(status=status))
    assert plugin.invoke("getSandbox", sandboxId=ID)["id"] == ID
    assert statuses(simulator) == [status, 200]


@pytest.mark.parametrize("header", ["0", "Mon, 05 Jan 2026 11:59:59 GMT", "soon"])
@pytest.mark.parametrize(("status", "least"), [(429, 1.0), (503, 0.0)])
def test_tries_are_not_used_up_at_once_though_the_api_asks_for_no_pause(
    simulator: Simulator, header: str, status: int, least: float
) -> None:
    local = Local(simulator.url, maxRetries=4)
    simulator.script(*[Fault(status=status, headers={"retry-after": header})] * 4)
    assert local.run(look_up).id == ID
    assert statuses(simulator) == [*[status] * 4, 200]
    assert sum(local.clock.slept) >= 3.9 * least


@pytest.mark.parametrize(
    "status", [204, 206, 301, 302, 303, 307, 308, 400, 401, 402, 403, 404, 409, 410, 422, 501, 599]
)
def test_a_lasting_status_is_told_after_one_try(
    plugin: Plugin, simulator: Simulator, status: int
) -> None:
    plugin.use(simulator, maxRetries=4)
    simulator.script(Fault(status=status))
    message = refusal(plugin)
    assert message.startswith(f"FAILED_PRECONDITION: {SUBJECT}: the API answered {status}")
    assert message.endswith(" (1 try)")
    assert statuses(simulator) == [status]


@pytest.mark.parametrize(
    "fault",
    [
        Fault(delivery="dropped"),
        Fault(delivery="cut"),
        Fault(status=503, body=b"half of this", delivery="cut"),
        Fault(status=200, body=b""),
        Fault(status=200, body=b"<html><body>Please log in</body></html>"),
        Fault(status=200, body=b'{"id": "sbx-0000'),
        Fault(status=200, body=b"\xff\xfe\x00"),
        Fault(status=200, body=b"\x1f\x8b no gzip", headers={"content-encoding": "gzip"}),
    ],
    ids=lambda fault: f"{fault.status}-{fault.delivery}-{fault.body[:9]!r}",
)
def test_an_answer_that_breaks_off_or_is_no_json_is_asked_for_again(
    simulator: Simulator, fault: Fault
) -> None:
    local = Local(simulator.url, maxRetries=3)
    simulator.script(*[fault] * 3)
    assert local.run(look_up).id == ID
    assert (len(simulator.requests), len(local.clock.slept)) == (4, 3)


@pytest.mark.parametrize("fault", [Fault(delay_seconds=3600), Fault(delivery="stalled")])
def test_an_answer_that_takes_too_long_is_asked_for_again(
    simulator: Simulator, fault: Fault
) -> None:
    """The real clock: `requestTimeout` is what is tried."""
    local = Local(simulator.url, requestTimeout=1)
    simulator.script(fault)
    assert local.run(look_up).id == ID
    assert (len(simulator.requests), len(local.clock.slept)) == (2, 1)


def test_a_reset_connection_is_made_again() -> None:
    with RawServer(Reset(), Reset(), http(b'{"id": "sbx-000001"}')) as server:
        local = Local(server.url)
        assert local.run(look_up).id == ID
    assert (len(server.heads), len(local.clock.slept)) == (3, 2)


def test_a_refused_connection_is_made_again() -> None:
    with ExitStack() as stack:
        held = stack.enter_context(socket.socket())
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind(("127.0.0.1", 0))  # nothing listens, and nobody else gets the port

        class Dawn(Clock):
            """The API comes up during the second pause."""

            async def sleep(self, seconds: float) -> None:
                await super().sleep(seconds)
                if len(self.slept) == 2:
                    stack.enter_context(Simulator(address=held.getsockname()))

        local = Local("http://{}:{}".format(*held.getsockname()), Dawn())
        assert local.run(look_up).id == ID
        assert len(local.clock.slept) == 2


@pytest.mark.parametrize("retries", [0, 1, 3])
def test_a_request_is_sent_again_as_often_as_configured_and_the_last_cause_is_told(
    plugin: Plugin, simulator: Simulator, retries: int
) -> None:
    plugin.use(simulator, maxRetries=retries)
    simulator.script(*[Fault(status=503)] * retries, Fault(status=502))
    tries = "1 try" if retries == 0 else f"{retries + 1} tries"
    assert refusal(plugin) == (
        f"FAILED_PRECONDITION: {SUBJECT}: the API answered 502 Bad Gateway (request id "
        f"req-00000{retries + 1}). The API has a problem: try again later. ({tries})"
    )
    assert statuses(simulator) == [*[503] * retries, 502]


def test_where_nothing_listens_the_message_has_the_number_of_tries(plugin: Plugin) -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{bound.getsockname()[1]}"
        plugin.configure(apiKey=DEMO_ACCOUNT.key, baseUrl=url, maxRetries=1)
        assert refusal(plugin) == (
            f"FAILED_PRECONDITION: {SUBJECT} at {url}: no connection "
            f"({os.strerror(errno.ECONNREFUSED)}). Check the network and baseUrl. (2 tries)"
        )


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("header", "seconds"),
    [("7", 7.0), ("60", 60.0), ("Mon, 05 Jan 2026 12:00:09 GMT", 9.0)],
)
def test_the_pause_is_what_the_api_asks_for(
    simulator: Simulator, status: int, header: str, seconds: float
) -> None:
    local = Local(simulator.url)
    simulator.script(Fault(status=status, headers={"retry-after": header}))
    assert local.run(look_up).id == ID
    assert local.clock.slept == [seconds]
    (told,) = local.log.statuses
    assert told.startswith(
        f"trying again in {seconds:.0f} s, last problem: the API answered {status} "
    )


@pytest.mark.parametrize("header", ["-1", "soon", "1.5.0", "", "5, 10", "Mon,"])
def test_a_pause_that_cannot_be_read_is_a_random_one(simulator: Simulator, header: str) -> None:
    local = Local(simulator.url)
    simulator.script(Fault(status=503, headers={"retry-after": header}))
    assert local.run(look_up).id == ID
    (slept,) = local.clock.slept
    assert 0 <= slept <= 0.5


def test_pauses_of_its_own_are_random_and_grow_to_30_seconds(simulator: Simulator) -> None:
    local = Local(simulator.url, maxRetries=20, invokeTimeout=3600)
    simulator.script(*[Fault(status=503)] * 20)
    assert local.run(look_up).id == ID
    limits = [min(30.0, 0.5 * 2**attempt) for attempt in range(20)]
    pauses = local.clock.slept
    assert all(0 <= slept <= limit for slept, limit in zip(pauses, limits, strict=True))
    assert len(set(pauses)) > 10


@pytest.mark.parametrize("header", ["61", "Mon, 05 Jan 2026 12:01:01 GMT"])
def test_a_pause_beyond_the_deadline_fails_at_once_and_says_when_to_come_back(
    simulator: Simulator, header: str
) -> None:
    local = Local(simulator.url, invokeTimeout=60)
    simulator.script(Fault(status=503, headers={"retry-after": header}))
    assert str(failure(local)) == (
        f"{SUBJECT}: the API answered 503 Service Unavailable (request id req-000001), "
        "retry after 61 s. The API has a problem: try again later. Another try "
        "would come after the 60 s of invokeTimeout. (1 try)"
    )
    assert (len(simulator.requests), local.clock.slept) == (1, [])


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("172800", 172800), ("9" * 400, 10**9), ("Fri, 31 Dec 9999 23:59:59 GMT", 10**9)],
    ids=["two days", "digits", "date"],
)
def test_a_pause_of_days_is_told_but_stops_other_requests_for_one_day_at_most(
    simulator: Simulator, header: str, seconds: int
) -> None:
    local = Local(simulator.url, invokeTimeout=86400)
    simulator.script(Fault(status=429, headers={"retry-after": header}))

    async def two(call: Call) -> str:
        with pytest.raises(StatusError) as raised:
            await list_all(call)
        assert (await look_up(call)).id == ID
        return str(raised.value)

    assert f", retry after {seconds} s. " in local.run(two)
    assert local.clock.slept == [86400.0]


def test_the_deadline_ends_a_call_and_its_message_tells_tries_and_last_problem(
    plugin: Plugin, simulator: Simulator
) -> None:
    """The real clock: it is the plugin's own."""
    plugin.use(simulator, invokeTimeout=1, maxRetries=20)
    simulator.script(Fault(status=503), Fault(delivery="stalled"))
    assert refusal(plugin) == (
        f"FAILED_PRECONDITION: {SUBJECT}: no result within the 1 s of invokeTimeout, last problem: "
        "the API answered 503 Service Unavailable (request id req-000001). Set invokeTimeout "
        "higher, or try again later. (2 tries)"
    )
    assert statuses(simulator) == [503, 200]


def test_the_deadline_ends_a_call_without_any_answer(plugin: Plugin, simulator: Simulator) -> None:
    """The real clock: it is the plugin's own."""
    plugin.use(simulator, invokeTimeout=0.3)
    simulator.script(Fault(delivery="stalled"))
    assert refusal(plugin) == (
        f"FAILED_PRECONDITION: {SUBJECT}: no result within the 0.3 s of invokeTimeout, "
        "no response yet. Set invokeTimeout higher, or try again later. (1 try)"
    )


def test_tries_end_when_the_next_would_come_after_the_deadline(simulator: Simulator) -> None:
    local = Local(simulator.url, invokeTimeout=25, maxRetries=20)
    simulator.script(*[Fault(status=503, headers={"retry-after": "10"})] * 9)
    error = failure(local)
    assert isinstance(error, StatusError)
    assert str(error).endswith(" Another try would come after the 25 s of invokeTimeout. (3 tries)")
    assert (len(simulator.requests), local.clock.slept) == (3, [10.0, 10.0])


@pytest.mark.parametrize(
    ("headers", "seconds"), [({"retry-after": "30"}, 30.0), ({}, 5.0)], ids=["30 s", "unsaid"]
)
def test_after_a_429_for_one_sandbox_that_one_waits_alone(
    simulator: Simulator, headers: dict[str, str], seconds: float
) -> None:
    local = Local(simulator.url, maxRetries=0)
    simulator.script(Fault(status=429, headers=headers))

    async def three(call: Call) -> list[str]:
        with pytest.raises(StatusError):
            await read_sandbox(call, ID)
        others = [(await read_sandbox(call, "sbx-000002")).id, *(await list_all(call))[:1]]
        assert local.clock.slept == []
        return [*others, (await look_up(call)).id]

    assert local.run(three) == ["sbx-000002", ID, ID]
    assert local.clock.slept == [seconds]
    notice = f"keeping to the API's rate limit: continuing in {seconds:.0f} s"
    assert notice in local.log.statuses


def slept_after_a_429_for_a_list(
    simulator: Simulator, then: Callable[[Call], Awaitable[None]]
) -> list[float]:
    """The pauses of a client whose list was refused for 7 s, and which goes on with `then`."""
    local = Local(simulator.url, maxRetries=0)
    simulator.script(Fault(status=429, headers={"retry-after": "7"}))

    async def calls(call: Call) -> None:
        with pytest.raises(StatusError):
            await list_all(call)
        await then(call)

    local.run(calls)
    return local.clock.slept


def test_after_a_429_for_a_list_everything_waits(simulator: Simulator) -> None:
    async def then(call: Call) -> None:
        assert (await look_up(call)).id == ID

    assert slept_after_a_429_for_a_list(simulator, then) == [7.0]


def test_a_404_after_a_429_ends_the_pace_of_one_request_a_second(simulator: Simulator) -> None:
    async def then(call: Call) -> None:
        for number in range(5):
            with pytest.raises(StatusError, match="404"):
                await read_sandbox(call, f"gone-{number}")

    assert slept_after_a_429_for_a_list(simulator, then) == [7.0]


def test_after_429s_for_several_sandboxes_everything_waits(simulator: Simulator) -> None:
    local = Local(simulator.url, maxRetries=0)
    simulator.script(*[Fault(status=429, headers={"retry-after": "7"})] * 2)

    async def three(call: Call) -> str:
        names = ("sbx-000001", "sbx-000002")
        refused = await asyncio.gather(
            *(read_sandbox(call, name) for name in names), return_exceptions=True
        )
        assert [type(error) for error in refused] == [StatusError] * 2
        return (await read_sandbox(call, "sbx-000003")).id

    assert local.run(three) == "sbx-000003"
    assert local.clock.slept == [7.0]


WINDOW = Limits(max_list_requests=3, max_get_requests=1, window="fixed", retry_after="absent")


@pytest.mark.parametrize("retries", [1, 4])
def test_a_429_that_does_not_say_how_long_is_waited_out_without_using_up_retries(
    retries: int,
) -> None:
    """The API counts in windows of 60 seconds: it serves one lookup in each."""
    clock = Clock()
    clock.now = 1_200_000.0  # a window begins
    with Simulator(limits=WINDOW, clock=clock) as simulator:
        local = Local(simulator.url, clock, maxRetries=retries)

        async def two(call: Call) -> list[str]:
            return [(await look_up(call)).id for _ in range(2)]

        assert local.run(two) == [ID, ID]
        assert statuses(simulator) == [200, 429, 429, 429, 429, 200]
    assert local.clock.slept == [5.0, 10.0, 20.0, 30.0]
    assert local.log.statuses[0] == (
        "trying again in 5 s, last problem: the API answered 429 Too Many Requests, "
        '"Rate limit exceeded" (request id req-000002)'
    )


def test_a_429_fails_at_once_where_the_next_try_would_come_too_late(simulator: Simulator) -> None:
    local = Local(simulator.url, invokeTimeout=30)
    simulator.script(*[Fault(status=429)] * 9)
    error = failure(local)
    assert str(error) == (
        f"{SUBJECT}: the API answered 429 Too Many Requests (request id req-000003). Send fewer "
        "requests at a time (maxConcurrency), set invokeTimeout higher, or try again later. "
        "Another try would come after the 30 s of invokeTimeout. (3 tries)"
    )
    assert local.clock.slept == [5.0, 10.0]


def test_refusals_use_up_no_tries_of_other_failures(simulator: Simulator) -> None:
    local = Local(simulator.url, maxRetries=2)
    simulator.script(*(Fault(status=status) for status in (429, 503, 429, 503, 429)))
    assert local.run(look_up).id == ID
    simulator.script(*(Fault(status=status) for status in (429, 503, 429, 503, 503, 503)))
    assert str(failure(local)).endswith("(5 tries)")


def test_the_number_of_tries_is_right_in_errors_about_a_good_response(
    simulator: Simulator,
) -> None:
    local = Local(simulator.url)
    other = Fault(status=200, body=b'{"id": "sbx-000002"}')
    simulator.script(Fault(status=503), Fault(status=503), other)
    assert str(failure(local)) == (
        f'{SUBJECT}: the API answered with another sandbox, "sbx-000002". '
        "Check that baseUrl is the Prime Intellect API. (3 tries)"
    )


@pytest.mark.parametrize("spelled", ["SBX-000001", "sbx000001"])
def test_an_id_that_the_api_spells_differently_is_that_sandbox(
    simulator: Simulator, spelled: str
) -> None:
    simulator.script(Fault(status=200, body=b'{"id": "%s"}' % spelled.encode()))
    assert Local(simulator.url).run(look_up).id == spelled


def test_after_a_503_other_requests_do_not_wait(simulator: Simulator) -> None:
    local = Local(simulator.url, maxRetries=0)
    simulator.script(Fault(status=503, headers={"retry-after": "30"}))

    async def two(call: Call) -> str:
        with pytest.raises(StatusError):
            await read_sandbox(call, ID)
        return (await read_sandbox(call, "sbx-000002")).id

    assert local.run(two) == "sbx-000002"
    assert local.clock.slept == []


def test_a_shared_pause_beyond_the_deadline_fails_without_a_request(simulator: Simulator) -> None:
    local = Local(simulator.url, maxRetries=0, invokeTimeout=20)
    simulator.script(Fault(status=429, headers={"retry-after": "30"}))

    async def two(call: Call) -> str:
        with pytest.raises(StatusError):
            await look_up(call)
        with pytest.raises(DeadlineError) as raised:
            await look_up(call)
        return str(raised.value)

    assert local.run(two) == (
        f"{SUBJECT}: the API's rate limit allows the next request in "
        "30 s, after the end of the 20 s of invokeTimeout; before that, the API answered 429 Too "
        "Many Requests (request id req-000001), retry after 30 s. Set invokeTimeout higher, or try "
        "again later. (0 tries)"
    )
    assert (len(simulator.requests), local.clock.slept) == (1, [])


def test_waiting_out_a_429_is_told_in_the_terminal(plugin: Plugin, simulator: Simulator) -> None:
    """The real clock, and two seconds of it: it is the plugin's own."""
    plugin.use(simulator, maxRetries=1)
    simulator.script(Fault(status=429, headers={"retry-after": "2"}))
    assert plugin.invoke("getSandbox", sandboxId=ID)["id"] == ID
    assert plugin.engine.log == [
        (
            "STATUS: trying again in 2 s, last problem: the API answered 429 Too Many Requests "
            "(request id req-000001), retry after 2 s"
        )
    ]


def test_requests_that_fail_together_fail_with_one_count(simulator: Simulator) -> None:
    local = Local(simulator.url, maxRetries=2)
    simulator.script(*[Fault(delivery="dropped")] * 3)

    async def many(call: Call) -> list[ApiError]:
        reads = (read_sandbox(call, ID) for _ in range(5))
        results = await asyncio.gather(*reads, return_exceptions=True)
        return [result for result in results if isinstance(result, ApiError)]

    errors = local.run(many)
    assert [type(error) for error in errors] == [ConnectionFailedError] * 5
    (told,) = {str(error) for error in errors}
    assert told == (
        f"{SUBJECT} at {simulator.url}: the response broke off (the connection was closed). "
        "Try again later. (3 tries)"
    )
    assert len(simulator.requests) == 3
    assert START <= local.clock.now <= START + 0.5 + 1
