"""Rejects invalid option values, with a message of one line that names the option."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection


def require(condition: object, message: str) -> None:
    """Raises a `ValueError` with the message unless the condition holds."""
    if not condition:
        raise ValueError(message)


def check_whole(name: str, value: int, *, minimum: int) -> None:
    """Requires a whole number of at least the minimum."""
    in_range = type(value) is int and value >= minimum
    require(in_range, f"{name} must be a whole number from {minimum}: {value}")


def check_number(name: str, value: float, *, above: float | None = None) -> None:
    """Requires a finite number: above the bound, or from 0 on without a bound."""
    is_number = type(value) in {int, float} and math.isfinite(value)
    in_range = is_number and (value >= 0 if above is None else value > above)
    bound = "from 0" if above is None else f"above {above:g}"
    require(in_range, f"{name} must be a number {bound}: {value}")


def check_choice(name: str, value: object, choices: Collection[str]) -> None:
    """Requires one of the choices."""
    require(value in choices, f"{name} must be one of {', '.join(choices)}: {value}")
