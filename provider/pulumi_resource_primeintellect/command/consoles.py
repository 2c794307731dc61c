"""Creates consoles that show text as it is."""

from __future__ import annotations

from rich.console import Console

DEFAULT_WIDTH = 80
"""Columns of a terminal that does not tell its width."""


def make_console(*, stderr: bool = False, width: int | None = None) -> Console:
    """Returns a console. It takes nothing in a text for markup or for the name of an emoji.

    `width` is in columns. By default, it is that of the terminal.
    """
    console = Console(stderr=stderr, width=width, highlight=False, markup=False, emoji=False)
    if console.width < 1:  # COLUMNS=0
        console.width = DEFAULT_WIDTH
    return console
