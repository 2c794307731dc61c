"""A simulated API that a program runs in a thread, over real HTTP."""

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
    """Serves the sandbox API on its own port while the `with` block runs.

    Args:
        sandboxes: The sandboxes in listing order; by default, the sample.
        accounts: The accounts whose keys the API accepts.
        behaviour: The departures from the documentation.
        limits: The rate limits.
        clock: Returns seconds, for rate limits and for changes by the second.
        now: Returns the time of day, for changes and for dates in headers.
        choose_fault: Chooses the fault of a request by its path, if no scripted fault matches.
        address: The host and port to listen on; port 0 takes any free one.

    Attributes:
        url: The base URL, without `/api/v1`; set when the block is entered.

    Raises:
        ValueError: For two accounts with the same key, or a sandbox without an id.
        OSError: On entering the block, when the address cannot be listened on.
    """

    url: str

    def __init__(  # noqa: PLR0913  # independent switches, all of them named
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
        # Bound here instead of by uvicorn, so that the URL is known and requests queue at once.
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
        """The current sandboxes. Assign a list to change them: editing the list has no effect."""
        return self._sandboxes.store.sandboxes

    @sandboxes.setter
    def sandboxes(self, sandboxes: Iterable[Sandbox]) -> None:
        self._sandboxes.replace_all(sandboxes)

    @property
    def requests(self) -> list[RecordedRequest]:
        """The requests so far, in the order their responses began."""
        return list(self._requests)

    def script(self, *faults: Fault) -> None:
        """Queues faults, each for the next request that it matches."""
        self._script.extend(*faults)

    def script_edits(self, *edits: Edit | None) -> None:
        """Queues edits of the sandboxes, one for each list request to come; None is no edit."""
        self._sandboxes.script_edits(edits)

    def script_lifecycle(self, sandbox_id: str, *stages: Stage) -> None:
        """Takes a sandbox through stages, one after the other; the last one stays.

        Raises:
            ValueError: For an unknown sandbox, or for stages that form no lifecycle.
        """
        self._sandboxes.script_lifecycle(sandbox_id, stages)
