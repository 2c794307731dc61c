"""Programs to compare, built once; and the benchmark's API."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from languages import once
from pins import installing

from benchmarks import contenders
from benchmarks.api_server import ApiServer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from languages import Shared


@pytest.fixture(scope="session")
def built(shared: Shared) -> None:
    """Builds what the benchmark starts: quick when it is current, a minute or two otherwise.

    Once for all tests, since a program that is in use must not be built again.
    """
    with installing(shared) as patch:
        patch.delenv("PIP_COMPILE")  # what is measured may stay
        once(shared.run / "benchmarks", lambda _: contenders.build())


@pytest.fixture(scope="session")
def api(built: None) -> Iterator[ApiServer]:  # noqa: ARG001  # it has to be there
    """The API with 25 sandboxes."""
    with ApiServer(25) as api:
        yield api
