"""The figures, with their titles, measurements and targets."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from benchmarks.figure import MEGABYTES, MICROSECONDS, MILLISECONDS, SECONDS, Figure
from benchmarks.samples import Target
from benchmarks.scenarios import listings, lookups, previews, starts
from benchmarks.scenarios.contest import CONCURRENCY, ROUND_TRIP

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from benchmarks.samples import Round

PACED = {"requests": listings.PAGES, "refused": 0, "beyond maxConcurrency": 0}
ONE_CONNECTION = {"requests": 1, "connections": 1}
ONE_HANDSHAKE = {**ONE_CONNECTION, "handshakes": 1}

PEAKS_AT = 100_000
"""The number of sandboxes at which the growth's memory is also a figure."""

AWAY = f"https, {ROUND_TRIP * 1000:.0f} ms away"

FIGURES = (
    Figure(
        "preview",
        "`pulumi preview`, YAML, one getSandbox",
        "The whole command, with the plugin on `PATH`. A script starts the plugin, and counts.",
        MILLISECONDS,
        [Target(1.45, "go", hard=True)],
        rounds=2,
        expects={**ONE_CONNECTION, "starts": 2},
        scenario=partial(previews.preview, previews.YAML),
    ),
    Figure(
        "preview-installed",
        "the same, plugin installed",
        "With `pulumi plugin install resource primeintellect VERSION --file FOLDER`. The engine "
        "has the schema from an earlier preview.",
        MILLISECONDS,
        rounds=2,
        expects={**ONE_CONNECTION, "starts": 1},
        scenario=partial(previews.preview, previews.YAML, installed=True),
    ),
    Figure(
        "preview-python",
        "`pulumi preview`, Python, one getSandbox",
        "The SDK knows the schema, so nobody asks the plugin for it.",
        MILLISECONDS,
        expects={**ONE_CONNECTION, "starts": 1},
        scenario=partial(previews.preview, previews.PYTHON),
    ),
    Figure(
        "preview-python-installed",
        "the same in Python, plugin installed",
        "As in YAML.",
        MILLISECONDS,
        expects={**ONE_CONNECTION, "starts": 1},
        scenario=partial(previews.preview, previews.PYTHON, installed=True),
    ),
    Figure(
        "preview-https",
        f"`pulumi preview`, YAML, one getSandbox, {AWAY}",
        "As the first figure, with an API as the figures below have it.",
        MILLISECONDS,
        rounds=2,
        expects={**ONE_HANDSHAKE, "starts": 2},
        scenario=partial(previews.preview, previews.YAML, round_trip=ROUND_TRIP),
    ),
    Figure(
        "first-answer",
        "start to first getSandbox answer",
        "Process start, port, Handshake, CheckConfig, Configure, Invoke.",
        MILLISECONDS,
        [Target(0.8, "stock", hard=True), Target(1.15, "limit")],
        rounds=4,
        expects=ONE_CONNECTION,
        scenario=starts.first_answer,
    ),
    Figure(
        "first-answer-https",
        f"start to first getSandbox answer, {AWAY}",
        "TLS with an authority of the benchmark's own, beside those that certifi has. Of the round "
        "trips, one is for TCP, one for TLS 1.3 and one for the request.",
        MILLISECONDS,
        [Target(1.3, "go")],
        rounds=4,
        expects=ONE_HANDSHAKE,
        scenario=partial(starts.first_answer, ROUND_TRIP),
    ),
    Figure(
        "first-schema",
        "start to GetSchema answer",
        "Process start, port, GetSchema.",
        MILLISECONDS,
        [Target(0.4, "stock")],
        rounds=4,
        scenario=starts.first_schema,
    ),
    Figure(
        "shutdown",
        "SIGINT to exit",
        "Of a process that has answered a getSandbox.",
        MILLISECONDS,
        [Target(plus=0.010)],
        rounds=4,
        expects={"status": 0},
        scenario=starts.shutdown,
    ),
    Figure(
        "lookup",
        "getSandbox, warm",
        f"Median of {lookups.LOOKUPS} calls, one after the other, gRPC client included; beside "
        "it the same URL with a warm `httpx.Client` in the measuring process.",
        MILLISECONDS,
        [Target(1, "httpx", 0.0006)],
        rounds=2,
        scenario=lookups.lookup,
    ),
    Figure(
        "listing",
        "listSandboxes of 10,000, per sandbox",
        "In a plugin that has listed them before; the answer is received, but not decoded. The "
        "lean Go twin only decodes and encodes: it has no derived fields, totals or lists.",
        MICROSECONDS,
        [Target(0.25, "go", hard=True), Target(0.25, "lean", hard=True)],
        rounds=2,
        scenario=listings.listing,
    ),
    Figure(
        "memory",
        f"peak memory, listSandboxes of {PEAKS_AT:,}",
        "`VmHWM` of a fresh process after one listing.",
        MEGABYTES,
        [Target(0.22, "go", hard=True)],
    ),
    Figure(
        "counting-memory",
        f"peak memory, `includeSandboxes: false`, {listings.SIZES[-1]:,}",
        "The same where sandboxes are only counted and summed up.",
        MEGABYTES,
        [Target(plus=150e6)],
        rounds=0.4,
        scenario=listings.counting_memory,
    ),
    Figure(
        "small-pages",
        "listSandboxes, 100 pages of 10, 50 ms a request",
        "The Go twin reads them one after the other. The API enforces its rate limit, and counts.",
        SECONDS,
        [Target(0.2, "go")],
        rounds=0.5,
        expects=PACED,
        scenario=partial(listings.pages, 10, 0.05),
    ),
    Figure(
        "large-pages",
        "listSandboxes, 100 pages of 1000, 50 ms a request",
        "The same with 100,000 sandboxes to decode.",
        SECONDS,
        [Target(0.2, "go")],
        rounds=0.5,
        expects=PACED,
        scenario=partial(listings.pages, 1000, 0.05),
    ),
    Figure(
        "distant-pages",
        f"listSandboxes, 100 pages of 10, {AWAY}",
        "The first call of a fresh plugin, that has been configured.",
        SECONDS,
        rounds=0.5,
        expects={
            "requests": listings.PAGES,
            "connections": CONCURRENCY,
            "handshakes": CONCURRENCY,
        },
        scenario=partial(listings.distant_pages, 10, ROUND_TRIP),
    ),
    Figure(
        "crowd",
        "500 distinct getSandbox at once, 50 ms a request",
        f"With {CONCURRENCY} requests at a time (`maxConcurrency`). Then 500 identical ones at 1 s "
        "a request.",
        SECONDS,
        [Target(plus=2 * lookups.AT_ONCE / CONCURRENCY * lookups.DELAY)],
        rounds=0.5,
        expects={"requests for 500 identical": 1},
        scenario=lookups.crowd,
    ),
    Figure(
        "counting",
        "`pulumi preview`, 100,000, `includeSandboxes: false`",
        "The whole command; beside it the provider's own time for the same listing.",
        SECONDS,
        [Target(2, "listing", 0.6)],
        rounds=0.5,
        expects={"starts": 2},
        scenario=previews.counting,
    ),
)


def missed(rounds: Mapping[str, Sequence[Round]]) -> list[Figure]:
    """Returns the measured figures that miss a target or have unexpected facts."""
    return [f for f in FIGURES if f.key in rounds and not f.met(rounds[f.key])]


def exit_status(rounds: Mapping[str, Sequence[Round]]) -> int:
    """Returns 1 if a hard target is missed, or else 0."""
    return int(any(f.fails(rounds[f.key]) for f in FIGURES if f.key in rounds))
