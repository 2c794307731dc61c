"""How often the plugin is started, connects and shakes hands, exactly. Needs no clock."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from benchmarks.contenders import OURS
from benchmarks.figures import FIGURES
from benchmarks.programs import Program
from benchmarks.scenarios.contest import ROUND_TRIP, SANDBOX_ID
from benchmarks.scenarios.listings import distant_pages
from benchmarks.scenarios.previews import PYTHON, YAML, preview
from benchmarks.scenarios.starts import first_answer

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from benchmarks.api_server import ApiServer
    from benchmarks.samples import Round

pytestmark = [pytest.mark.needs("go"), pytest.mark.usefixtures("built")]

EXPECTED = {figure.key: figure.expects for figure in FIGURES}


def seen(scenario: Generator[Round, None, None]) -> dict[str, int]:
    """The facts of ours in the first round."""
    with closing(scenario):
        return dict(next(scenario)["ours"].facts)


def once(**others: int) -> dict[str, int]:
    return {"requests": 1, "connections": 1, "handshakes": 0, **others}


def test_a_first_answer_needs_one_connection() -> None:
    assert seen(first_answer(contenders=[OURS])) == once()


def test_over_https_a_first_answer_needs_one_handshake() -> None:
    facts = seen(first_answer(ROUND_TRIP, [OURS]))
    assert facts == once(handshakes=1) == EXPECTED["first-answer-https"]


def test_a_hundred_pages_share_as_many_connections_as_are_used_at_once() -> None:
    facts = seen(distant_pages(10, ROUND_TRIP, [OURS]))
    assert facts == {"requests": 100, "connections": 8, "handshakes": 8}
    assert facts == EXPECTED["distant-pages"]


def test_a_preview_over_https_needs_one_handshake() -> None:
    """Of the two processes that the engine starts for YAML, the one for the schema connects not."""
    facts = seen(preview(YAML, [OURS], round_trip=ROUND_TRIP))
    assert facts == once(handshakes=1, starts=2) == EXPECTED["preview-https"]


@pytest.mark.parametrize(
    ("files", "installed", "starts"),
    [(YAML, False, 2), (YAML, True, 1), (PYTHON, False, 1), (PYTHON, True, 1)],
    ids=["YAML", "YAML, installed", "Python", "Python, installed"],
)
def test_a_preview_starts_the_plugin_so_often(
    files: Mapping[str, str],
    installed: bool,  # noqa: FBT001  # a column of the table
    starts: int,
) -> None:
    """The schema of an installed plugin is kept by the engine, and a Python SDK knows it."""
    assert seen(preview(files, [OURS], installed=installed)) == once(starts=starts)


def test_an_installed_plugin_is_asked_for_its_schema_once(api: ApiServer) -> None:
    with Program(OURS, api, YAML, installed=True) as program:
        assert [program.preview(SANDBOX_ID).facts["starts"] for _ in range(3)] == [2, 1, 1]
