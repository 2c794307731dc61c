"""Docstrings say who does what, and say it briefly: see CONTRIBUTING.md."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from modules import MODULES, Function, functions, read

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAX_WORDS = 20
"""Words of a docstring's first sentence."""

VERB = re.compile(r"[A-Z][\w-]*s\b")
"""The third person singular, such as `Returns`."""

SOURCES = [module for module in MODULES if module.parts[0] != "tests"]


def first_sentences(module: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(read(module))):
        if isinstance(node, ast.Module | ast.ClassDef | Function):
            text = ast.get_docstring(node) or ""
            yield re.split(r"(?<=[.:?])\s", text)[0]


def is_noun(function: Function) -> bool:
    """Whether it is a property, which is named for its value."""
    return any("property" in ast.unparse(decorator) for decorator in function.decorator_list)


def test_functions_begin_with_a_verb() -> None:
    docstrings = {
        f"{module}: {function.name}": docstring
        for module in SOURCES
        for function in functions(module)
        if (docstring := ast.get_docstring(function)) and not is_noun(function)
    }
    assert len(docstrings) > 1
    assert [name for name, text in docstrings.items() if VERB.match(text) is None] == []


def test_first_sentences_are_short() -> None:
    sentences = [sentence for module in SOURCES for sentence in first_sentences(module)]
    assert len(sentences) > 1
    assert [one for one in sentences if len(one.split()) > MAX_WORDS] == []
