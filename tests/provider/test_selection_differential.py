"""The provider's answers against those of an oracle that shares nothing with it."""

from __future__ import annotations

import json
from functools import partial
from itertools import product
from typing import TYPE_CHECKING, Any

import oracle
import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st
from plugin import PluginError
from primeintellect_simulator import NO_LIMITS, STATUSES, Sandbox, Simulator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from plugin import Plugin
    from pulumi_python_provider.testing import InvokeFuture

ABSENT = "(absent)"
MISSING = [None, ABSENT]
LOST: dict[str, object] = {}
"""What no field can hold."""

NAMES = ["llama", "Llama", "llama-2", "café", "日本", "😀 train", ""]
REGIONS = ["us", "eu", "EU", "asia", "österreich"]
IMAGES = ["python:3.12", "python:3.12-slim", "example.com/a@sha256:0f"]
LABELS = ["demo", "Demo", "nightly", "größe"]
ODD_STATUSES = ["TIMEOUT", "STOPPED", "running"]
GPU_TYPES = [
    *("CPU_NODE", "A10_24GB", "A100_80GB", "L40_48GB", "L40S_48GB", "GH200_624GB", "GB200"),
]
ODD_GPU_TYPES = [
    "RTX_PRO_6000",
    "RTX_PRO_6000B_96GB",
    "H300_288GB",
    "XPU",
    "X_1_2GB",
    "A10_24gb",
    "cpu_node",
]
GPU_MODELS = [
    *("a10", "A10", "A100", "l40", "L40", "gh200", "GB200", "h300", "XPU"),
    *("rtx_pro_6000b", "RTX_PRO_6000"),
]
REASONS = ["USER_REQUEST", "IDLE"]
ERRORS = ["OUT_OF_MEMORY", "IMAGE_PULL_FAILED"]
SIZES = [0, 0.1, 0.2, 0.3, 1, 4, 16, 1e6]
REGEXES = ["^llama", "(?i)LLAMA", r"\d$", "a|é$", "^$", "日", r"^[a-z.]+[:/]"]
MOMENTS = [
    f"{day}{letter}{clock}{fraction}{zone}"
    for day, letter, clock, fraction, zone in product(
        ("2026-01-05", "2026-01-06"),
        "Tt ",
        ("00:00:00", "12:00:00", "23:59:59"),
        ("", ".0", ".5", ".500", ".123456789", ".1234567891"),
        ("Z", "z", "", "+00:00", "+02:00", "-05:30", "+14:00"),
    )
]
OTHER_MOMENTS = [
    *("2026-01-05T12:00:00+0000", "2026-01-05T12:00:00.5+0530", "2026-01-05T12:00:00+00"),
    *("2026-01-05T12:00Z", "2026-01-05 12:00", "2026-01-05T23:59-05", "2026-01-05T11:59:60Z"),
    *("2026-01-05T12:00:00,123Z", "1767614400", "1767614401"),
]
ODD_MOMENTS = ["yesterday", "2026-01-05", "2026-13-05T00:00:00Z", LOST]


def any_of(*pools: Sequence[object]) -> st.SearchStrategy[object]:
    """A value of any pool, each pool as likely as the others; one draw, for speed."""
    longest = max(len(pool) for pool in pools)
    return st.sampled_from([pool[n % len(pool)] for pool in pools for n in range(longest)])


def some_of(*pools: Sequence[object]) -> st.SearchStrategy[list[object]]:
    return st.lists(any_of(*pools), min_size=1, max_size=4)


