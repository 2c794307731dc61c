"""Measures getSandbox in configured plugins."""

from __future__ import annotations

from contextlib import ExitStack
from statistics import median
from typing import TYPE_CHECKING

import httpx

from benchmarks.api_server import ApiServer
from benchmarks.contenders import CONTENDERS, LIMIT, OURS
from benchmarks.plugins import KEY, invocation
from benchmarks.samples import Sample
from benchmarks.scenarios.contest import call, timed, working

if TYPE_CHECKING:
    from collections.abc import Generator

    from benchmarks.plugins import Plugin
    from benchmarks.samples import Round

LOOKUPS = 200
AT_ONCE = 500
DELAY = 0.05


def lookup() -> Generator[Round, None, None]:
    """Measures the median of successive getSandbox calls, and of GETs of the same URLs with httpx.

    Each call looks up a different sandbox, because the API has a rate limit for each one, which our
    provider keeps to.
    """
    ids = [ApiServer.id_of(number) for number in range(LOOKUPS)]
    requests = [invocation("getSandbox", sandboxId=sandbox_id) for sandbox_id in ids]

    def ask(plugin: Plugin) -> Sample:
        worked = plugin.cpu_time()
        seconds = median(call(plugin, request).value for request in requests)
        return Sample(seconds, cpu=(plugin.cpu_time() - worked) / LOOKUPS)

    with ApiServer(LOOKUPS) as api, ExitStack() as stack:
        urls = [f"{api.url}/api/v1/sandbox/{sandbox_id}" for sandbox_id in ids]
        headers = {"Authorization": f"Bearer {KEY}"}
        client = stack.enter_context(httpx.Client(headers=headers, trust_env=False))
        plugins = {c.name: stack.enter_context(working(c, api)) for c in CONTENDERS}
        while True:
            bare = median([timed(lambda url=url: client.get(url)) for url in urls])  # type: ignore[misc]
            yield {**{name: ask(p) for name, p in plugins.items()}, "httpx": Sample(bare)}


def crowd() -> Generator[Round, None, None]:
    """Measures 500 getSandbox calls at once: distinct ones at 50 ms a request, identical at 1 s."""
    distinct = [invocation("getSandbox", sandboxId=ApiServer.id_of(n)) for n in range(AT_ONCE)]
    with (
        ApiServer(AT_ONCE, delay=DELAY) as api,
        ApiServer(AT_ONCE, delay=1) as slow,
        working(OURS, api) as plugin,
        working(LIMIT, api) as limit,
        working(OURS, slow) as other,
    ):
        while True:
            slow.counts()
            other.invoke_all(distinct[:1] * AT_ONCE)
            facts = {"requests for 500 identical": slow.counts()["requests"]}
            yield {
                OURS.name: Sample(timed(lambda: plugin.invoke_all(distinct)), facts),
                LIMIT.name: Sample(timed(lambda: limit.invoke_all(distinct))),
            }
