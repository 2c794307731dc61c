"""The result of reading sandboxes: a page, a list, several lists, or single IDs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from pulumi_resource_primeintellect.api.page_sizes import MAX_PER_PAGE
from pulumi_resource_primeintellect.api.sandbox_pages import Skipped

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True)
class Listed(Generic[T_co]):
    """What was read: the result of `keep` for each selected sandbox, by ID.

    A single page has the API's order; a whole list has no particular order. `ids` has the IDs of
    all sandboxes that were read. `skipped` has the sandboxes without usable IDs, by substitute IDs,
    which `ids` has as well. `missing` has the requested IDs that do not exist. `total` counts the
    sandboxes on all pages of one list. `per_page` is the page size that the API used.
    """

    kept: Mapping[str, T_co]
    ids: AbstractSet[str]
    skipped: dict[str, Skipped] = field(default_factory=dict)
    missing: Sequence[str] = ()
    total: int | None = None
    page: int = 1
    per_page: int = MAX_PER_PAGE
    has_next: bool = False

    def union(self, other: Listed[T_co]) -> Listed[T_co]:
        """Returns the sandboxes of both lists."""
        return Listed(
            {**self.kept, **other.kept},
            self.ids | other.ids,
            {**self.skipped, **other.skipped},
            per_page=other.per_page,
        )
