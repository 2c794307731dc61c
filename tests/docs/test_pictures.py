"""The picture of the table is right in any font, on light pages and on dark ones."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from colours import contrast
from pictures import CHARACTER_WIDTH, DARK, LIGHT, MARGIN
from workspace import ROOT

SVG = "{http://www.w3.org/2000/svg}"
PICTURE = ET.parse(ROOT / "docs/sandboxes-table.svg").getroot()  # noqa: S314  # a file of ours
LINES: dict[str, list[ET.Element]] = {}
for text in PICTURE.iter(f"{SVG}text"):
    LINES.setdefault(text.attrib["y"], []).append(text)
READABLE = 4.5
"""What WCAG asks for between text and what is behind it."""


def test_every_word_has_its_own_place_and_width() -> None:
    for line in LINES.values():
        for word in line:
            column = (float(word.attrib["x"]) - MARGIN) / CHARACTER_WIDTH
            assert column == pytest.approx(round(column), abs=0.01)
            assert not re.search(r"\s", word.text or " ")
            assert float(word.attrib["textLength"]) == pytest.approx(
                len(word.text or "") * CHARACTER_WIDTH, abs=0.1
            )


def test_the_table_has_the_sandboxes_below_their_headings() -> None:
    _, headings, first, *_ = LINES.values()
    places = {word.attrib["x"]: word.text for word in headings}
    shown = {places[word.attrib["x"]]: word.text for word in first if word.attrib["x"] in places}
    assert shown == {
        "ID": "sbx-000001",
        "Name": "llama-pretraining",
        "Status": "RUNNING",
        "Region": "us",
        "GPUs": "8",
        "Labels": "demo,",
        "Created": "2026-01-05",
    }


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_every_colour_is_readable(theme: dict[str, str]) -> None:
    colours = {*theme} - {"paper", "border"}
    assert {
        colour for colour in colours if contrast(theme[colour], theme["paper"]) < READABLE
    } == set()
