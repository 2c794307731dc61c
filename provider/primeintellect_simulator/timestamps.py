"""Formats timestamps as the API does."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


def timestamp(time: datetime) -> str:
    """Formats a time in UTC as RFC 3339 with a `Z`."""
    return time.isoformat().replace("+00:00", "Z")
