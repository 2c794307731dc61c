from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from command.commands import Command

if TYPE_CHECKING:
    from pathlib import Path

    from primeintellect_simulator import Simulator


@pytest.fixture
def command(tmp_path: Path, simulator: Simulator) -> Command:
    """The command, configured for the simulator."""
    return Command(tmp_path, simulator.url)
