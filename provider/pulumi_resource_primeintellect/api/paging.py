"""Decides which pages to read next, and when the list is complete. No I/O.

The API pages by offset and documents no order. If a sandbox appears or disappears between the
requests for two pages, others move across the border between them. A reader then sees these twice,
or not at all. This module guarantees that a list has every sandbox that exists during the whole
call, and has it once.

**A list that does not move costs one reading**, which is one pass over all pages. A reading is
`still` if every page counts the same total, all pages together show that many sandboxes, and no
sandbox appeared during the reading. Without the last condition, a sandbox that appeared could make
up in the total for one that was missed. Two checks rule that out:
- Pages overlap. Each page is one sandbox smaller than the page before, so page n+1 must repeat
  exactly the last n sandboxes of page n. If the list keeps its order, no sandbox is missing then: a
  missing one would come after all pages so far and before the whole next page, so these could not
  overlap. Pages overlap if that costs at most one more request. Otherwise some only touch.
- No later page shows a sandbox that was created or changed at about the time of the first page, by
  the API's own clock in the `Date` header. Otherwise the list is read again, whether it moved or
  not. If pages only touch, it is also read again if a time is missing, unreadable or without an
  offset, because that time could be as recent.

**Several readings of a moving list are combined.** Each uses a different page size, so its page
borders lie elsewhere. A sandbox that one reading missed is then as visible as any other to the
next. Readings reveal what they miss: a sandbox in an earlier and in a later reading existed in
between, so a reading in between that lacks it has missed it. If a reading misses the share p of N
sandboxes, k readings together miss N * p**k. Three or more readings are enough once that is below
`MAX_EXPECTED_MISSES`, or if they reach a total that never changes. This needs neither an order nor
a clock. A sandbox that appears or disappears during the call is listed if any reading shows it. But
if the last two readings are still and equal, the list is exactly what they show.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from pulumi_resource_primeintellect.api.page_sizes import FALLBACK_PAGE_SIZES, last_page_size
from pulumi_resource_primeintellect.api.timestamps import Latest, instant_of

MAX_PAGES_AT_ONCE = 64
"""Pages to request at a time. Limits the harm of an absurd total."""

MAX_EXTRA_PAGES = 10
"""Pages to read beyond the number that follows from the total."""

MIN_READINGS = 3
"""Readings of a moving list. With fewer, no reading is between two others."""

MAX_READINGS = 10

MAX_EXPECTED_MISSES = 1e-5
"""Sandboxes that combined readings may miss on average: one in 100,000 lists."""

MAX_CLOCK_DIFFERENCE = timedelta(seconds=10)
"""The largest difference between the API's clocks, for changes and for `Date`."""


class Page(NamedTuple):
    """The IDs on a page, in the API's order, and its paging fields.

    `date` is the time of the response. `changed` is the latest time at which any sandbox on the
    page was created or changed.
    """

    ids: Sequence[str]
    total: int
    per_page: int
    has_next: bool
    date: datetime | None = None
    changed: Latest = Latest()

    def served_size(self, asked: int) -> int:
        """Returns the page size that the API used. Its `per_page` can be wrong."""
        if self.has_next and self.ids:
            return min(asked, len({*self.ids}))
        return self.per_page if 1 <= self.per_page <= asked else asked

    def contradiction(self, number: int, asked: int | None) -> str:
        """Describes how the page contradicts its own paging fields; empty if it does not."""
        shown = len({*self.ids})
        sizes = {self.per_page, asked or self.per_page}  # older servers cut pages to other sizes
        sizes |= {size for size in FALLBACK_PAGE_SIZES if size and size < self.per_page}
        if any(
            size >= 1
            and shown == max(0, min(size, self.total - (number - 1) * size))
            and self.has_next == (number * size < self.total)
            for size in sizes
        ):
            return ""
        more = "announces more pages" if self.has_next else "no more pages"
        return (
            f"counts {self.total} sandboxes on pages of {self.per_page}, but shows {shown} on page "
            f"{number} and {more}"
        )