TIMES = any_of(*[MOMENTS, OTHER_MOMENTS] * 4, [*ODD_MOMENTS, *[*MISSING, ""] * 8])
NUMBERS = any_of(*[SIZES] * 3, ["2.5", "16"], [LOST, *MISSING * 4])
RARELY_LOST = [LOST, *MISSING * 8]
SANDBOXES = st.lists(
    st.fixed_dictionaries(
        {
            "id": st.integers(1, 99).map("sbx-{}".format),
            "name": any_of(NAMES, NAMES, RARELY_LOST),
            "dockerImage": any_of(IMAGES, RARELY_LOST),
            "cpuCores": NUMBERS,
            "memoryGB": NUMBERS,
            "diskSizeGB": NUMBERS,
            "gpuCount": any_of([0, 1, 2, 8], [1, 2, 8], RARELY_LOST),
            "gpuType": any_of(GPU_TYPES, GPU_TYPES, ODD_GPU_TYPES, ["", *RARELY_LOST]),
            "vm": st.sampled_from([True, False] * 5 + RARELY_LOST),
            "status": any_of(["RUNNING"], list(STATUSES), [*ODD_STATUSES * 4, *RARELY_LOST]),
            "networkAccess": st.sampled_from([True, False] * 5 + RARELY_LOST),
            "networkAllowlist": st.sampled_from([["b", "a"], [], LOST, *MISSING * 5]),
            "networkDenylist": st.sampled_from([["b", "a"], [], LOST, *MISSING * 5]),
            "exitCode": st.sampled_from([0, 1, -9, 137] * 5 + RARELY_LOST),
            "terminationReason": any_of(REASONS, RARELY_LOST),
            "secrets": st.sampled_from([{"B": "not a secret", "A": ""}, *MISSING * 3]),
            "timeoutMinutes": st.sampled_from([-1, 0, 1, 60, 1440, 2**31 - 1, *MISSING]),
            "environmentVars": st.sampled_from([{"B": "not a secret", "A": ""}, {}, *MISSING]),
            "labels": st.one_of(some_of(LABELS), st.sampled_from([[], *RARELY_LOST])),
            "createdAt": TIMES,
            "updatedAt": TIMES,
            "startedAt": TIMES,
            "terminatedAt": TIMES,
            "errorType": any_of(ERRORS, RARELY_LOST),
            "userId": any_of(*[["user-demo"]] * 5, ["user-colleague"]),
            "teamId": any_of(*[MISSING] * 5, ["team-research"]),
            "region": any_of(REGIONS, REGIONS, RARELY_LOST),
        }
    ).map(lambda sandbox: {name: sandbox[name] for name in sandbox if sandbox[name] != ABSENT}),
    unique_by=lambda sandbox: sandbox["id"],
    min_size=4,
    max_size=12,
)
RANGES = {
    "GpuCount": st.integers(0, 8),
    "GpuMemoryGB": st.sampled_from([0, 24, 79.5, 80, 96, 144]),
    "CpuCores": st.sampled_from(SIZES),
    "MemoryGB": st.sampled_from(SIZES),
    "DiskSizeGB": st.sampled_from(SIZES),
}
ARGUMENTS: dict[str, st.SearchStrategy[object]] = {
    "teamId": st.sampled_from(["", "team-research"]),
    "userId": st.just("user-demo"),
    "status": st.sampled_from([*STATUSES, "TIMEOUT"]),
    "isActive": st.booleans(),
    "labels": some_of(LABELS),
    "statuses": some_of(list(STATUSES), ["RUNNING"], ODD_STATUSES),
    "excludeStatuses": some_of(list(STATUSES), ["RUNNING"], ODD_STATUSES),
    "terminationReasons": some_of(REASONS),
    "exitCodes": some_of([0, 1, -9, 5]),
    "teamIds": some_of(["team-research", "team-serving"]),
    "userIds": some_of(["user-demo", "user-colleague"]),
    "ids": st.lists(st.integers(1, 99).map("sbx-{}".format), max_size=8),
    "requireAtLeast": st.integers(0, 3),
    "requireAtMost": st.integers(3, 9),
    "names": some_of([name for name in NAMES if name]),
    "nameRegex": st.sampled_from(REGEXES),
    "regions": some_of(REGIONS),
    "gpuTypes": some_of(GPU_TYPES, [name.lower() for name in GPU_TYPES], [*ODD_GPU_TYPES, "A100"]),
    "gpuModels": some_of(GPU_MODELS),
    "dockerImages": some_of(IMAGES),
    "imageRegex": st.sampled_from(REGEXES),
    "labelsAny": some_of(LABELS),
    "labelsNone": some_of(LABELS),
    "errorTypes": some_of(ERRORS),
    "vm": st.booleans(),
    **{f"{end}{name}": sizes for end in ("min", "max") for name, sizes in RANGES.items()},
    **{
        f"{event}{side}": st.sampled_from([m for m in MOMENTS if m[-1] in "Zz" or m[-6] in "+-"])
        for event in ("created", "started", "updated", "expires", "terminated")
        for side in ("After", "Before")
    },
    "sortBy": st.sampled_from(
        [
            *(*oracle.SORT_TIMES, "name", "region", "status"),
            *("gpuCount", "gpuMemory", "cpuCores", "memoryGB", "diskSizeGB"),
        ]
    ),
    "sortOrder": st.sampled_from(["asc", "desc"]),
    "limit": st.integers(1, 6),
    "includeSandboxes": st.booleans(),
    "perPage": st.sampled_from([3, 100]),
}
SINGLE = {"statuses": "status", "teamIds": "teamId", "userIds": "userId", "names": "name"}
"""Lists of values, and the arguments that ask for one of them."""

CONDITIONS = sorted({*ARGUMENTS} - {"sortBy", "sortOrder", "limit"})
SEARCHED = {*CONDITIONS} - {
    *("ids", "requireAtLeast", "requireAtMost", "includeSandboxes", "perPage"),
}
"""What narrows a lookup, too."""

SEARCHES = st.fixed_dictionaries(
    {"mostRecent": st.booleans()},
    optional={"name": st.sampled_from([name for name in NAMES if name])},
)
OTHERS = {"name", "mostRecent", "sandboxId", "waitForStatuses", "waitTimeout"}
"""Arguments that a lookup alone has."""


