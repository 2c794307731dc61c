"""A simulated API that a program runs beside itself, over real HTTP."""

from __future__ import annotations

import socket
import time
from typing import TYPE_CHECKING

from primeintellect_simulator.accounts import DEMO_ACCOUNT
from primeintellect_simulator.app import SandboxApi, make_app
from primeintellect_simulator.behaviour import DOCUMENTED
from primeintellect_simulator.collection import Collection
from primeintellect_simulator.delivery import Delivery
from primeintellect_simulator.faults import Script
from primeintellect_simulator.limits import DOCUMENTED_LIMITS
from primeintellect_simulator.sandboxes import make_sandboxes
from primeintellect_simulator.server import ServerThread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from types import TracebackType

    from typing_extensions import Self

    from primeintellect_simulator.accounts import Account
    from primeintellect_simulator.behaviour import Behaviour
    from primeintellect_simulator.faults import Fault
    from primeintellect_simulator.limits import Limits
    from primeintellect_simulator.recording import RecordedRequest
    from primeintellect_simulator.schema import Sandbox


class Simulator:
    """The sandbox API on a port of its own, for as long as the ``with`` block lasts.

    Args:
        sandboxes: What it holds, in listing order; the default sample without it.
        accounts: Whose keys it accepts.
        behaviour: How it departs from the documentation.
        limits: Its rate limits.
        clock: Seconds for the rate limits.
        address: Host and port to listen on; port 0 takes any free one.

    Attributes:
        url: The base URL, without ``/api/v1``, from the moment the block is entered.

    Raises:
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
        address: tuple[str, int] = ("127.0.0.1", 0),
    ) -> None:
        self._reshape = behaviour.reshape
        self._address = address
        self._script = Script()
        self._requests: list[RecordedRequest] = []
        self._api = SandboxApi(
            Collection(make_sandboxes() if sandboxes is None else sandboxes, self._reshape),
            accounts=accounts,
            behaviour=behaviour,
            limits=limits,
            clock=clock,
        )
        self._app = Delivery(
            make_app(self._api),
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
        """The sandboxes held. Assign a list to change them: editing this one changes nothing."""
        return list(self._api.collection.sandboxes)

    @sandboxes.setter
    def sandboxes(self, sandboxes: Iterable[Sandbox]) -> None:
        self._api.collection = Collection(sandboxes, self._reshape)

    @property
    def requests(self) -> list[RecordedRequest]:
        """The requests so far, in the order their answers began."""
        return list(self._requests)

    def script(self, *faults: Fault) -> None:
        """Queue faults, each for the next request that it is meant for."""
        self._script.extend(*faults)
