from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from pulumi_resource_primeintellect import __version__
from version import (
    CHANGELOG,
    GENERATED,
    QUOTING,
    ROOT,
    WRITTEN,
    differences,
    entry,
    obstacles,
    restated,
)

if TYPE_CHECKING:
    from pathlib import Path

TAG = f"v{__version__}"
REMEDIES = dict.fromkeys(GENERATED, "run `make generate`") | dict.fromkeys(
    WRITTEN, "change it there"
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of all that states the version, with a changelog that is ready for the release."""
    for name in (*GENERATED, *WRITTEN):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    text = f"# Changelog\n\n## [{__version__}] - 2026-12-01\n\n- New.\n\n## [0.0.1] - 2026-01-01\n"
    (tmp_path / CHANGELOG).write_text(text, encoding="utf-8")
    return tmp_path


def test_all_of_this_checkout_states_one_version() -> None:
    assert differences(ROOT) == []


def test_a_release_needs_its_own_tag_and_a_date(root: Path) -> None:
    assert (differences(root), obstacles(TAG, root)) == ([], [])
    assert entry(root) == ("2026-12-01", "- New.")
    assert obstacles("v9.9.9", root) == [
        f"the tag is v9.9.9, but the version {__version__}: tag {TAG} instead"
    ]


@pytest.mark.parametrize("changelog", [f"## [{__version__}] - unreleased\n", "## [0.0.1] - soon\n"])
def test_a_version_without_a_date_is_not_released(root: Path, changelog: str) -> None:
    (root / CHANGELOG).write_text(changelog, encoding="utf-8")
    assert obstacles(TAG, root) == [
        f"CHANGELOG.md gives no date for {__version__}: write the day as YYYY-MM-DD"
    ]


@pytest.mark.parametrize("name", REMEDIES)
@pytest.mark.parametrize(("instead", "said"), [("9.8.7", "9.8.7"), (None, "no version")])
def test_a_file_with_another_version_or_none_is_named_with_what_to_do(
    root: Path, name: str, instead: str | None, said: str
) -> None:
    text = (root / name).read_text(encoding="utf-8")
    changed = text.replace(__version__, instead) if instead else ""
    (root / name).write_text(changed, encoding="utf-8")
    assert differences(root) == [
        f"{name} states {said}, but this is {__version__}: {REMEDIES[name]}"
    ]


@pytest.mark.parametrize("name", QUOTING)
def test_one_place_that_was_forgotten_is_enough_and_is_brought_up_to_date(
    root: Path, name: str
) -> None:
    text = (root / name).read_text(encoding="utf-8")
    before, found, after = text.rpartition(__version__)
    assert found
    forgotten = f"{before}0.0.9{after}"
    (root / name).write_text(forgotten, encoding="utf-8")
    (told,) = differences(root)
    assert "0.0.9" in told
    assert restated(forgotten) == text
