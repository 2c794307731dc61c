"""A simulated API that a program runs beside itself, over real HTTP."""

from __future__ import annotations

import socket
import time
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from primeintellect_simulator.accounts import DEMO_ACCOUNT
from primeintellect_simulator.app import SandboxApi, make_app
from primeintellect_simulator.behaviour import DOCUMENTED
from primeintellect_simulator.changes import ChangingSandboxes
from primeintellect_simulator.checks import require
from primeintellect_simulator.faults import Script, no_fault
from primeintellect_simulator.limits import DOCUMENTED_LIMITS
from primeintellect_simulator.middleware import FaultMiddleware
from primeintellect_simulator.sandboxes import make_sandboxes
from primeintellect_simulator.server import ServerThread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from types import TracebackType

    from typing_extensions import Self

    from primeintellect_simulator.accounts import Account
    from primeintellect_simulator.behaviour import Behaviour
    from primeintellect_simulator.changes import Edit
    from primeintellect_simulator.faults import Fault
    from primeintellect_simulator.lifecycles import Stage
    from primeintellect_simulator.limits import Limits
    from primeintellect_simulator.recording import RecordedRequest
    from primeintellect_simulator.schema import Sandbox


def _utc_now() -> datetime:
    return datetime.now(timezone.utc)


class Simulator:
    """The sandbox API on a port of its own, for as long as the ``with`` block lasts.

    Args:
        sandboxes: What it holds, in listing order; without it, the default sample.
        accounts: Whose keys it accepts.
        behaviour: How it departs from the documentation.
        limits: Its rate limits.
        clock: Seconds for rate limits and for what changes by the second.
        now: The time of day for what changes and for dates in headers.
        choose_fault: Chooses the fault of a request that no scripted one is meant for, by its path.
        address: Host and port to listen on; port 0 takes any free one.

    Attributes:
        url: The base URL, without ``/api/v1``, from the moment the block is entered.

    Raises:
        ValueError: For two accounts with one key, or a sandbox without an id.
        OSError: On entering the block, when the address cannot be listened on.
    """

    url: str

    def __init__(  # noqa: PLR0913 - independent switches, all of them named
        self,
        *,
        sandboxes: Iterable[Sandbox] | None = None,
        accounts: Iterable[Account] = (DEMO_ACCOUNT,),
        behaviour: Behaviour = DOCUMENTED,
        limits: Limits = DOCUMENTED_LIMITS,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = _utc_now,
        choose_fault: Callable[[str], Fault] = no_fault,
        address: tuple[str, int] = ("127.0.0.1", 0),
    ) -> None:
        accounts = tuple(accounts)
        keys = {account.key for account in accounts}
        require(len(keys) == len(accounts), "two accounts have the same key")
        held = make_sandboxes(shape=behaviour.shape) if sandboxes is None else sandboxes
        self._sandboxes = ChangingSandboxes(held, behaviour, clock=clock, now=now)
        self._address = address
        self._script = Script(choose_fault)
        self._requests: list[RecordedRequest] = []
        api = SandboxApi(
            self._sandboxes,
            accounts=accounts,
            behaviour=behaviour,
            limits=limits,
            clock=clock,
            now=now,
        )
        self._app = FaultMiddleware(
            make_app(api),
            script=self._script,
            remember=self._requests.append,
            delay_seconds=behaviour.delay_seconds,
        )

    def __enter__(self) -> Self:
        # Bound here and not by uvicorn, so that the URL is known and requests queue at once.
        listener = socket.create_server(self._address)
        host, port = listener.getsockname()
        self.url = f"http://{host}:{port}"
        self._server = ServerThread(self._app, listener)
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self._server.stop()

    @property
    def sandboxes(self) -> list[Sandbox]:
        """The sandboxes at present. Assign a list to change them: editing this changes nothing."""
        return self._sandboxes.store.sandboxes

    @sandboxes.setter
    def sandboxes(self, sandboxes: Iterable[Sandbox]) -> None:
        self._sandboxes.replace_all(sandboxes)

    @property
    def requests(self) -> list[RecordedRequest]:
        """The requests so far, in the order their responses began."""
        return list(self._requests)

    def script(self, *faults: Fault) -> None:
        """Queue faults, each for the next request that it is meant for."""
        self._script.extend(*faults)

    def script_edits(self, *edits: Edit | None) -> None:
        """Queue edits of the sandboxes, each made before one list request; None changes nothing."""
        self._sandboxes.script_edits(edits)

    def script_lifecycle(self, sandbox_id: str, *stages: Stage) -> None:
        """Let a sandbox go through stages, one after the other; the last one stays.

        Raises:
            ValueError: For an unknown sandbox, or for stages that make no lifecycle.
        """
        self._sandboxes.script_lifecycle(sandbox_id, stages)
