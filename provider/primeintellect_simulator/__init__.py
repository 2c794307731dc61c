"""An independent implementation of Prime Intellect's sandbox API, for demos and tests.

Everything except `Simulator` can be imported without the extra `simulator`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from primeintellect_simulator.accounts import DEMO_ACCOUNT, DEMO_TEAMS, Account
from primeintellect_simulator.behaviour import Behaviour
from primeintellect_simulator.churn import Churn
from primeintellect_simulator.faults import Fault
from primeintellect_simulator.lifecycles import Stage
from primeintellect_simulator.limits import NO_LIMITS, Limits
from primeintellect_simulator.newest import to_newest_shape
from primeintellect_simulator.recording import RecordedRequest
from primeintellect_simulator.sandboxes import make_sandboxes
from primeintellect_simulator.schema import GPU_TYPES, JSON, NEWEST_STATUSES, STATUSES, Sandbox

if TYPE_CHECKING:
    from primeintellect_simulator.simulator import Simulator

__all__ = [
    "DEMO_ACCOUNT",
    "DEMO_TEAMS",
    "GPU_TYPES",
    "JSON",
    "NEWEST_STATUSES",
    "NO_LIMITS",
    "STATUSES",
    "Account",
    "Behaviour",
    "Churn",
    "Fault",
    "Limits",
    "RecordedRequest",
    "Sandbox",
    "Simulator",
    "Stage",
    "make_sandboxes",
    "to_newest_shape",
]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Imports the simulator, and with it starlette and uvicorn, on first use."""
        if name == "Simulator":
            from primeintellect_simulator.simulator import Simulator  # noqa: PLC0415  # see above

            return Simulator
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
