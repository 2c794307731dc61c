"""The picture can be read on light and dark pages, and has the names that the guide has."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pages import DOCS

from benchmarks.colours import COLOURS, DARK, GRID, INK, PAPER, adapted
from benchmarks.contenders import CONTENDERS, PROVIDERS

GUIDE = next(page for page in DOCS if page.path.name == "guide.md")
PICTURE = (Path(__file__).parents[2] / "benchmarks/growth.svg").read_text()


def luminance(colour: str) -> float:
    """As the Web Content Accessibility Guidelines define it."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colour", [INK, *COLOURS.values()])
def test_text_and_lines_stand_out_on_both_papers(colour: str) -> None:
    assert contrast(colour, PAPER) >= 4.5
    assert contrast(DARK[colour], DARK[PAPER]) >= 4.5


def test_each_contender_has_a_colour() -> None:
    assert list(COLOURS) == [contender.name for contender in CONTENDERS]


def test_a_picture_brings_both_sets_of_colours() -> None:
    made = adapted("<svg><metadata></metadata></svg>")
    assert made.startswith(
        "<svg><metadata></metadata>\n <style>@media (prefers-color-scheme: dark){"
    )
    assert f'[style*="fill: {PAPER}"]{{fill:{DARK[PAPER]} !important}}' in made


def test_the_committed_picture_has_no_other_colours() -> None:
    style, _, drawn = PICTURE.partition("</style>")
    assert "prefers-color-scheme: dark" in style
    assert set(re.findall(r"#[0-9a-f]{6}", drawn)) <= {PAPER, INK, GRID, *COLOURS.values()}


def test_the_committed_picture_names_them_as_the_guide_does() -> None:
    (shown,) = re.findall(r"!\[(.+)\]\(\.\./benchmarks/growth\.svg\)", GUIDE.text)
    for contender in PROVIDERS:
        assert contender.label in shown
        assert f">{contender.label}</text>" in PICTURE
