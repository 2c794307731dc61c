"""Functions and modules stay small enough to be read at once."""

from __future__ import annotations

import ast
import subprocess
from pathlib import Path

from distributions import ROOT

MAX_FUNCTION_LINES = 40
MAX_MODULE_LINES = 250

LISTED = subprocess.check_output(["git", "ls-files", "-z", "*.py"], cwd=ROOT, text=True)
MODULES = [Path(name) for name in LISTED.split("\0") if name and not name.startswith("sdk/")]


def test_no_function_is_long() -> None:
    lengths = {
        f"{module}: {function.name}": (function.end_lineno or 0) - function.lineno + 1
        for module in MODULES
        for function in ast.walk(ast.parse((ROOT / module).read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert len(lengths) > 1
    assert [name for name in lengths if lengths[name] > MAX_FUNCTION_LINES] == []


def test_no_module_of_the_provider_is_long() -> None:
    lengths = {
        module: len((ROOT / module).read_text(encoding="utf-8").splitlines())
        for module in MODULES
        if module.parts[0] == "provider"
    }
    assert len(lengths) > 1
    assert [module for module in lengths if lengths[module] > MAX_MODULE_LINES] == []
