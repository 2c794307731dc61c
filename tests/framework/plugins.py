"""Starts the plugin of `library.py`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from plugin import MEASURED, MEASURING
from pulumi_python_provider.testing import Plugin

if TYPE_CHECKING:
    from collections.abc import Mapping

SCRIPT = str(Path(__file__).with_name("library.py"))
COMMAND = (sys.executable, SCRIPT)


def library(
    *flags: str,
    attachable: bool = False,
    command: tuple[str, ...] = COMMAND,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> Plugin:
    """The plugin's process. Nobody is at home, unless `environment` says so."""
    variables = {**os.environ, "HOME": "/nowhere", **(environment or {})}
    if attachable and variables.get(MEASURING) and command is COMMAND:
        command = (*MEASURED, SCRIPT)
    return Plugin(*command, *flags, attachable=attachable, environment=variables, folder=folder)
