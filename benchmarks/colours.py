"""The colours of the picture on light and dark pages."""

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
"""The dark version of each colour, for readers who prefer dark pages."""


def adapted(svg: str) -> str:
    """Adds the dark colours, including the background, for readers who prefer dark pages."""
    rules = "".join(
        f'[style*="{kind}: {light}"]{{{kind}:{dark} !important}}'
        for light, dark in DARK.items()
        for kind in ("fill", "stroke")
    )
    style = f"<style>@media (prefers-color-scheme: dark){{{rules}}}</style>"
    return svg.replace("</metadata>", f"</metadata>\n {style}", 1)
