"""Instructions are counted where `perf` can. Few machines of CI have it, so a script stands in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from benchmarks.contenders import OURS
from benchmarks.instructions import EVENT, can_count, count, count_instructions
from benchmarks.plugins import Plugin

if TYPE_CHECKING:
    from pathlib import Path

PERF = """#!/bin/sh
# perf stat -x, -e EVENT [-o FILE --] COMMAND...
shift 4
to=/dev/stderr
if [ "$1" = -o ]; then to=$2; shift 3; fi
trap : INT
"$@"
echo "{count},,instructions:u,1000,100.00,," >>"$to"
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder on PATH."""
    (tmp_path / "true").symlink_to("/bin/true")
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def put_perf(folder: Path, counted: str) -> None:
    perf = folder / "perf"
    perf.write_text(PERF.format(count=counted))
    perf.chmod(0o755)


def test_nothing_is_counted_without_perf(folder: Path) -> None:
    assert list(folder.iterdir()) == [folder / "true"]
    assert count_instructions() == {}


def test_nothing_is_counted_where_the_machine_has_no_counter(folder: Path) -> None:
    put_perf(folder, "<not supported>")
    assert count_instructions() == {}


@pytest.mark.needs("go")
@pytest.mark.usefixtures("built")
def test_a_plugin_is_counted_until_it_is_interrupted(folder: Path) -> None:
    put_perf(folder, "12345678")
    assert can_count(EVENT)
    assert count(EVENT, OURS, Plugin.schema) == 12_345_678
