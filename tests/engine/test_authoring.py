"""The provider of `docs/authoring.md`: in the real engine, and with a second function as told."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from pulumi_python_provider.testing import Plugin
from workspace import ROOT, Workspace, copy

if TYPE_CHECKING:
    from pathlib import Path

SOURCE = ROOT / "examples/provider"
PAGE = ROOT / "docs/authoring.md"
MACHINE = {"hostname": os.uname().nodename, "cpus": os.cpu_count()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the example whose plugin is a program.

    Pulumi's Python host, which makes a program of `PulumiPlugin.yaml`, cannot be had everywhere.
    """
    folder = tmp_path / "provider"
    copy(SOURCE, folder)
    (folder / "PulumiPlugin.yaml").unlink()
    program = folder / "pulumi-resource-machine"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" "${{0%/*}}" "$@"\n')
    program.chmod(0o755)
    return folder


@pytest.mark.parametrize("language", ["yaml", "python"])
def test_a_program_uses_the_provider(folder: Path, language: str, tmp_path: Path) -> None:
    environment = {}
    if language == "python":
        environment["PYTHONPATH"] = str(install_sdk(schema(folder), tmp_path))
    workspace = Workspace(tmp_path / "work", folder / language, environment, ready=False)
    shutil.copytree(folder, tmp_path / "work", dirs_exist_ok=True)
    workspace.pulumi("up", "--yes")
    outputs = json.loads(workspace.pulumi("stack", "output", "--json").stdout)
    assert outputs == MACHINE


def test_the_page_shows_the_example() -> None:
    assert (SOURCE / "__main__.py").read_text() in PAGE.read_text()
    assert len((SOURCE / "__main__.py").read_text().splitlines()) <= 40


def test_a_second_function_is_a_small_change(folder: Path) -> None:
    (diff,) = re.findall(r"^```diff\n(.*?)^```$", PAGE.read_text(), re.DOTALL | re.MULTILINE)
    changed = [line for line in diff.splitlines() if re.match(r"[+-](?![+-])", line)]
    assert len(changed) <= 12
    subprocess.run(["git", "apply"], input=diff, text=True, check=True, cwd=folder)
    with Plugin(str(folder / "pulumi-resource-machine")) as plugin:
        plugin.configure()
        load = plugin.invoke("machine:index:getLoad")["minute"]
    assert isinstance(load, float)
    assert load >= 0
    functions = json.loads(schema(folder))["functions"]
    assert [*functions] == ["machine:index:getMachine", "machine:index:getLoad"]


def schema(folder: Path) -> str:
    """The schema that the plugin serves."""
    with Plugin(str(folder / "pulumi-resource-machine")) as plugin:
        return plugin.schema()


def install_sdk(text: str, folder: Path) -> Path:
    """Generates the Python SDK and installs it, as `pulumi package add` does."""
    (folder / "schema.json").write_text(text)
    command = (ROOT / ".engine/bin/sdkgen", folder / "schema.json", "python", folder / "generated")
    subprocess.run(command, check=True)
    installed = folder / "installed"
    pip = (sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation")
    subprocess.run((*pip, "--target", installed, folder / "generated"), check=True)
    return installed
