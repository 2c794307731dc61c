"""Measures listSandboxes: time, CPU time, memory, requests and connections."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from benchmarks.api_server import ApiServer
from benchmarks.contenders import CONTENDERS, GO, LEAN, LIMIT, OURS
from benchmarks.plugins import Plugin, invocation
from benchmarks.samples import Sample
from benchmarks.scenarios.contest import CONCURRENCY, call, connected, in_turn, working

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from benchmarks.contenders import Contender
    from benchmarks.samples import Round

ALL = invocation("listSandboxes")
COUNTED = invocation("listSandboxes", includeSandboxes=False)
LISTED = 10_000
PAGES = 100

SIZES = (10, 100, 1000, 10_000, 100_000, 300_000)
LARGEST_OF_MANY = 100_000
"""The largest size for all contenders. The stock twin would need 10 GB for more."""


def listing() -> Generator[Round, None, None]:
    """Measures the time per sandbox of listing 10,000, in a plugin that has listed them before."""
    with ApiServer(LISTED) as api, ExitStack() as stack:
        plugins = {c.name: stack.enter_context(working(c, api)) for c in (*CONTENDERS, LEAN)}
        for plugin in plugins.values():
            call(plugin, ALL)
        while True:
            yield {name: call(p, ALL).divided(LISTED) for name, p in plugins.items()}


def pages(size: int, delay: float) -> Generator[Round, None, None]:
    """Measures listing 100 pages, at `delay` seconds a request and within the API's rate limit."""
    server = ApiServer(size * PAGES, delay=delay, largest_page=size, limited=True)
    with server as api, ExitStack() as stack:
        plugins = {c.name: stack.enter_context(working(c, api)) for c in CONTENDERS}

        def measure(contender: Contender) -> Sample:
            api.counts()
            sample = call(plugins[contender.name], ALL)
            counts = api.counts()
            beyond = max(0, counts["mostAtOnce"] - CONCURRENCY)
            facts = {"requests": counts["requests"], "refused": counts["refused"]}
            return sample.with_facts({**facts, "beyond maxConcurrency": beyond})

        yield from in_turn(measure)


def distant_pages(
    size: int, round_trip: float, contenders: Sequence[Contender] = CONTENDERS
) -> Generator[Round, None, None]:
    """Measures listing 100 pages of a distant API over https, as a plugin's first call."""

    def measure(contender: Contender) -> Sample:
        with Plugin(contender, api.authorities) as plugin:
            plugin.configure(api.url)
            api.counts()
            return call(plugin, ALL).with_facts(connected(api))

    with ApiServer(size * PAGES, round_trip=round_trip, largest_page=size, https=True) as api:
        yield from in_turn(measure, contenders)


def growth(size: int) -> Generator[Round, None, None]:
    """Measures a first listing, and the peak memory of the process after it."""
    many = size > LARGEST_OF_MANY

    def measure(contender: Contender) -> Sample:
        return _first(contender, api, ALL)

    with ApiServer(size) as api:
        yield from in_turn(measure, (OURS, GO, LIMIT) if many else (*CONTENDERS, LEAN))


def counting_memory() -> Generator[Round, None, None]:
    """Measures the peak memory of a process that has counted 300,000 sandboxes."""

    def measure(contender: Contender) -> Sample:
        return Sample(_first(contender, api, COUNTED).facts["peak"])

    with ApiServer(SIZES[-1]) as api:
        yield from in_turn(measure, (OURS, LIMIT))


def _first(contender: Contender, api: ApiServer, request: bytes) -> Sample:
    with working(contender, api) as plugin:
        return call(plugin, request).with_facts({"peak": plugin.peak_memory()})
