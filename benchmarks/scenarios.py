"""What is measured. Each scenario yields rounds without end, with every contender once in each."""

from __future__ import annotations

import time
from contextlib import ExitStack, contextmanager
from functools import partial
from statistics import median
from typing import TYPE_CHECKING

import httpx

from benchmarks.api_server import ApiServer
from benchmarks.contenders import CONTENDERS, GO, OURS
from benchmarks.plugins import KEY, PATIENCE, Plugin, invocation
from benchmarks.previews import Program
from benchmarks.samples import Sample

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from benchmarks.contenders import Contender
    from benchmarks.samples import Round

FEW = 25
SANDBOX_ID = ApiServer.id_of(0)
LOOKUPS = 200
AT_ONCE = 500
PAGES = 100
DELAY = 0.05
CONCURRENCY = 8
"""Our `maxConcurrency` where nothing is set."""


def preview() -> Generator[Round, None, None]:
    """`pulumi preview` with one getSandbox."""
    with ApiServer(FEW) as api, ExitStack() as stack:
        programs = {
            contender.name: stack.enter_context(
                Program(contender, api.url, "getSandbox", {"sandboxId": SANDBOX_ID}, "id")
            )
            for contender in CONTENDERS
        }
        while True:
            yield {name: Sample(p.preview(SANDBOX_ID)) for name, p in programs.items()}


def first_answer() -> Generator[Round, None, None]:
    """From the start of the process to the answer to the first getSandbox."""

    def measure(contender: Contender) -> Sample:
        with Plugin(contender) as plugin:
            plugin.configure(api.url)
            plugin.invoke("getSandbox", sandboxId=SANDBOX_ID)
            return Sample(plugin.age())

    with ApiServer(FEW) as api:
        while True:
            yield {contender.name: measure(contender) for contender in CONTENDERS}


def first_schema() -> Generator[Round, None, None]:
    """From the start of the process to the answer to GetSchema."""

    def measure(contender: Contender) -> Sample:
        with Plugin(contender) as plugin:
            plugin.schema()
            return Sample(plugin.age())

    while True:
        yield {contender.name: measure(contender) for contender in CONTENDERS}


def shutdown() -> Generator[Round, None, None]:
    """From SIGINT to the end of a process that has answered a getSandbox."""

    def measure(contender: Contender) -> Sample:
        with working(contender, api) as plugin:
            ended = plugin.interrupt()
            return Sample(ended.seconds, {"status": ended.status})

    with ApiServer(FEW) as api:
        while True:
            yield {contender.name: measure(contender) for contender in CONTENDERS}


def lookup() -> Generator[Round, None, None]:
    """The median of getSandbox, one after the other, and of a GET of the same URL with httpx.

    Each asks for another sandbox: the API has a rate limit for each, which ours keeps to.
    """
    ids = [ApiServer.id_of(number) for number in range(LOOKUPS)]
    requests = [invocation("getSandbox", sandboxId=sandbox_id) for sandbox_id in ids]
    with ApiServer(LOOKUPS) as api, ExitStack() as stack:
        urls = [f"{api.url}/api/v1/sandbox/{sandbox_id}" for sandbox_id in ids]
        headers = {"Authorization": f"Bearer {KEY}"}
        client = stack.enter_context(httpx.Client(headers=headers, trust_env=False))
        calls: dict[str, list[Callable[[], object]]] = {}
        for contender in CONTENDERS:
            plugin = stack.enter_context(working(contender, api))
            calls[contender.name] = [asking(plugin, request) for request in requests]
        calls["httpx"] = [partial(client.get, url) for url in urls]
        while True:
            yield {name: Sample(median(map(timed, each))) for name, each in calls.items()}


def listing() -> Generator[Round, None, None]:
    """Time per sandbox of listing 10,000 in a plugin that has done so before."""
    size = 10_000
    with ApiServer(size) as api, ExitStack() as stack:
        plugins = {c.name: stack.enter_context(working(c, api)) for c in CONTENDERS}
        for plugin in plugins.values():
            plugin.invoke("listSandboxes")
        while True:
            yield {
                name: Sample(timed(asking(plugin, invocation("listSandboxes"))) / size)
                for name, plugin in plugins.items()
            }


