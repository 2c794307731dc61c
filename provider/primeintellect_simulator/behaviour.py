"""How a server may depart from the documentation, one switch each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

from primeintellect_simulator.checks import check_choice, check_number, check_whole, require
from primeintellect_simulator.schema import (
    JSON,
    MAX_PER_PAGE,
    PAGING_KEYS,
    PARAMETERS,
    SHAPES,
    Sandbox,
    Shape,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from primeintellect_simulator.churn import Churn

CapMode: TypeAlias = Literal["refuse", "clamp"]
CAP_MODES: tuple[CapMode, ...] = ("refuse", "clamp")

PastEnd: TypeAlias = Literal["empty", "404"]
PAST_END_CHOICES: tuple[PastEnd, ...] = ("empty", "404")

_BODILESS_STATUSES = (204, 205)


@dataclass(frozen=True, kw_only=True)
class Behaviour:
    """Departures from the documented behaviour; by default there are none.

    A *step* is the number of pages sent so far. Nothing here changes what reading a single
    sandbox finds, but for ``shape``, ``churn``, ``success_status``, ``delay_seconds`` and
    ``reshape``.

    Attributes:
        shape: What the default sample and error bodies look like. In the ``newest`` shape, errors
            have a ``detail``, FastAPI's list for a 422, and ``TIMEOUT`` is a status to filter by.
        camel_case: Name the paging keys ``perPage`` and ``hasNext``.
        max_per_page: The most items a page holds.
        cap_mode: What happens to a larger ``per_page``: ``refuse`` it with 422, or silently
            ``clamp`` it, which the page's ``per_page`` shows.
        ignored_parameters: Query parameters that are treated as if they had not been sent. Without
            ``team_id``, a list has the caller's personal sandboxes and those of all their teams.
        page_shift: Added to the number of the page that is asked for; the first page is the lowest.
        past_end: What a page past the end is: ``empty``, or a ``404``.
        shuffle_seed: Reorder the listing at every step, in a way this seed fixes; None keeps it.
        repeat: Items from the end of each page that the next page begins with.
        rotate: Items that move from the end of the listing to its front at every step, which pushes
            the others to later pages; below zero, items move from the front to the end.
        growth: Copies of the first item, with ids of their own, that appear at the front at every
            step; below zero, items that vanish from the front.
        settle_after: The step from which order and size stay put; None means they never do.
        churn: Sandboxes that are created and deleted in between; None keeps them all.
        endless: Always say there is a next page, and repeat the last one from there on.
        empty_page: The number of a page that comes out empty and still announces a next one,
            which goes on where the page before ended.
        claims: What every page says of itself instead of the truth, of ``total``, ``page``,
            ``per_page`` and ``has_next``.
        success_status: The status of a good response.
        delay_seconds: Seconds that pass before every response.
        reshape: Turns each sandbox into the shape that is sent; ownership and filters look at the
            sandbox as it was before.

    Raises:
        ValueError: For values out of range and for switches that contradict each other.
    """

    shape: Shape = "documented"
    camel_case: bool = False
    max_per_page: int = MAX_PER_PAGE
    cap_mode: CapMode = "refuse"
    ignored_parameters: frozenset[str] = frozenset()
    page_shift: int = 0
    past_end: PastEnd = "empty"
    shuffle_seed: int | None = None
    repeat: int = 0
    rotate: int = 0
    growth: int = 0
    settle_after: int | None = None
    churn: Churn | None = None
    endless: bool = False
    empty_page: int | None = None
    claims: Mapping[str, JSON] = field(default_factory=dict)
    success_status: int = 200
    delay_seconds: float = 0.0
    reshape: Callable[[Sandbox], Sandbox] | None = None

    def __post_init__(self) -> None:
        self._check_values()
        self._check_combinations()

    def _check_values(self) -> None:
        check_choice("shape", self.shape, SHAPES)
        check_choice("cap_mode", self.cap_mode, CAP_MODES)
        check_choice("past_end", self.past_end, PAST_END_CHOICES)
        for name in self.ignored_parameters:
            check_choice("ignored_parameters", name, PARAMETERS)
        for name in self.claims:
            check_choice("claims", name, PAGING_KEYS)
        check_whole("max_per_page", self.max_per_page, minimum=1)
        check_whole("repeat", self.repeat, minimum=0)
        if self.settle_after is not None:
            check_whole("settle_after", self.settle_after, minimum=0)
        if self.empty_page is not None:
            check_whole("empty_page", self.empty_page, minimum=1)
        check_number("delay_seconds", self.delay_seconds)
        require(
            self.success_status in range(200, 300)
            and self.success_status not in _BODILESS_STATUSES,
            f"success_status must be from 200 to 299 and have a body: {self.success_status}",
        )

    def _check_combinations(self) -> None:
        require(
            self.repeat < self.max_per_page,
            f"repeat must be below max_per_page, {self.max_per_page}: {self.repeat}",
        )
        moves = self.rotate or self.growth or self.shuffle_seed is not None
        require(
            self.settle_after is None or moves,
            "settle_after needs a list that moves: rotate, growth or shuffle_seed",
        )
        require(
            not (self.endless and self.past_end == "404"),
            "endless has no page past the end that could be a 404",
        )
        if "page" in self.ignored_parameters:
            require(not self.page_shift, "page_shift needs the parameter page, which is ignored")
            require(self.past_end == "empty", "past_end needs the parameter page, which is ignored")


DOCUMENTED = Behaviour()
"""The API as its documentation describes it."""
