"""Our own Python modules, as git lists them."""

from __future__ import annotations

import ast
import subprocess
from pathlib import Path

from distributions import ROOT

LISTED = subprocess.check_output(["git", "ls-files", "-z", "*.py"], cwd=ROOT, text=True)
MODULES = [Path(name) for name in LISTED.split("\0") if name and not name.startswith("sdk/")]
"""Paths of all modules, except for the generated SDK."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


def read(module: Path) -> str:
    """Returns the source of a module."""
    return (ROOT / module).read_text(encoding="utf-8")


def functions(module: Path) -> list[Function]:
    """Returns the functions and methods of a module."""
    return [node for node in ast.walk(ast.parse(read(module))) if isinstance(node, Function)]
