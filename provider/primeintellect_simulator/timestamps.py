"""Timestamps as the API writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


def timestamp(moment: datetime) -> str:
    """Format a moment in UTC as RFC 3339 with a ``Z``."""
    return moment.isoformat().replace("+00:00", "Z")
