"""The parts of scenarios: contenders in turn, configured plugins, timed calls."""

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
"""The number of sandboxes in scenarios that do not depend on it."""

SANDBOX_ID = ApiServer.id_of(0)

ROUND_TRIP = 0.04
"""Seconds of a round trip to a distant API."""

CONCURRENCY = 8
"""The default of our `maxConcurrency`."""


def in_turn(
    measure: Callable[[Contender], Sample], contenders: Sequence[Contender] = CONTENDERS
) -> Generator[Round, None, None]:
    """Yields rounds, in each of which every contender is measured once."""
    while True:
        yield {contender.name: measure(contender) for contender in contenders}


@contextmanager
def working(contender: Contender, api: ApiServer) -> Iterator[Plugin]:
    """Starts a plugin, configures it and makes a first call."""
    with Plugin(contender, api.authorities) as plugin:
        plugin.configure(api.url)
        plugin.invoke("getSandbox", sandboxId=SANDBOX_ID)
        yield plugin


def call(plugin: Plugin, request: bytes) -> Sample:
    """Measures the time of one call, and the plugin's CPU time for it."""
    invoke = plugin.method("Invoke")
    worked = plugin.cpu_time()
    seconds = timed(lambda: invoke(request, timeout=TIMEOUT_SECONDS))
    return Sample(seconds, cpu=plugin.cpu_time() - worked)


def timed(call: Callable[[], object]) -> float:
    """Returns the seconds that a call takes."""
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def connected(api: ApiServer) -> dict[str, int]:
    """Returns the requests, connections and handshakes since the API's last counts."""
    counts = api.counts()
    return {name: counts[name] for name in ("requests", "connections", "handshakes")}
