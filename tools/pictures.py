"""Draws the output of `primeintellect-sandboxes list` in a terminal and in a browser."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from primeintellect_simulator import DEMO_ACCOUNT, Simulator
from primeintellect_simulator.sandboxes import make_sandboxes
from rich.console import Console
from rich.text import Text
from workspace import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.style import Style

COMMAND = "primeintellect-sandboxes list"
SCREENSHOT = ROOT / "docs/sandboxes-report.png"
SANDBOXES = 12

CHARACTER_WIDTH, LINE_HEIGHT, MARGIN, FONT_SIZE = 8.4, 20, 20, 14
RULE = "─"

LIGHT = {
    "paper": "#f6f8fa",
    "border": "#d0d7de",
    "plain": "#1f2328",
    "dim": "#59636e",
    "green": "#116329",
    "yellow": "#7d4e00",
    "red": "#b31d28",
}
DARK = {
    "paper": "#151b23",
    "border": "#3d444d",
    "plain": "#f0f6fc",
    "dim": "#9198a1",
    "green": "#3fb950",
    "yellow": "#d29922",
    "red": "#ff7b72",
}
"""The colours on light and on dark pages, by purpose."""
TERMINAL = {1: "red", 2: "green", 3: "yellow"}
"""Names of those colours by terminal colour number."""


def sandboxes_table() -> bytes:
    """Returns the table of the simulator's first sandboxes as SVG."""
    lines = [
        Text(f"$ {COMMAND}", style="dim"),
        Text(),
        *Text.from_ansi(printed(*COMMAND.split()[1:])).split(),
    ]
    return draw(lines).encode()


def printed(*arguments: str) -> str:
    """Returns the output of the command, with colours."""
    with (
        tempfile.TemporaryDirectory() as home,
        Simulator(sandboxes=make_sandboxes(SANDBOXES)) as simulator,
    ):
        environment = {
            "HOME": home,
            "PATH": os.environ["PATH"],
            "PRIME_API_KEY": DEMO_ACCOUNT.key,
            "PRIME_API_BASE_URL": simulator.url,
            "FORCE_COLOR": "1",
        }
        return subprocess.run(
            [Path(sys.executable).with_name(COMMAND.split(maxsplit=1)[0]), *arguments],
            env=environment,
            check=True,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        ).stdout


def draw(lines: list[Text]) -> str:
    """Draws each word with a fixed position and width, so that no font can shift a column."""
    width = round(max(line.cell_len for line in lines) * CHARACTER_WIDTH) + 2 * MARGIN
    height = len(lines) * LINE_HEIGHT + 2 * MARGIN
    drawn = [part for number, line in enumerate(lines) for part in words(line, baseline(number))]
    paper = f'<rect class="paper" x="1" y="1" width="{width - 2}" height="{height - 2}" rx="8"/>'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">',
            f"<title>{COMMAND}</title>",
            f"<style>{styles()}</style>",
            paper,
            *drawn,
            "</svg>",
            "",
        ]
    )


def baseline(number: int) -> int:
    """Returns the distance of a line's baseline from the top."""
    return MARGIN + number * LINE_HEIGHT + FONT_SIZE


def words(line: Text, y: int) -> Iterator[str]:
    """Draws the words of a line. A rule becomes a path, which needs no font."""
    column = 0
    for text, style, _ in line.render(Console()):
        for word in re.finditer(r"\S+", text):
            x = MARGIN + (column + word.start()) * CHARACTER_WIDTH
            length = len(word[0]) * CHARACTER_WIDTH
            if set(word[0]) == {RULE}:
                middle = y - FONT_SIZE // 3
                yield f'<path class="rule" d="M{x:.1f} {middle}h{length:.1f}"/>'
            else:
                yield (
                    f'<text class="{kind(style)}" x="{x:.1f}" y="{y}" textLength="{length:.1f}" '
                    f'lengthAdjust="spacingAndGlyphs">{escape(word[0])}</text>'
                )
        column += len(text)


def kind(style: Style | None) -> str:
    """Returns the CSS classes of a word: its colour, and `bold` if it is."""
    colour = "plain"
    if style and style.color and style.color.number is not None:
        colour = TERMINAL[style.color.number]
    elif style and style.dim:
        colour = "dim"
    return f"{colour} bold" if style and style.bold else colour


def styles() -> str:
    """Returns the style sheet: the fonts, and the colours for light and dark pages."""
    return (
        f"text{{font:{FONT_SIZE}px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}}"
        ".bold{font-weight:600}"
        f"{colours(LIGHT)}@media (prefers-color-scheme:dark){{{colours(DARK)}}}"
    )


def colours(theme: dict[str, str]) -> str:
    """Returns the CSS rules for the colours of a theme."""
    fills = (f".{name}{{fill:{theme[name]}}}" for name in theme if name != "border")
    return f"{''.join(fills)}.paper,.rule{{stroke:{theme['border']}}}"


def take_screenshot() -> None:
    """Takes a screenshot of the page. `make check` skips it, because browsers and fonts differ."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "report.html"
        page.write_text(printed("list", "--all", "--format", "html"), encoding="utf-8")
        subprocess.run(
            [
                *("chromium", "--headless", "--no-sandbox", "--hide-scrollbars"),
                *("--force-device-scale-factor=2", "--window-size=1200,760"),
                *(f"--screenshot={SCREENSHOT}", page.as_uri()),
            ],
            check=True,
            stderr=subprocess.DEVNULL,
        )


if __name__ == "__main__":
    take_screenshot()
