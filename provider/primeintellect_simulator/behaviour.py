"""How a server may depart from the documentation, one switch each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

from primeintellect_simulator.schema import JSON, MAX_PER_PAGE, Sandbox

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

CapMode: TypeAlias = Literal["refuse", "clamp"]
CAP_MODES: tuple[CapMode, ...] = ("refuse", "clamp")


@dataclass(frozen=True, kw_only=True)
class Behaviour:
    """Departures from the documented behaviour; by default there are none.

    A *step* is the number of list answers given so far. Nothing here changes what
    reading a single sandbox finds.

    Attributes:
        camel_case: Name the paging keys ``perPage`` and ``hasNext``.
        max_per_page: The most items a page holds.
        cap_mode: What happens to a larger ``per_page``: ``refuse`` it with 422, or silently
            ``clamp`` it, which the answer's ``per_page`` tells.
        shuffle_seed: Reorder the listing at every step, in a way this seed fixes; None keeps it.
        repeat: Items from the end of each page that the next page begins with.
        rotate: Items that move from the end of the listing to its front at every step, which pushes
            the others to later pages; below zero, items move from the front to the end.
        growth: Copies of the first item, with ids of their own, that appear at the front at every
            step; below zero, items that vanish from the front.
        settle_after: The step from which order and size stay put; None means they never do.
        endless: Always say there is a next page, and repeat the last one from there on.
        empty_page: The number of a page that comes out empty and still announces a next one,
            which goes on where the page before ended.
        claims: What every page says of itself instead of the truth, of ``total``, ``page``,
            ``per_page`` and ``has_next``.
        delay_seconds: Seconds that pass before every answer.
        reshape: Turns each sandbox into the shape that is answered.
    """

    camel_case: bool = False
    max_per_page: int = MAX_PER_PAGE
    cap_mode: CapMode = "refuse"
    shuffle_seed: int | None = None
    repeat: int = 0
    rotate: int = 0
    growth: int = 0
    settle_after: int | None = None
    endless: bool = False
    empty_page: int | None = None
    claims: Mapping[str, JSON] = field(default_factory=dict)
    delay_seconds: float = 0.0
    reshape: Callable[[Sandbox], Sandbox] | None = None


DOCUMENTED = Behaviour()
"""The API as its documentation describes it."""
