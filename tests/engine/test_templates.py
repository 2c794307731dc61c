"""The templates make projects that run as they are, once the SDK is there."""

from __future__ import annotations

import json
import os
import subprocess
from typing import TYPE_CHECKING

import pytest
from workspace import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from engine.conftest import PrepareIn

TEMPLATES = ROOT / "templates"
LANGUAGES = [
    "yaml",
    "python",
    pytest.param("typescript", marks=pytest.mark.needs("node", "npm")),
]


def new_project(template: Path, folder: Path) -> Path:
    """Makes a project as `pulumi new` does, without the dependencies that it would install."""
    environment = {
        **os.environ,
        "PULUMI_HOME": str(folder / "template-home"),
        "PULUMI_SKIP_UPDATE_CHECK": "true",
    }
    project = folder / "new"
    command = (ROOT / ".engine/bin/pulumi", "new", template, "--generate-only", "--yes")
    options = ("--name", "trial", "--description", "A trial.", "--dir", project)
    subprocess.run((*command, *options), env=environment, check=True, capture_output=True)
    return project


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_project_from_the_template_lists_what_holds_a_machine(
    language: str, prepare_in: PrepareIn, tmp_path: Path
) -> None:
    project = new_project(TEMPLATES / language, tmp_path)
    made = (project / "Pulumi.yaml").read_text()
    assert "name: trial\ndescription: A trial.\n" in made
    assert "displayName" not in made
    workspace = prepare_in(language, project)
    workspace.pulumi("up", "--yes")
    outputs = json.loads(workspace.pulumi("stack", "output", "--json").stdout)
    assert (len(outputs["ids"]), outputs["ids"][0]) == (28, "sbx-000001")
    assert outputs["regions"] == ["asia", "canada", "eu", "us"]
    assert outputs["gpuCount"] == 69


def test_every_template_is_tried() -> None:
    tried = {getattr(language, "values", (language,))[0] for language in LANGUAGES}
    assert {folder.name for folder in TEMPLATES.iterdir()} == tried
