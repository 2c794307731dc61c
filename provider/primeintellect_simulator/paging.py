"""Cuts a listing into pages, as documented or as a behaviour changes that."""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from primeintellect_simulator.errors import not_found
from primeintellect_simulator.store import encode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from primeintellect_simulator.behaviour import Behaviour
    from primeintellect_simulator.schema import JSON
    from primeintellect_simulator.store import StoredSandbox

CAMEL_CASE = {"per_page": "perPage", "has_next": "hasNext"}


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page of a listing.

    Attributes:
        entries: The sandboxes on the page.
        total: The number of sandboxes on all pages.
        number: The page's number, from 1.
        size: The maximum number of sandboxes on a page.
        has_next: Whether a next page is announced.
    """

    entries: Sequence[StoredSandbox]
    total: int
    number: int
    size: int
    has_next: bool

    def json(self, behaviour: Behaviour) -> bytes:
        """Serialises the page by joining the serialised sandboxes."""
        names = CAMEL_CASE if behaviour.camel_case else {}
        truth: dict[str, JSON] = {
            "total": self.total,
            "page": self.number,
            "per_page": self.size,
            "has_next": self.has_next,
        }
        sent = truth | dict(behaviour.claims)
        paging = encode({names.get(name, name): value for name, value in sent.items()})
        sandboxes = b",".join([entry.body for entry in self.entries])
        return b'{"sandboxes":[' + sandboxes + b"]," + paging[1:]


def cut_page(
    listing: Sequence[StoredSandbox], *, number: int, size: int, behaviour: Behaviour
) -> Page:
    """Cuts one page out of a listing.

    Raises:
        ErrorResponse: 404, for a page past the end if the behaviour demands it.
    """
    total = len(listing)
    stride = max(1, size - behaviour.repeat)
    last = 1 + max(0, math.ceil((total - size) / stride))
    number = max(1, number + behaviour.page_shift)
    empty = behaviour.empty_page or 0
    position = number - 1 if 0 < empty < number else number
    if behaviour.endless:
        position = min(position, last)
    if position > last and behaviour.past_end == "404":
        raise not_found(f"Page {number} not found")
    start = (position - 1) * stride
    return Page(
        entries=() if number == empty else listing[start : start + size],
        total=total,
        number=number,
        size=size,
        has_next=behaviour.endless or number <= empty or position < last,
    )


def reorder(
    listing: Sequence[StoredSandbox], step: int, behaviour: Behaviour
) -> Sequence[StoredSandbox]:
    """Returns the listing as it is at a step."""
    if behaviour.settle_after is not None:
        step = min(step, behaviour.settle_after)
    if behaviour.rotate and listing:
        moved = behaviour.rotate * step % len(listing)
        listing = [*listing[len(listing) - moved :], *listing[: len(listing) - moved]]
    if behaviour.growth > 0 and listing:
        first = listing[0]
        copies = range(behaviour.growth * step, 0, -1)
        listing = [*(first.renamed(f"{first.id}-copy-{copy}") for copy in copies), *listing]
    elif behaviour.growth < 0:
        listing = listing[-behaviour.growth * step :]
    if behaviour.shuffle_seed is not None:
        rng = Random(f"{behaviour.shuffle_seed}-{step}")  # noqa: S311  # an order, not a secret
        listing = rng.sample(listing, len(listing))
    return listing
