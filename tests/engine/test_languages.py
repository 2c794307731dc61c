"""The same program in every language, each run by its own language host."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from languages import LANGUAGES, Language, UnavailableError
from workspace import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

    from _pytest.mark.structures import ParameterSet
    from engine.conftest import PrepareIn
    from primeintellect_simulator import Simulator

EXPECTED = {
    "gpu": "8 x H100 80GB",
    "gpuCount": 10,
    "gpuModels": {"A100": 1, "H100": 1, "none": 2},
    "id": "sbx-000001",
    "region": "us",
    "regions": ["eu", "us"],
    "runningIds": ["sbx-000001", "sbx-000002", "sbx-000003", "sbx-000004"],
}
SOURCES = {
    "yaml": "Pulumi.yaml",
    "python": "__main__.py",
    "typescript": "index.ts",
    "go": "main.go",
    "java": "src/main/java/sandboxes/App.java",
}
MOST_LINES = 31
PROGRAMS = ROOT / "tests/engine/programs"
PREVIEWED = {"yaml": 2, "java": 1}
"""Lookups that a preview makes already: these two take what a stash is given for what it will have,
and in YAML `dependsOn` is no more than an order."""

LOGGED = ("--logtostderr", "-v=9")


def needing(language: str) -> ParameterSet:
    return pytest.param(language, marks=pytest.mark.needs(*LANGUAGES[language].programs))


@pytest.mark.parametrize("language", [needing(language) for language in LANGUAGES])
def test_the_example_answers_the_same_in_preview_and_update(
    prepare_in: PrepareIn, language: str, record_property: Callable[[str, object], None]
) -> None:
    workspace = prepare_in(language, ROOT / "examples" / language)
    updated = workspace.pulumi("up", "--yes", "--skip-preview", *LOGGED)
    assert '    gpu       : "8 x H100 80GB"\n' in updated.stdout
    outputs = json.loads(workspace.pulumi("stack", "output", "--json").stdout)
    assert outputs == EXPECTED
    preview = workspace.pulumi("preview", "--expect-no-changes")
    for printed in (updated.stdout, preview.stdout):
        assert "secret" not in printed
        assert "warning" not in printed
    host = LANGUAGES[language].host
    launched = dict(re.findall(r"Launching plugin '([^']+)' from '([^']+)'", updated.stderr))
    assert launched[host] == str(ROOT / f".engine/bin/pulumi-language-{host}")
    record_property("language host", f"{language}: {launched[host]}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_example_is_short(language: str) -> None:
    source = (ROOT / "examples" / language / SOURCES[language]).read_text(encoding="utf-8")
    assert len([line for line in source.splitlines() if line.strip()]) <= MOST_LINES


@pytest.mark.parametrize("language", [needing(language) for language in LANGUAGES])
def test_a_lookup_waits_for_the_resources_that_it_depends_on(
    prepare_in: PrepareIn, language: str, simulator: Simulator
) -> None:
    workspace = prepare_in(language, PROGRAMS / language)
    workspace.pulumi("preview")
    assert len(simulator.requests) == PREVIEWED.get(language, 0)
    workspace.pulumi("up", "--yes", "--skip-preview")
    assert json.loads(workspace.pulumi("stack", "output", "--json").stdout) == {
        "firstIds": ["sbx-000001"],
        "region": "us",
    }


def test_a_missing_program_is_named() -> None:
    with pytest.raises(UnavailableError) as failed:
        Language("cobol", "cobol", ("python3", "no-such-compiler", "no-such-builder")).require()
    assert str(failed.value) == (
        "cobol programs need no-such-compiler and no-such-builder on PATH."
    )


def test_a_missing_host_is_named() -> None:
    with pytest.raises(UnavailableError) as failed:
        Language("cobol", "cobol").require()
    assert str(failed.value).startswith("cobol programs need pulumi-language-cobol: engine: ")
