"""Reads docstrings and other descriptions as Markdown."""

from __future__ import annotations

import re
from inspect import cleandoc

CODE_BLOCK = "```"
PROSE = re.compile(r"[^\W\d]|[`\"'(\[]")
"""The beginning of a line of prose, unlike that of a line in a list, a table or code."""


def docstring(declared: object) -> str:
    """Returns a docstring as Markdown."""
    return markdown(declared.__doc__ or "")


def markdown(text: str) -> str:
    """Returns a text with each paragraph on one line, because whoever shows it wraps lines.

    Lists, tables and indented code keep their lines. So does a text with a block of code.
    """
    text = cleandoc(text)
    return text if CODE_BLOCK in text else "\n\n".join(map(_unwrap, text.split("\n\n")))


def _unwrap(paragraph: str) -> str:
    lines = paragraph.splitlines()
    return " ".join(lines) if all(map(PROSE.match, lines)) else paragraph
