"""Which pages to read next, and when what was read is the whole list. Decides; does no I/O.

The API pages by offset and documents no order. A sandbox that comes or goes while pages are read
moves others across the borders between pages: they are seen twice, or not at all. What is claimed
here: every sandbox that exists during the whole call is listed, and none twice.

**A list that stands still costs one reading.** A reading is `still` when every page counts the
same total, all pages show as many sandboxes as that, and nothing shows that a sandbox came
meanwhile. Had one been missed, another would have to stand in for it, which was not there yet when
the first page was made. Two things show that:
- Pages overlap. Each is one smaller than the page before, so that it begins before that one ends:
  page n+1 repeats the last n sandboxes of page n, exactly these and no others. In a list that keeps
  its order nothing is missed then: a missed sandbox comes after all pages read so far and before
  all of the next page, so these could share no sandbox. Pages overlap where that costs at most one
  request more; with smaller pages they only touch.
- A later page shows a sandbox that was created or changed about when the first page was made, by
  the API's own clock: the `Date` of that page. Such a list is read again, whether it moved or not,
  and so is one whose pages only touch where the API sends no times.

**Readings of a moving list are put together.** Each has pages of another size, so that borders lie
elsewhere and a sandbox that hides from one reading is as visible as any other to the next. The
readings themselves show what they miss: a sandbox that an earlier and a later reading show existed
in between, so the reading that lacks it has missed it. If a reading misses the share p of N
sandboxes, k readings all miss N * p**k. From three readings on, that is enough once it is below
`MAX_EXPECTED_MISSES`. So are readings that reach a total which never changes. This needs neither an
order nor any clock. A sandbox that came or went meanwhile is listed if any reading shows it, unless
the last two readings are still and alike: then the list is what they show.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from pulumi_resource_primeintellect.api.page_sizes import last_page_size
from pulumi_resource_primeintellect.api.timestamps import instant_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

MAX_PAGES_AT_ONCE = 64
"""Pages asked for at a time: bounds the harm of an absurd total."""

MAX_EXTRA_PAGES = 10
"""Pages that may follow after those that the total calls for."""

MIN_READINGS = 3
"""Readings of a moving list: with fewer, none lies between two others."""

MAX_READINGS = 10

MAX_EXPECTED_MISSES = 1e-5
"""Sandboxes that readings put together may miss on average: one in 100,000 lists."""

MAX_CLOCK_DIFFERENCE = timedelta(seconds=10)
"""How far the time of a change and the `Date` of a page that does not show it yet may differ."""


class Page(NamedTuple):
    """What a page says of the list: the IDs on it, in the API's order, and its paging fields.

    `date` is when the API made it, and `changed` the latest instant at which a sandbox on it says
    that it was created or changed; empty where none says.
    """

    ids: Sequence[str]
    total: int
    per_page: int
    has_next: bool
    date: datetime | None = None
    changed: str = ""

    def served_size(self, asked: int) -> int:
        """How many sandboxes the API puts on a page; `per_page` may claim anything."""
        if self.has_next and self.ids:
            return len(self.ids)
        return self.per_page if 1 <= self.per_page <= asked else asked


class Reading:
    """All pages once, in batches, beginning with the first page.

    Pages get smaller by one each, from `size` on, until they are of `last_size`.
    """

    def __init__(self, first: Page, size: int) -> None:
        self.ids: set[str] = set()
        self.total = self.first_total = first.total
        self.steady = True
        """Whether every page counts the same total."""
        self.ended = False
        """Whether the last page was reached: it said so, or brought nothing new."""
        self._size = size
        self._last_size = last_page_size(first.total, size)
        self._pages_read = 0
        self._shown = 0
        self._previous: Sequence[str] = ()
        self._aligned = True
        self._overlapping = True
        self._date = first.date
        self._changed = ""
        self.add([first])

    def add(self, pages: Sequence[Page]) -> None:
        """Takes the next pages, in the order of their numbers."""
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
        barren = len(self.ids) == known
        enough = len(self.ids) >= self.total or len(pages) >= MAX_PAGES_AT_ONCE
        self.ended |= barren and enough

    @property
    def wanted(self) -> range:
        """Numbers of the pages to read next; empty at the end."""
        planned = max(1, -(-self.total // self._last_size))
        if self.ended or self._pages_read >= planned + MAX_EXTRA_PAGES:
            return range(0)
        last = min(max(self._pages_read + 1, planned), self._pages_read + MAX_PAGES_AT_ONCE)
        return range(self._pages_read + 1, last + 1)

    def size_of(self, number: int) -> int:
        """The size of a page, by which the API also finds where it begins."""
        return max(self._size - number + 1, self._last_size)

    @property
    def still(self) -> bool:
        """Whether the list stood still: what it shows is all that there is."""
        everything = self.steady and len(self.ids) == self.total
        as_served = self._shown == self.total  # where the API keeps to one size, pages only touch
        return everything and (self._aligned or as_served) and self._unchanged

    @property
    def _unchanged(self) -> bool:
        """Whether no later page shows a sandbox that may have come after the first page."""
        if self._date is None or not self._changed:
            return self._overlapping
        return self._changed < instant_of(self._date - MAX_CLOCK_DIFFERENCE)

    def _compare(self, page: Page) -> None:
        """Compares a page with the one before it, whose end it should repeat and nothing else."""
        if not self._pages_read:
            return
        begin = self._pages_read * self.size_of(self._pages_read + 1)
        end = min(self._pages_read * self.size_of(self._pages_read), self.first_total)
        overlap = max(0, end - begin)
        expected = self._previous[max(0, len(self._previous) - overlap) :]
        self._aligned &= self.ids.intersection(page.ids) == set(expected)
        self._overlapping &= bool(expected) or not page.ids
        self._changed = max(self._changed, page.changed)


class Readings:
    """Readings one after the other, until together they show the whole list."""

    def __init__(self, first: Reading) -> None:
        self._readings = [first]

    def __len__(self) -> int:
        return len(self._readings)

    def add(self, reading: Reading) -> None:
        """Takes the next reading."""
        self._readings.append(reading)

    @property
    def ids(self) -> set[str]:
        """The IDs that the last reading shows if it is exact, or else those of all readings."""
        return self._last.ids if self._exact else _union(self._readings)

    @property
    def settled(self) -> bool:
        """Whether no sandbox is missing. After a still reading, one more may make it exact."""
        if self._exact:
            return True
        may_become_exact = self._last.still and not self._readings[-2].still
        return len(self) >= MIN_READINGS and not may_become_exact and self._complete

    @property
    def endless(self) -> bool:
        """Whether there was no last page in any of several readings."""
        return len(self) >= MIN_READINGS and not any(reading.ended for reading in self._readings)

    @property
    def hidden(self) -> int:
        """How many more sandboxes the API always counts than it shows, however often it is read."""
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
        if not self._last.ended or count < self._last.first_total:
            return False
        if all(reading.steady and reading.total == count for reading in self._readings):
            return True
        share = max(self._missed_share(number) for number in range(1, len(self) - 1))
        return count * share ** len(self) <= MAX_EXPECTED_MISSES

    def _missed_share(self, number: int) -> float:
        """Which part a reading lacks of the sandboxes that are shown both before and after it."""
        lasting = _union(self._readings[:number]) & _union(self._readings[number + 1 :])
        return len(lasting - self._readings[number].ids) / max(1, len(lasting))


def _union(readings: Iterable[Reading]) -> set[str]:
    return set[str]().union(*(reading.ids for reading in readings))
