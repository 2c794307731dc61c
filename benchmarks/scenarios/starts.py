"""Measures the start and the end of a plugin's process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.api_server import ApiServer
from benchmarks.contenders import CONTENDERS
from benchmarks.plugins import Plugin
from benchmarks.samples import Sample
from benchmarks.scenarios.contest import FEW, SANDBOX_ID, connected, in_turn, working

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from benchmarks.contenders import Contender
    from benchmarks.samples import Round


def first_answer(
    round_trip: float = 0, contenders: Sequence[Contender] = CONTENDERS
) -> Generator[Round, None, None]:
    """Measures from process start to the first getSandbox, over https if the API is distant."""

    def measure(contender: Contender) -> Sample:
        api.counts()
        with Plugin(contender, api.authorities) as plugin:
            plugin.configure(api.url)
            plugin.invoke("getSandbox", sandboxId=SANDBOX_ID)
            return Sample(plugin.age(), connected(api), plugin.cpu_time())

    with ApiServer(FEW, round_trip=round_trip, https=round_trip > 0) as api:
        yield from in_turn(measure, contenders)


def first_schema() -> Generator[Round, None, None]:
    """Measures from the start of the process to the response to GetSchema."""

    def measure(contender: Contender) -> Sample:
        with Plugin(contender) as plugin:
            plugin.schema()
            return Sample(plugin.age(), cpu=plugin.cpu_time())

    yield from in_turn(measure)


def shutdown() -> Generator[Round, None, None]:
    """Measures from SIGINT to the end of a process that has served a getSandbox."""

    def measure(contender: Contender) -> Sample:
        with working(contender, api) as plugin:
            ended = plugin.interrupt()
            return Sample(ended.seconds, {"status": ended.status})

    with ApiServer(FEW) as api:
        yield from in_turn(measure)
