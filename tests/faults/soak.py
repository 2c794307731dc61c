"""Lookups for minutes, 64 at a time, one response in three odd: `soak.py [SECONDS]`.

Through real gRPC against the plugin's process and a simulator in a process of its own. Prints what
was seen, and ends with 1 if an answer was wrong or anything was left behind.
"""

from __future__ import annotations

import gzip
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path
from random import Random
from threading import Event, Lock
from typing import TYPE_CHECKING, NamedTuple

sys.path[:0] = [str(Path(__file__).parents[1])]  # as pytest does it

from plugin import Plugin, PluginError  # noqa: E402
from primeintellect_simulator import (  # noqa: E402
    DEMO_ACCOUNT,
    NO_LIMITS,
    Behaviour,
    Fault,
    Simulator,
    make_sandboxes,
)

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

CALLERS = 64
SHARE_OF_FAULTS = 1 / 3
SHARE_OF_REFUSALS = 1 / 2000
"""How often a request is one too many; each may hold up all others for a second."""

SANDBOXES = 500
PER_PAGE = 100
MOST_GROWTH = 4 * 1024 * 1024
"""Bytes by which the peak of the last quarter may exceed that of the third.

Lists that happen to be built at the same time make the peak; in the first half it may still rise.
"""

MEANWHILE = 1.0
"""Seconds between looks at the memory."""

SAMPLE = make_sandboxes(SANDBOXES, teams=(), shape="newest")
NAMES = {str(sandbox["id"]): sandbox["name"] for sandbox in SAMPLE}
SECRET = b'{"id": "sbx-1", "environmentVars": {"TOKEN": "s3cret-value"}}'
"""What no message may quote."""

FAULTS = (
    *(Fault(status=status) for status in (408, 425, 500, 502, 503, 504, 520, 529, 530)),
    Fault(status=503, body=b"<html>Service unavailable</html>"),
    Fault(status=503, headers={"retry-after": "1"}),
    Fault(status=203, body=None),
    Fault(headers={"content-encoding": ""}),
    *(Fault(status=status, body=SECRET) for status in (201, 202, 206, 409, 410, 500, 501)),
    Fault(status=403, body=b"<html>Just a moment...</html>", headers={"cf-mitigated": "challenge"}),
    Fault(status=302, headers={"location": "/login"}),
    Fault(status=200, body=gzip.compress(b"[" * 1_000_000), headers={"content-encoding": "gzip"}),
    Fault(status=200, body=b"no gzip", headers={"content-encoding": "gzip"}),
    Fault(delivery="dropped"),
    Fault(delivery="cut"),
    Fault(delivery="stalled"),
    Fault(status=200, body=b'{"sandboxes": [{"id": "sbx-'),
    Fault(status=200, body=b"<html>Please log in</html>"),
    Fault(status=404),
    Fault(status=402, body=b"\x1b[31m" * 1000),
)


class Flaky(Simulator):
    """Meets one request in three with a fault, and counts them."""

    def __init__(self) -> None:
        super().__init__(
            sandboxes=SAMPLE,
            behaviour=Behaviour(shape="newest"),
            limits=NO_LIMITS,
            choose_fault=self._choose_fault,
        )
        self._random = Random(1)  # noqa: S311  # the same faults each time
        self.faulty = self.asked = 0

    def _choose_fault(self, _path: str) -> Fault:
        self.asked += 1
        if self._random.random() < SHARE_OF_REFUSALS:
            self.faulty += 1
            return Fault(status=429, headers={"retry-after": "1"})
        if self._random.random() < SHARE_OF_FAULTS:
            self.faulty += 1
            return self._random.choice(FAULTS)
        return Fault()


def serve(pipe: Connection) -> None:
    """The simulator's process: sends its address, and its counts once it is told to end."""
    with Flaky() as simulator:
        pipe.send(simulator.url)
        pipe.recv()
        pipe.send((simulator.asked, simulator.faulty))


class Usage(NamedTuple):
    """How many threads and open sockets a process has."""

    threads: int
    sockets: int


