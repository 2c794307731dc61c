"""Switches for how a server departs from the documentation."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

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
CAP_MODES: tuple[CapMode, ...] = get_args(CapMode)

PastEnd: TypeAlias = Literal["empty", "404"]
PAST_END_CHOICES: tuple[PastEnd, ...] = get_args(PastEnd)

_BODILESS_STATUSES = (204, 205)


@dataclass(frozen=True, kw_only=True)
class Behaviour:
    """Departures from the documented behaviour; by default there are none.

    A *step* is the number of pages sent so far. Only `shape`, `churn`, `success_status`,
    `delay_seconds` and `reshape` also affect reading a single sandbox.

    Attributes:
        shape: The form of the default sample and of error bodies. In the `newest` shape, errors
            have a `detail`, a 422 has FastAPI's list, and `TIMEOUT` is a status to filter by.
        camel_case: Name the paging keys `perPage` and `hasNext`.
        max_per_page: The maximum number of items on a page.
        cap_mode: What happens to a larger `per_page`: `refuse` responds with 422, `clamp`
            silently reduces it, which the page's `per_page` shows.
        ignored_parameters: Query parameters that the server ignores. Without
            `team_id`, a list has the caller's personal sandboxes and those of all their teams.
        page_shift: Number to add to the requested page; the result is at least the first page.
        past_end: The response to a page past the end: an `empty` page, or a `404`.
        shuffle_seed: Seed of the order that the listing gets at every step; None keeps the order.
        repeat: Number of items at the end of each page that the next page repeats.
        rotate: Number of items that move from the end of the listing to its front at every step,
            which pushes the others to later pages; below zero, they move from front to end.
        growth: Number of copies of the first item, with new ids, that appear at the front at every
            step; below zero, items vanish from the front.
        settle_after: The step from which order and size no longer change; None means never.
        churn: Sandboxes that are created and deleted between requests; None means no changes.
        endless: Whether every page announces a next one; pages after the last one repeat it.
        empty_page: The number of a page that is empty and still announces a next one, which
            continues where the previous page ended.
        claims: Values that every page has instead of the true `total`, `page`,
            `per_page` and `has_next`.
        success_status: The status of successful responses.
        delay_seconds: Seconds that pass before every response.
        reshape: Turns each sandbox into the form that is sent; ownership and filters use the
            original sandbox.

    Raises:
        ValueError: For values out of range, and for switches that contradict each other.
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
