"""Which pages to read next, and whether what was read is everything. Decides; does no I/O.

The API pages by offset and documents no order, so an item can move between pages while they are
read: it is then seen twice or not at all. A reading is clean when that cannot have happened.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pulumi_resource_primeintellect.api.sandboxes import Skipped

T = TypeVar("T")

BATCH = 64
"""Pages asked for at a time: what bounds the harm of an absurd total."""

ENOUGH_READINGS = 3
"""Readings with the same total that together may be everything."""

SURPLUS = 10
"""Pages that may follow after those that the total calls for."""


@dataclass(frozen=True)
class Page(Generic[T]):
    """A page of which only something is kept: of each sandbox, by its ID, what `T` holds."""

    kept: Sequence[tuple[str, T]]
    skipped: Mapping[str, Skipped]
    total: int
    number: int
    per_page: int
    has_next: bool

    @property
    def size(self) -> int:
        """How many sandboxes were on it."""
        return len(self.kept) + len(self.skipped)


class Reading(Generic[T]):
    """All pages once, in batches, beginning with the first page."""

    def __init__(self, first: Page[T]) -> None:
        self.kept: dict[str, T] = {}
        self.skipped: dict[str, Skipped] = {}
        self.total = first.total
        self._size = max(1, first.size or first.per_page)
        self._read = 0
        self._once = True
        self._more = True
        self.steady = True
        """Whether the total stayed the same."""
        self.add([first])

    def add(self, pages: Sequence[Page[T]]) -> None:
        """Takes the next pages, in the order of their numbers."""
        known = self.count
        for page in pages:
            self.skipped |= page.skipped
            for sandbox_id, kept in page.kept:
                self._once &= sandbox_id not in self.kept
                self.kept[sandbox_id] = kept
            self.steady &= page.total == self.total
            self.total = page.total
            self._more &= page.has_next
            self._read += 1
        barren = self.count == known and (self.count >= self.total or len(pages) >= BATCH)
        self._more &= not barren

    @property
    def wanted(self) -> range:
        """Numbers of the pages to read next; empty at the end."""
        if self.ended or self._read >= self._planned + SURPLUS:
            return range(0)
        last = min(max(self._read + 1, self._planned), self._read + BATCH)
        return range(self._read + 1, last + 1)

    @property
    def count(self) -> int:
        """How many sandboxes there were, the skipped ones included."""
        return len(self.kept) + len(self.skipped.keys() - self.kept.keys())

    @property
    def ended(self) -> bool:
        """Whether the last page was reached: it said so, or brought nothing new."""
        return not self._more

    @property
    def clean(self) -> bool:
        """Whether nothing moved: no item twice, the total constant and reached exactly."""
        return self._once and self.steady and self.count == self.total

    @property
    def _planned(self) -> int:
        return max(1, -(-self.total // self._size))


class Readings(Generic[T]):
    """Readings one after the other, until a single one or several together are everything."""

    def __init__(self) -> None:
        self.kept: dict[str, T] = {}
        self.settled = False
        """Whether one reading was clean, or several together hold as many as the API counts."""
        self._skipped: dict[str, Skipped] = {}
        self._alike = 0
        self._total = -1

    def add(self, reading: Reading[T]) -> None:
        """Takes the next reading."""
        as_before = reading.total == self._total
        self._alike = (self._alike if as_before else 0) + 1 if reading.steady else 0
        self._total = reading.total
        if reading.clean or self._alike <= 1:  # what was found earlier may be gone, and hide a gap
            self.kept, self._skipped = reading.kept, reading.skipped
        else:
            self.kept |= reading.kept
            self._skipped |= reading.skipped
        whole = self.count == self._total or self._total <= self.count == reading.count
        together = self._alike >= ENOUGH_READINGS and reading.ended and whole
        self.settled = reading.clean or together

    @property
    def count(self) -> int:
        """How many sandboxes were found, the skipped ones included."""
        return len(self.kept.keys() | self._skipped.keys())

    @property
    def skipped(self) -> dict[str, Skipped]:
        """Those that could be read in no reading."""
        return {name: why for name, why in self._skipped.items() if name not in self.kept}
