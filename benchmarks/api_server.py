"""The compiled API server, in a process of its own."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import httpx

from benchmarks.contenders import API

if TYPE_CHECKING:
    from typing_extensions import Self


class ApiServer:
    """The API with so many sandboxes, for as long as the `with` block lasts.

    `delay` is how many seconds each request takes; a `limited` one answers 429 beyond the
    documented rate limits.
    """

    def __init__(
        self, sandboxes: int, *, delay: float = 0, largest_page: int = 1000, limited: bool = False
    ) -> None:
        self._process = subprocess.Popen(
            [
                API,
                f"-sandboxes={sandboxes}",
                f"-delay={delay}s",
                f"-largest-page={largest_page}",
                f"-limited={str(limited).lower()}",
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        self.url = self._process.stdout.readline().strip()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    @staticmethod
    def id_of(number: int) -> str:
        """The ID of a sandbox, counted from 0."""
        return f"cmb7q2x9k{number:016d}"

    def counts(self) -> dict[str, int]:
        """`requests`, `refused` ones and `mostAtOnce` since the last time."""
        counts: dict[str, int] = httpx.get(f"{self.url}/counts", trust_env=False).json()
        return counts
