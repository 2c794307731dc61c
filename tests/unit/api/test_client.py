from __future__ import annotations

import asyncio
import json
import re
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

import pytest
from clients import START, Clock, Local
from primeintellect_simulator import DEMO_ACCOUNT, Fault
from pulumi_python_provider import ProviderError
from pulumi_python_provider.errors import ConfigurationError
from pulumi_resource_primeintellect import __version__
from pulumi_resource_primeintellect.api.requests import Request
from pulumi_resource_primeintellect.errors import (
    ApiError,
    DeadlineError,
    InvalidJSONError,
    StatusError,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from primeintellect_simulator import Simulator
    from pulumi_resource_primeintellect.api.client import Call
    from pulumi_resource_primeintellect.api.responses import Response
    from pydantic import JsonValue

PATH = "/api/v1/sandbox/sbx-000001"
REQUEST = Request(PATH, "", 300, lambda: "read it")
ANSWER = b'HTTP/1.1 200 OK\r\nContent-Length: 15\r\nConnection: close\r\n\r\n{"id": "sbx-1"}'
LONG: dict[str, JsonValue] = {"invokeTimeout": 86400}


def identify(response: Response) -> str:
    """The answered sandbox's ID."""
    try:
        return str(json.loads(response.body)["id"])
    except ValueError:
        raise InvalidJSONError("read it", "no valid JSON", "Look at it.") from None


def numbered(number: int, limit: int = 300) -> Request:
    """One of several requests to the same path."""
    return Request(PATH, f"number={number}", limit, lambda: f"read number {number}")


def fetch(local: Local, *requests: Request) -> None:
    """Makes the requests one after the other, in calls of their own."""

    async def each(call: Call) -> None:
        for request in requests:
            assert await call.client.call().get(request, identify) == "sbx-000001"

    local.run(each)


def test_without_usable_certificates_a_call_fails_and_the_client_is_closed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "missing.pem"))
    with pytest.raises(ConfigurationError) as refused:
        fetch(Local("https://example.com"), REQUEST)
    assert str(refused.value).endswith(
        "SSL_CERT_FILE (No such file or directory) must name a file of certificates in PEM form"
    )


def test_a_request_bears_the_key_and_says_who_asks(simulator: Simulator) -> None:
    fetch(Local(simulator.url), REQUEST)
    (request,) = simulator.requests
    assert (request.method, request.path) == ("GET", "/api/v1/sandbox/sbx-000001")
    assert request.headers["authorization"] == "Bearer simulator-key"
    assert request.headers["user-agent"] == f"pulumi-primeintellect/{__version__}"
    assert request.headers["accept"] == "application/json"


class Paused(Clock):
    """Stops in the first sleep, which never ends."""

    def __init__(self) -> None:
        super().__init__()
        self.sleeping = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.sleeping.set()
        await asyncio.Event().wait()


def test_a_call_that_ends_in_time_tells_the_last_problem(simulator: Simulator) -> None:
    clock = Paused()
    simulator.script(Fault(status=503))

    async def use(call: Call) -> None:
        patient = asyncio.ensure_future(call.get(REQUEST, identify))
        await clock.sleeping.wait()
        with pytest.raises(DeadlineError) as raised:
            await call.client.get(REQUEST, identify, START + 0.01)
        assert str(raised.value) == (
            "cannot read it: no result within the 300 s of invokeTimeout, last problem: the API "
            "answered 503 Service Unavailable (request id req-000001). Set invokeTimeout higher, "
            "or try again later. (1 try)"
        )
        patient.cancel()

    Local(simulator.url, clock).run(use)


def test_a_limit_that_lets_go_on_too_late_fails_at_once(simulator: Simulator) -> None:
    local = Local(simulator.url, invokeTimeout=60)
    with pytest.raises(DeadlineError) as raised:
        fetch(local, numbered(1, limit=1), numbered(2, limit=1))
    assert str(raised.value) == (
        "cannot read number 2: the API's rate limit allows the next request in 61 s, after the end "
        "of the 60 s of invokeTimeout; no response yet. Set invokeTimeout higher, or try again "
        "later. (0 tries)"
    )
    assert (local.clock.slept, len(simulator.requests)) == ([], 1)


def test_callers_that_ask_for_the_same_at_the_same_time_share_a_request(
    simulator: Simulator,
) -> None:
    async def use(call: Call) -> None:
        calls = [call.client.call().get(REQUEST, identify) for _ in range(50)]
        assert await asyncio.gather(*calls) == ["sbx-000001"] * 50
        assert len(simulator.requests) == 1
        await call.client.call().get(REQUEST, identify)

    Local(simulator.url).run(use)
    assert len(simulator.requests) == 2


