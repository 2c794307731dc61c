"""What mypy accepts for Python 3.10, though 3.10 refuses it when it is imported."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from distributions import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGES = ROOT / "provider"


def classes() -> Iterator[tuple[str, ast.ClassDef]]:
    """Each class of ours, with its place."""
    for file in sorted(PACKAGES.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                yield f"{file.relative_to(PACKAGES)}:{node.lineno}", node


def test_no_named_tuple_has_another_base() -> None:
    """Python 3.11 is the first that takes `class Read(NamedTuple, Generic[T])`."""
    named = [
        (place, len(node.bases))
        for place, node in classes()
        if "NamedTuple" in map(ast.unparse, node.bases)
    ]
    assert len(named) > 1
    assert [place for place, bases in named if bases > 1] == []
