"""Serves a simulator to a test and connects an HTTP client to it."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import httpx
import pytest
from primeintellect_simulator import DEMO_ACCOUNT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from primeintellect_simulator import Simulator


@pytest.fixture
def serve() -> Iterator[Callable[[Simulator], httpx.Client]]:
    """Run a simulator until the test ends; its client bears the demo account's key."""
    with ExitStack() as stack:

        def start(simulator: Simulator) -> httpx.Client:
            stack.enter_context(simulator)
            return stack.enter_context(
                httpx.Client(
                    base_url=f"{simulator.url}/api/v1",
                    headers={"authorization": f"Bearer {DEMO_ACCOUNT.key}"},
                    trust_env=False,
                )
            )

        yield start
