"""An independent implementation of Prime Intellect's sandbox API, for demos and tests."""

from primeintellect_simulator.accounts import DEMO_ACCOUNT, DEMO_TEAMS, Account
from primeintellect_simulator.behaviour import Behaviour
from primeintellect_simulator.faults import Fault
from primeintellect_simulator.limits import NO_LIMITS, Limits
from primeintellect_simulator.recording import RecordedRequest
from primeintellect_simulator.sandboxes import make_sandboxes
from primeintellect_simulator.schema import GPU_TYPES, JSON, STATUSES, Sandbox
from primeintellect_simulator.simulator import Simulator

__all__ = [
    "DEMO_ACCOUNT",
    "DEMO_TEAMS",
    "GPU_TYPES",
    "JSON",
    "NO_LIMITS",
    "STATUSES",
    "Account",
    "Behaviour",
    "Fault",
    "Limits",
    "RecordedRequest",
    "Sandbox",
    "Simulator",
    "make_sandboxes",
]