def pages(size: int) -> Generator[Round, None, None]:
    """100 pages of a size at 50 ms a request, within the API's rate limit."""
    server = ApiServer(size * PAGES, delay=DELAY, largest_page=size, limited=True)
    with server as api, ExitStack() as stack:
        plugins = {c.name: stack.enter_context(working(c, api)) for c in (OURS, GO)}

        def measure(plugin: Plugin) -> Sample:
            api.counts()
            seconds = timed(asking(plugin, invocation("listSandboxes")))
            counts = api.counts()
            beyond = max(0, counts["mostAtOnce"] - CONCURRENCY)
            facts = {"requests": counts["requests"], "refused": counts["refused"]}
            return Sample(seconds, {**facts, "beyond maxConcurrency": beyond})

        while True:
            yield {name: measure(plugin) for name, plugin in plugins.items()}


def crowd() -> Generator[Round, None, None]:
    """500 distinct getSandbox at once at 50 ms a request; 500 identical ones at 1 s a request."""
    distinct = [invocation("getSandbox", sandboxId=ApiServer.id_of(n)) for n in range(AT_ONCE)]
    with (
        ApiServer(AT_ONCE, delay=DELAY) as api,
        ApiServer(AT_ONCE, delay=1) as slow,
        working(OURS, api) as plugin,
        working(OURS, slow) as other,
    ):
        while True:
            seconds = timed(lambda: plugin.invoke_all(distinct))
            slow.counts()
            other.invoke_all(distinct[:1] * AT_ONCE)
            facts = {"requests for 500 identical": slow.counts()["requests"]}
            yield {OURS.name: Sample(seconds, facts)}


def counting() -> Generator[Round, None, None]:
    """`pulumi preview` that counts 100,000 sandboxes, and the provider's part of it alone."""
    size, arguments = 100_000, {"includeSandboxes": False}
    with (
        ApiServer(size) as api,
        working(OURS, api) as plugin,
        Program(OURS, api.url, "listSandboxes", arguments, "count") as program,
    ):
        request = invocation("listSandboxes", **arguments)
        while True:
            alone = timed(asking(plugin, request))
            yield {OURS.name: Sample(program.preview(str(size))), "listing": Sample(alone)}


SIZES = (1000, 10_000, 100_000, 300_000)
LARGEST_OF_STOCK = 100_000
"""The stock twin would need 10 GB for the next one."""


def growth(size: int) -> Generator[Round, None, None]:
    """Time and CPU milliseconds of a first listing, and the process's peak memory after it."""
    entrants = CONTENDERS if size <= LARGEST_OF_STOCK else (OURS, GO)

    def measure(contender: Contender) -> Sample:
        with working(contender, api) as plugin:
            worked = plugin.cpu_time()
            seconds = timed(asking(plugin, invocation("listSandboxes")))
            cpu = round((plugin.cpu_time() - worked) * 1000)
            return Sample(seconds, {"cpu": cpu, "peak": plugin.peak_memory()})

    with ApiServer(size) as api:
        while True:
            yield {contender.name: measure(contender) for contender in entrants}


@contextmanager
def working(contender: Contender, api: ApiServer) -> Iterator[Plugin]:
    """A plugin that is configured and has answered once."""
    with Plugin(contender) as plugin:
        plugin.configure(api.url)
        plugin.invoke("getSandbox", sandboxId=SANDBOX_ID)
        yield plugin


def asking(plugin: Plugin, request: bytes) -> Callable[[], object]:
    """A call that is ready to be made."""
    invoke = plugin.method("Invoke")
    return lambda: invoke(request, timeout=PATIENCE)


def timed(call: Callable[[], object]) -> float:
    """Seconds that a call takes."""
    began = time.perf_counter()
    call()
    return time.perf_counter() - began
