"""How large pages are asked for, so that their borders lie well: see `paging`. No I/O."""

from __future__ import annotations


def last_page_size(total: int, size: int) -> int:
    """The smallest size that pages may have and still reach the end of the list.

    It leaves one step for each page, for one more request at most. Otherwise it is what the room
    on the last page leaves, so that as many pages as possible overlap at no cost.
    """
    pages = max(1, -(-total // size))
    for count in (pages, pages + 1):
        smallest = size - count + 1
        if count * smallest >= total:
            return smallest
    return -(-total // pages)


def page_size_of(reading: int, size: int) -> int:
    """The page size of a reading, counted from 1: another for each of them, at least half of it."""
    step = size // 16 | 1  # odd, so that few borders of two readings are close to each other
    sizes = range(size, (size - 1) // 2, -step)
    return sizes[(reading - 1) % len(sizes)]