def test_callers_that_share_a_request_share_its_failure(simulator: Simulator) -> None:
    simulator.script(Fault(status=404))

    async def use(call: Call) -> None:
        calls = [call.client.call().get(REQUEST, identify) for _ in range(3)]
        failures = await asyncio.gather(*calls, return_exceptions=True)
        assert [type(failure) for failure in failures] == [StatusError] * 3

    Local(simulator.url).run(use)
    assert len(simulator.requests) == 1


class Held:
    """An API that answers only when it is told to."""

    def __init__(self) -> None:
        self.asked: asyncio.Queue[None] = asyncio.Queue()
        self.left: asyncio.Queue[None] = asyncio.Queue()
        self.release = asyncio.Event()
        self.under_way = self.most = 0

    @asynccontextmanager
    async def serve(self) -> AsyncIterator[str]:
        connections: list[asyncio.Task[None]] = []

        def connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            connections.append(asyncio.ensure_future(self._answer(reader, writer)))

        async with await asyncio.start_server(connect, "127.0.0.1", 0) as server:
            yield "http://127.0.0.1:{1}".format(*server.sockets[0].getsockname())
            self.release.set()
            await asyncio.gather(*connections)

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        self.asked.put_nowait(None)
        waits = [asyncio.ensure_future(self.release.wait()), asyncio.ensure_future(reader.read())]
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        self.under_way -= 1
        if self.release.is_set():
            writer.write(ANSWER)
            await writer.drain()
        else:
            self.left.put_nowait(None)
        for waiting in waits:
            waiting.cancel()
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


def test_a_caller_that_leaves_takes_no_answer_from_the_others() -> None:
    async def run() -> None:
        held = Held()
        async with held.serve() as url, Local(url).client() as client:
            calls = [asyncio.ensure_future(client.call().get(REQUEST, identify)) for _ in range(2)]
            await held.asked.get()
            calls[0].cancel()
            held.release.set()
            first, second = await asyncio.gather(*calls, return_exceptions=True)
            assert (type(first), second) == (asyncio.CancelledError, "sbx-1")
            assert held.asked.empty()

    asyncio.run(run())


def test_a_request_ends_when_everybody_who_wanted_it_has_left() -> None:
    async def run() -> None:
        held = Held()
        async with held.serve() as url, Local(url).client() as client:
            calls = [asyncio.ensure_future(client.call().get(REQUEST, identify)) for _ in range(2)]
            await held.asked.get()
            for call in calls:
                call.cancel()
            await held.left.get()
            again = asyncio.ensure_future(client.call().get(REQUEST, identify))
            await held.asked.get()
            held.release.set()
            assert await again == "sbx-1"

    asyncio.run(run())


def test_a_shared_request_has_until_the_last_deadline_of_those_who_want_it() -> None:
    async def run() -> None:
        held = Held()
        async with held.serve() as url, Local(url).client() as client:
            late = asyncio.ensure_future(client.get(REQUEST, identify, START + 1000))
            await held.asked.get()
            with pytest.raises(DeadlineError) as raised:
                await client.get(REQUEST, identify, START + 0.01)
            assert str(raised.value).endswith(", or try again later. (1 try)")
            held.release.set()
            assert await late == "sbx-1"

    asyncio.run(run())


@pytest.mark.parametrize("limit", [1, 3])
def test_no_more_requests_are_under_way_than_configured(limit: int) -> None:
    async def run() -> None:
        held = Held()
        async with held.serve() as url, Local(url, maxConcurrency=limit).client() as client:
            calls = [
                asyncio.ensure_future(client.call().get(numbered(number), identify))
                for number in range(20)
            ]
            for _ in range(limit):
                await held.asked.get()
            held.release.set()
            assert await asyncio.gather(*calls) == ["sbx-1"] * 20
            assert held.most == limit

    asyncio.run(run())


def test_a_client_that_was_closed_ends_what_is_under_way_and_begins_nothing() -> None:
    async def run() -> None:
        held = Held()
        async with held.serve() as url, Local(url).client() as client:
            call = client.call()
            under_way = asyncio.ensure_future(call.get(REQUEST, identify))
            await held.asked.get()
            await client.close()
            with pytest.raises(asyncio.CancelledError):
                await under_way
            await held.left.get()
            with pytest.raises(ProviderError) as raised:
                await call.get(REQUEST, identify)
            assert str(raised.value) == "cannot read it: the provider was reconfigured"

    asyncio.run(run())


def test_each_request_is_told_to_whoever_looks_for_a_fault(simulator: Simulator) -> None:
    local = Local(simulator.url, maxRetries=1)
    key = DEMO_ACCOUNT.key
    simulator.script(Fault(status=503), Fault(delivery="dropped"))
    with pytest.raises(ApiError):
        fetch(local, Request(PATH, f"labels={key}", 300, lambda: "read it"))
    told = [re.sub(r" \d+ ms ", " N ms ", line) for line in local.log.details]
    asked = f"GET {PATH}?labels=[apiKey] N ms"
    assert told == [f"{asked} 503 req-000001", f"{asked} failed"]
    assert local.log.warnings == []
