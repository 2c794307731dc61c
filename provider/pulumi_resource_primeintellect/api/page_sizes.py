"""Chooses page sizes that make missed sandboxes visible: see `paging`. No I/O."""

from __future__ import annotations

MAX_PER_PAGE = 1000
FALLBACK_PAGE_SIZES = (100, None)
"""Page sizes to try after a refusal: the limit of older servers, then the server's default."""


def last_page_size(total: int, size: int) -> int:
    """Returns the smallest page size with which the pages still reach the end of the list.

    Each page is one sandbox smaller than the page before, at the cost of at most one more request.
    If that is not enough, only as many pages shrink as the space on the last page allows.
    """
    pages = max(1, -(-total // size))
    for count in (pages, pages + 1):
        smallest = size - count + 1
        if count * smallest >= total:
            return smallest
    return -(-total // pages)


def page_size_of(reading: int, size: int) -> int:
    """Returns the page size of a reading (counted from 1): different for each, at least half."""
    step = size // 16 | 1  # odd, so that few page borders of two readings coincide
    sizes = range(size, (size - 1) // 2, -step)
    return sizes[(reading - 1) % len(sizes)]