@st.composite
def calls(draw: st.DrawFn) -> dict[str, object]:
    """Arguments of one call: a few conditions, and how the listing is sorted and cut."""
    names = draw(st.lists(st.sampled_from(CONDITIONS), max_size=3, unique=True))
    names += draw(st.lists(st.sampled_from(["sortBy", "sortOrder", "limit"]), unique=True))
    given = {name: draw(ARGUMENTS[name]) for name in names}
    return {name: value for name, value in given.items() if not excludes(given, name)}


def excludes(given: dict[str, Any], name: str) -> bool:
    """Whether an argument and an earlier one exclude everything, which is refused."""
    if name[:3] == "max":
        return bool(given.get(f"min{name[3:]}", 0) > given[name])
    if name.endswith("Before"):
        after = oracle.moment(given.get(f"{name.removesuffix('Before')}After"))
        before = oracle.moment(given[name])
        return after is not None and before is not None and after >= before
    if name in SINGLE:
        several = map(oracle.known_status, given[name])
        return SINGLE[name] in given and given[SINGLE[name]] not in {*several, *given[name]}
    if name in {"isActive", "excludeStatuses"}:
        asked = [{given["status"]}] if "status" in given else []
        asked += [{*map(oracle.known_status, given["statuses"])}] if "statuses" in given else []
        excluded = {*map(oracle.known_status, given.get("excludeStatuses", []))}
        excluded |= {"TERMINATED"} if given.get("isActive") else set()
        return any(statuses <= excluded for statuses in asked)
    labels, some = given.get("labels", []), given.get("labelsAny", [])
    none = {*given.get("labelsNone", [])}
    return name == "labelsNone" and (not none.isdisjoint(labels) or (some and none >= {*some}))


@st.composite
def lookups(draw: st.DrawFn) -> dict[str, object]:
    """Arguments of one lookup: a few conditions, perhaps a name, and what to do about several."""
    given = {name: value for name, value in draw(calls()).items() if name in SEARCHED}
    given |= draw(SEARCHES)
    return {name: value for name, value in given.items() if not excludes(given, name)}


@pytest.fixture
def api(plugin: Plugin) -> Iterator[Simulator]:
    with Simulator(sandboxes=[], limits=NO_LIMITS) as simulator:
        plugin.use(simulator)
        yield simulator


def check(plugin: Plugin, call: InvokeFuture, look_up: Callable[[], object]) -> None:
    """Compares the result of a call with the oracle's, and its message with why there is none."""
    try:
        expected = look_up()
    except oracle.CannotTellError:
        problem = 'FAILED_PRECONDITION: cannot tell whether (`|sandbox ")'
    except oracle.GateError:
        problem = ", but `requireAt"
    except oracle.NotOneError as error:
        number = "no sandbox" if error.args == (0,) else f"{error.args[0]} sandboxes"
        problem = f"^FAILED_PRECONDITION: {number} "
    else:
        assert plugin.result(call) == expected
        return
    with pytest.raises(PluginError, match=problem):
        plugin.result(call)


@pytest.mark.parametrize("part", range(10))
def test_every_selection_is_answered_as_the_oracle_answers_it(
    plugin: Plugin, api: Simulator, part: int
) -> None:
    @seed(part)
    @settings(max_examples=20, database=None, deadline=None)
    @given(sandboxes=SANDBOXES, several=st.lists(calls(), min_size=15, max_size=15))
    def compare(sandboxes: list[Sandbox], several: list[dict[str, object]]) -> None:
        api.sandboxes = sandboxes
        begun = [plugin.begin("listSandboxes", **arguments) for arguments in several]
        for arguments, call in zip(several, begun, strict=True):
            check(plugin, call, partial(oracle.list_sandboxes, sandboxes, arguments))

    compare()


@pytest.mark.parametrize("part", range(4))
def test_every_lookup_finds_what_the_oracle_finds(
    plugin: Plugin, api: Simulator, part: int
) -> None:
    @seed(part)
    @settings(max_examples=20, database=None, deadline=None)
    @given(sandboxes=SANDBOXES, several=st.lists(lookups(), min_size=15, max_size=15))
    def compare(sandboxes: list[Sandbox], several: list[dict[str, object]]) -> None:
        api.sandboxes = sandboxes
        begun = [plugin.begin("getSandbox", **arguments) for arguments in several]
        for arguments, call in zip(several, begun, strict=True):
            check(plugin, call, partial(oracle.get_sandbox, sandboxes, arguments))

    compare()


def test_every_argument_takes_part(plugin: Plugin) -> None:
    functions = json.loads(plugin.schema())["functions"]
    listing, lookup = (
        {*functions[f"primeintellect:index:{name}"]["inputs"]["properties"]}
        for name in ("listSandboxes", "getSandbox")
    )
    assert listing == {*ARGUMENTS, "page", "includeEnvironmentVars"}
    assert lookup == {*SEARCHED, *OTHERS, "includeEnvironmentVars"}
