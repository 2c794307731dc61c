"""What scenarios are made of: contenders in turn, plugins at work, calls that are timed."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from benchmarks.api_server import ApiServer
from benchmarks.contenders import CONTENDERS
from benchmarks.plugins import TIMEOUT_SECONDS, Plugin
from benchmarks.samples import Sample

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence

    from benchmarks.contenders import Contender
    from benchmarks.samples import Round

FEW = 25
"""How many sandboxes there are where their number does not matter."""

SANDBOX_ID = ApiServer.id_of(0)

ROUND_TRIP = 0.04
"""Seconds to an API that is away and back."""

CONCURRENCY = 8
"""Our `maxConcurrency` where nothing is set."""


def in_turn(
    measure: Callable[[Contender], Sample], contenders: Sequence[Contender] = CONTENDERS
) -> Generator[Round, None, None]:
    """Yields rounds in which each contender is measured once."""
    while True:
        yield {contender.name: measure(contender) for contender in contenders}


@contextmanager
def working(contender: Contender, api: ApiServer) -> Iterator[Plugin]:
    """Starts a plugin that is configured and has answered once."""
    with Plugin(contender, api.authorities) as plugin:
        plugin.configure(api.url)
        plugin.invoke("getSandbox", sandboxId=SANDBOX_ID)
        yield plugin


def call(plugin: Plugin, request: bytes) -> Sample:
    """Takes the time of one call, and that which the plugin works for it."""
    invoke = plugin.method("Invoke")
    worked = plugin.cpu_time()
    seconds = timed(lambda: invoke(request, timeout=TIMEOUT_SECONDS))
    return Sample(seconds, cpu=plugin.cpu_time() - worked)


def timed(call: Callable[[], object]) -> float:
    """Takes the seconds of a call."""
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def connected(api: ApiServer) -> dict[str, int]:
    """Counts what the API has seen since the last time."""
    counts = api.counts()
    return {name: counts[name] for name in ("requests", "connections", "handshakes")}
