"""One process of the library's plugin, for the tests that need no other environment or end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from framework.plugins import library

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pulumi_python_provider.testing import Plugin


@pytest.fixture(scope="session")
def attached() -> Iterator[Plugin]:
    """A plugin that engines attach to."""
    with library(attachable=True) as plugin:
        yield plugin


@pytest.fixture
def plugin(attached: Plugin) -> Iterator[Plugin]:
    """The plugin with an engine newly attached, and configured."""
    attached.attach()
    attached.configure(token="card", branch="main")
    yield attached
    attached.cancel()