class Reading:
    """One pass over all pages, in batches, starting with the first page.

    Each page is one sandbox smaller than the one before, from `size` down to `last_size`.
    """

    def __init__(self, first: Page, size: int) -> None:
        self.ids: set[str] = set()
        self.total = self.first_total = first.total
        self.steady = True
        """Whether every page counts the same total."""
        self.ended = False
        """Whether a page was the last one: it said so, or had no new sandboxes."""
        self._size = size
        self._last_size = last_page_size(first.total, size)
        self._pages_read = 0
        self._shown = 0
        self._previous: Sequence[str] = ()
        self._aligned = True
        self._overlapping = True
        self._date = first.date
        self._changed = Latest()
        self.add([first])

    def add(self, pages: Sequence[Page]) -> None:
        """Adds the next pages, in the order of their numbers."""
        known = len(self.ids)
        for page in pages:
            self._compare(page)
            self.ids.update(page.ids)
            self.steady &= page.total == self.first_total
            self.total = page.total
            self.ended |= not page.has_next
            self._shown += len(page.ids)
            self._pages_read += 1
            self._previous = page.ids
        has_nothing_new = len(self.ids) == known
        enough = len(self.ids) >= self.total or len(pages) >= MAX_PAGES_AT_ONCE
        self.ended |= has_nothing_new and enough

    @property
    def wanted(self) -> range:
        """The numbers of the pages to read next; empty at the end."""
        planned = max(1, -(-self.total // self._last_size))
        if self.ended or self._pages_read >= planned + MAX_EXTRA_PAGES:
            return range(0)
        last = min(max(self._pages_read + 1, planned), self._pages_read + MAX_PAGES_AT_ONCE)
        return range(self._pages_read + 1, last + 1)

    def size_of(self, number: int) -> int:
        """Returns the size of a page. The API also uses it to compute the page's offset."""
        return max(self._size - number + 1, self._last_size)

    @property
    def still(self) -> bool:
        """Whether the list did not move, so that this reading is complete."""
        everything = self.steady and len(self.ids) == self.total
        as_served = self._shown == self.total  # if the API uses one size for all, pages only touch
        return everything and (self._aligned or as_served) and self._unchanged

    @property
    def _unchanged(self) -> bool:
        """Whether no later page shows a sandbox that might have appeared after the first page."""
        if self._date is None:
            return self._overlapping
        recent = instant_of(self._date - MAX_CLOCK_DIFFERENCE)
        is_dated = self._changed.possible < recent
        return self._changed.known < recent and (is_dated or self._overlapping)

    def _compare(self, page: Page) -> None:
        """Checks that a page repeats the end of the page before, and nothing else."""
        if not self._pages_read:
            return
        begin = self._pages_read * self.size_of(self._pages_read + 1)
        end = min(self._pages_read * self.size_of(self._pages_read), self.first_total)
        overlap = max(0, end - begin)
        expected = self._previous[max(0, len(self._previous) - overlap) :]
        repeated = self.ids.intersection(page.ids)
        self._aligned &= repeated == set(expected)
        self._overlapping &= bool(repeated) or not page.ids  # the API can use another size
        self._changed = Latest(*map(max, self._changed, page.changed))


class Readings:
    """Successive readings, until together they show the whole list."""

    def __init__(self, first: Reading) -> None:
        self._readings = [first]

    def __len__(self) -> int:
        return len(self._readings)

    def add(self, reading: Reading) -> None:
        """Adds the next reading."""
        self._readings.append(reading)

    @property
    def ids(self) -> set[str]:
        """The IDs of the last reading if it is exact, or else of all readings."""
        return self._last.ids if self._exact else _union(self._readings)

    @property
    def settled(self) -> bool:
        """Whether no sandbox is missing. After a still reading, another one can make it exact."""
        if self._exact:
            return True
        may_become_exact = self._last.still and not self._readings[-2].still
        return len(self) >= MIN_READINGS and not may_become_exact and self._complete

    @property
    def endless(self) -> bool:
        """Whether none of several readings reached a last page."""
        return len(self) >= MIN_READINGS and not any(reading.ended for reading in self._readings)

    @property
    def hidden(self) -> int:
        """The number of sandboxes that the API always counts but never shows."""
        total = self._last.total
        counted = all(reading.steady and reading.total == total for reading in self._readings)
        shown = self.ids
        nothing_new = len(self) >= MIN_READINGS and _union(self._readings[:-2]) == shown
        return max(0, total - len(shown)) if counted and nothing_new else 0

    @property
    def _last(self) -> Reading:
        return self._readings[-1]

    @property
    def _exact(self) -> bool:
        return all(
            reading.still and reading.ids == self._last.ids for reading in self._readings[-2:]
        )

    @property
    def _complete(self) -> bool:
        count = len(self.ids)
        least = min(reading.total for reading in self._readings)  # as each counted at its end
        if not self._last.ended or count < max(self._last.first_total, least):
            return False
        if all(reading.steady and reading.total == count for reading in self._readings):
            return True
        share = max(self._missed_share(number) for number in range(1, len(self) - 1))
        return count * share ** len(self) <= MAX_EXPECTED_MISSES

    def _missed_share(self, number: int) -> float:
        """Returns the share of sandboxes before and after a reading that the reading lacks."""
        lasting = _union(self._readings[:number]) & _union(self._readings[number + 1 :])
        return len(lasting - self._readings[number].ids) / max(1, len(lasting))


def _union(readings: Iterable[Reading]) -> set[str]:
    return set[str]().union(*(reading.ids for reading in readings))
