"""Programs to compare, built once; and the benchmark's API."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from benchmarks import contenders
from benchmarks.api_server import ApiServer

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def built() -> None:
    """Builds what the benchmark starts: quick when it is current, a minute or two otherwise."""
    contenders.build()


@pytest.fixture(scope="session")
def api(built: None) -> Iterator[ApiServer]:  # noqa: ARG001  # it has to be there
    """The API with 25 sandboxes."""
    with ApiServer(25) as api:
        yield api
