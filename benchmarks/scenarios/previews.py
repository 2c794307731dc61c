"""Measures whole commands: `pulumi preview` of small programs."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from benchmarks.api_server import ApiServer
from benchmarks.contenders import CONTENDERS, LIMIT, OURS
from benchmarks.plugins import invocation
from benchmarks.programs import Program, python, yaml
from benchmarks.scenarios.contest import FEW, SANDBOX_ID, call, connected, in_turn, working

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence

    from benchmarks.contenders import Contender
    from benchmarks.samples import Round, Sample

YAML = yaml("getSandbox", {"sandboxId": SANDBOX_ID}, "id")
PYTHON = python(SANDBOX_ID)


def preview(
    files: Mapping[str, str],
    contenders: Sequence[Contender] = CONTENDERS,
    *,
    installed: bool = False,
    round_trip: float = 0,
) -> Generator[Round, None, None]:
    """Measures `pulumi preview` with one getSandbox, over https if the API is distant.

    Each program has been previewed before, so the engine has its caches of installed plugins.
    """

    def measure(contender: Contender) -> Sample:
        api.counts()
        sample = programs[contender.name].preview(SANDBOX_ID)
        return sample.with_facts(connected(api))

    with ApiServer(FEW, round_trip=round_trip, https=round_trip > 0) as api, ExitStack() as stack:
        programs = {
            contender.name: stack.enter_context(Program(contender, api, files, installed=installed))
            for contender in contenders
        }
        for program in programs.values():
            program.preview(SANDBOX_ID)
        yield from in_turn(measure, contenders)


def counting() -> Generator[Round, None, None]:
    """Measures `pulumi preview` that counts 100,000 sandboxes, and the provider's part alone."""
    size, arguments = 100_000, {"includeSandboxes": False}
    request = invocation("listSandboxes", **arguments)
    files = yaml("listSandboxes", arguments, "count")
    with (
        ApiServer(size) as api,
        working(OURS, api) as plugin,
        Program(OURS, api, files) as ours,
        Program(LIMIT, api, files) as limit,
    ):
        while True:
            yield {
                OURS.name: ours.preview(str(size)),
                LIMIT.name: limit.preview(str(size)),
                "listing": call(plugin, request),
            }