@dataclass
class Process:
    """What the system tells about a process."""

    pid: int

    @property
    def memory(self) -> int:
        """Resident bytes."""
        for line in Path(f"/proc/{self.pid}/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
        raise ProcessLookupError(self.pid)

    @property
    def usage(self) -> Usage:
        """What it holds."""
        threads = len(list(Path(f"/proc/{self.pid}/task").iterdir()))
        return Usage(threads, sum(map(is_socket, Path(f"/proc/{self.pid}/fd").iterdir())))


def is_socket(link: Path) -> bool:
    """Whether an open file is a socket; one that was closed meanwhile is not."""
    try:
        return str(link.readlink()).startswith("socket:")
    except FileNotFoundError:
        return False


@dataclass
class Count:
    """What the callers saw."""

    answers: int = 0
    errors: int = 0
    wrong: list[str] = field(default_factory=list)
    slowest: float = 0.0
    lock: Lock = field(default_factory=Lock)


class Observed(NamedTuple):
    """What was seen of a plugin: its memory from second to second, and what it held."""

    calls: Count
    memory: list[int]
    before: Usage
    busy: Usage
    after: Usage

    @property
    def peaks(self) -> list[int]:
        """The most memory in each quarter of the time."""
        ends = [len(self.memory) * n // 4 for n in range(5)]
        return [max(self.memory[a:b] or self.memory) for a, b in pairwise(ends)]

    @property
    def lines(self) -> list[str]:
        """What was seen, to be printed."""
        calls, peaks = self.calls, map(megabytes, self.peaks)
        held = (self.before.sockets, self.busy.sockets, self.after.sockets)
        return [
            f"{calls.answers + calls.errors} calls, the slowest {calls.slowest:.1f} s",
            f"right: {calls.answers}, errors: {calls.errors}, wrong: {len(calls.wrong)}",
            "memory {}, {}, {} and {} at most in the quarters of the time".format(*peaks),
            f"threads {self.before.threads} before, {self.after.threads} after",
            "sockets {} before, {} while all call, {} after".format(*held),
        ]

    @property
    def broken(self) -> list[str]:
        """The rules that it breaks."""
        wrong, (_, _, warm, end) = self.calls.wrong, self.peaks
        rules = {
            "answers are wrong: " + "; ".join(sorted(set(wrong))[:5]): not wrong,
            "nothing was answered": self.calls.answers > 0,
            "memory grows": end - warm <= MOST_GROWTH,
            "threads are left behind": self.after.threads <= self.before.threads,
            "sockets are left behind": self.after.sockets <= self.before.sockets,
        }
        return [rule for rule, kept in rules.items() if not kept]


def is_right(plugin: Plugin, random: Random) -> bool:
    """Whether a call that is chosen at random brings the right answer."""
    kind = random.random()
    if kind < 0.9:
        name = random.choice(list(NAMES))
        return bool(plugin.invoke("getSandbox", sandboxId=name).get("name") == NAMES[name])
    if kind < 0.97:
        return bool(plugin.invoke("listSandboxes", perPage=PER_PAGE)["ids"] == list(NAMES))
    answer = plugin.invoke("listSandboxes", perPage=PER_PAGE, status="RUNNING")
    running = [sandbox["id"] for sandbox in SAMPLE if sandbox["status"] == "RUNNING"]
    return bool(answer["ids"] == running)


def look_up(plugin: Plugin, seed: int, over: Event, count: Count) -> None:
    """One caller: calls until it is over."""
    random = Random(seed)  # noqa: S311  # the same calls each time
    while not over.is_set():
        began = time.monotonic()
        problem, refused = "", False
        try:
            problem = "" if is_right(plugin, random) else "a wrong answer"
        except PluginError as error:
            refused = str(error).startswith("FAILED_PRECONDITION: cannot ")
            refused = refused and "s3cret" not in str(error)
            problem = "" if refused else str(error)
        with count.lock:
            count.answers += not refused and not problem
            count.errors += refused
            count.wrong += [problem] if problem else []
            count.slowest = max(count.slowest, time.monotonic() - began)


def soak(plugin: Plugin, seconds: float) -> tuple[Count, list[int]]:
    """Looks up for so long; what was seen, and the plugin's memory from second to second."""
    process, count, over = Process(plugin.process.pid), Count(), Event()
    memory = []
    with ThreadPoolExecutor(CALLERS) as callers:
        for seed in range(CALLERS):
            callers.submit(look_up, plugin, seed, over, count)
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            memory.append(process.memory)
            over.wait(MEANWHILE)
        over.set()
    return count, memory


def rest(plugin: Plugin, process: Process, most: int) -> None:
    """Waits for connections to be closed that nobody uses any more."""
    for _ in range(50):
        if process.usage.sockets <= most:
            return
        time.sleep(0.1)
        plugin.schema()


def megabytes(number: float) -> str:
    """The bytes, readable."""
    return f"{number / 1024**2:.1f} MB"


def observe(address: str, seconds: float) -> Observed:
    """Soaks a plugin that looks up there."""
    settings = {
        "apiKey": DEMO_ACCOUNT.key,
        "baseUrl": address,
        "requestTimeout": 2,
        "maxConcurrency": CALLERS,
        "maxRetries": 6,
    }
    with Plugin(attachable=True) as plugin:
        plugin.attach()
        plugin.configure(**settings)
        while not plugin.engine.log:  # until it is connected to the engine, too
            with suppress(PluginError):
                plugin.invoke("listSandboxes", perPage=PER_PAGE)
        plugin.configure(**settings)
        process = Process(plugin.process.pid)
        before = process.usage
        count, memory = soak(plugin, seconds)
        busy = process.usage
        plugin.cancel()
        plugin.configure(**settings)  # ends the connections that were kept for further requests
        rest(plugin, process, before.sockets)
        return Observed(count, memory, before, busy, process.usage)


def main() -> int:
    """Soaks, prints and judges."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 120.0
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    server = context.Process(target=serve, args=(theirs,))
    server.start()
    observed = observe(ours.recv(), seconds)
    ours.send("over")
    asked, faulty = ours.recv()
    server.join()
    print(f"{CALLERS} callers for {seconds:.0f} s")  # noqa: T201
    print(f"{asked} requests, {faulty} of them met a fault ({faulty / asked:.0%})")  # noqa: T201
    print("\n".join([*observed.lines, *(f"BROKEN: {rule}" for rule in observed.broken)]))  # noqa: T201
    return 1 if observed.broken else 0


if __name__ == "__main__":
    sys.exit(main())
