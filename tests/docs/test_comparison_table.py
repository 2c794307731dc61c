"""Each row of the comparison names the test that shows it, and each such test has a row."""

from __future__ import annotations

import ast
import re

from workspace import ROOT

TESTS = ROOT / "tests/provider/test_comparison.py"
TABLE = ROOT / "docs/comparison.md"


def test_each_row_has_its_test_and_each_test_its_row() -> None:
    functions = ast.parse(TESTS.read_text(encoding="utf-8")).body
    tests = [one.name for one in functions if isinstance(one, ast.FunctionDef)]
    rows = re.findall(r"\| `(test_\w+)` \|$", TABLE.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(rows) == sorted(name for name in tests if name.startswith("test_"))
