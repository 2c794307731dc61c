"""Colours of the picture, on light pages and on dark ones."""

from __future__ import annotations

PAPER, INK, GRID = "#ffffff", "#1f2328", "#d0d7de"
COLOURS = {"ours": "#0b6e4f", "go": "#2f6fb3", "stock": "#b4552d", "limit": "#6e7781"}
DARK = {
    PAPER: "#0d1117",
    INK: "#e6edf3",
    GRID: "#30363d",
    "#0b6e4f": "#3fb68b",
    "#2f6fb3": "#6cb0f5",
    "#b4552d": "#f0883e",
    "#6e7781": "#9198a1",
}
"""What each colour becomes where the reader prefers dark pages."""


def adapted(svg: str) -> str:
    """The picture with its dark colours, background included, where the reader prefers those."""
    rules = "".join(
        f'[style*="{kind}: {light}"]{{{kind}:{dark} !important}}'
        for light, dark in DARK.items()
        for kind in ("fill", "stroke")
    )
    style = f"<style>@media (prefers-color-scheme: dark){{{rules}}}</style>"
    return svg.replace("</metadata>", f"</metadata>\n {style}", 1)
