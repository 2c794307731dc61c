"""The documents are written in short sentences and plain words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from pages import DOCS, README

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pages import Page

MAX_WORDS = 25
MAX_README_WORDS = 1000

IDIOMS = {
    "are not silent": "say what happens instead",
    "begin in": "start in",
    "expect others": "say that there may be others",
    "goes before": "takes precedence over",
    "go before": "take precedence over",
    "on the way": "say who can read it",
    "proof of the workflow": "provenance",
    "slips": "mistakes",
    "too,": "also",
    "which it names": "name it",
}
"""Phrases that a reader stumbles over, and what to write in their place."""

PAGES = [pytest.param(page, id=page.path.name) for page in (README, *DOCS)]


def sentences(page: Page) -> Iterator[str]:
    """The sentences of a page; code in them counts as a word."""
    for token in page.tokens:
        if token.type == "inline":
            parts = (
                {"code_inline": "CODE", "softbreak": " ", "hardbreak": " "}.get(
                    part.type, part.content
                )
                for part in token.children or []
            )
            yield from re.split(r"(?<=[.!?:;])\s+", "".join(parts))


@pytest.mark.parametrize("page", PAGES)
def test_sentences_are_short(page: Page) -> None:
    assert [text for text in sentences(page) if len(text.split()) > MAX_WORDS] == []


@pytest.mark.parametrize("page", PAGES)
def test_phrases_are_plain(page: Page) -> None:
    text = " ".join(sentences(page)).lower()
    assert [f"{idiom!r}: {plain}" for idiom, plain in IDIOMS.items() if idiom in text] == []


def test_the_readme_is_read_in_minutes() -> None:
    assert len(README.text.split()) <= MAX_README_WORDS
