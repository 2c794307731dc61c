"""Arguments that make a function fail if too few or too many sandboxes meet the conditions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

from pulumi_python_provider import Arguments
from pulumi_python_provider.messages import Quote
from pydantic import Field, JsonValue

from pulumi_resource_primeintellect.api.listed import Listed
from pulumi_resource_primeintellect.errors import SelectionError
from pulumi_resource_primeintellect.functions.rows import Row

T = TypeVar("T")

MAX_SHOWN_SANDBOXES = 10


class GateArguments(Arguments):
    """How many sandboxes must meet all conditions."""

    requireAtLeast: int | None = Field(
        None,
        ge=0,
        description="Fails if fewer sandboxes than this meet all conditions, before `limit`.",
    )
    requireAtMost: int | None = Field(
        None,
        ge=0,
        description="Fails if more sandboxes than this meet all conditions, before `limit`.",
    )

    @classmethod
    def conflicts(cls, given: Mapping[str, JsonValue]) -> Iterator[str]:
        """Rejects a minimum above the maximum."""
        yield from super().conflicts(given)
        least, most = given.get("requireAtLeast"), given.get("requireAtMost")
        if isinstance(least, int) and isinstance(most, int) and least > most:
            yield "`requireAtLeast` must not be more than `requireAtMost`"

    def check(
        self, found: Sequence[Row], read: Listed[Row], describe: Callable[[], str], quote: Quote
    ) -> None:
        """Checks the number of sandboxes that meet the conditions. `describe` returns these.

        Raises:
            SelectionError: when there are too few or too many, or when skipped sandboxes make that
                impossible to decide.
        """
        least, most = self.requireAtLeast, self.requireAtMost
        skipped = len(read.skipped)
        possible = len(found) + skipped
        more = f"{skipped:,} more {'sandbox has' if skipped == 1 else 'sandboxes have'}"
        if least is not None and possible < least:
            raise SelectionError(
                f"{_met(found, describe())}, but `requireAtLeast` is {least:,}"
                f"{_list(found, quote)}{_missing(read.missing, quote)}"
            )
        if most is not None and len(found) > most:
            raise SelectionError(
                f"{_met(found, describe())}, but `requireAtMost` is {most:,}{_list(found, quote)}"
            )
        if least is not None and len(found) < least:
            raise SelectionError(
                f"cannot tell whether `requireAtLeast` {least:,} is met: {more} no usable ID"
            )
        if most is not None and possible > most:
            raise SelectionError(
                f"cannot tell whether `requireAtMost` {most:,} is exceeded: {more} no usable ID"
            )


def _met(found: Sequence[Row], conditions: str) -> str:
    meet = "sandbox meets" if len(found) == 1 else "sandboxes meet"
    return f"{len(found):,} {meet} the conditions ({conditions})"


def _list(found: Sequence[Row], quote: Quote) -> str:
    shown = _first(
        found, lambda one: f"{quote(one.id)} ({quote(one.counted.status or '') or 'unknown'})"
    )
    return f": {shown}" if found else ""


def _missing(ids: Sequence[str], quote: Quote) -> str:
    return f"; missing: {_first(ids, quote)}" if ids else ""


def _first(items: Sequence[T], show: Callable[[T], str]) -> str:
    """Returns the first items as text, and how many more there are."""
    others = len(items) - MAX_SHOWN_SANDBOXES
    shown = ", ".join(map(show, items[:MAX_SHOWN_SANDBOXES]))
    return f"{shown}{f', and {others:,} more' if others > 0 else ''}"
