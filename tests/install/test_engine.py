"""What `engine/install.py` does and says while it builds a program from its Go module."""

from __future__ import annotations

import re
import shutil
import subprocess
from importlib.util import module_from_spec, spec_from_file_location
from typing import TYPE_CHECKING, Any

import pytest
from distributions import ROOT

if TYPE_CHECKING:
    from pathlib import Path

MODULE = """\
module example

go 1.25

tool example/program

// What the program has of github.com/pulumi/pulumi/sdk/v3 v3.259.0: nothing.
"""
PROGRAM = 'package main\n\nfunc main() {{ println("{}") }}\n'

pytestmark = pytest.mark.needs("go")


@pytest.fixture
def installer(tmp_path: Path) -> Any:  # noqa: ANN401 - a module
    """The installer with one small program, new to Go, in place of Pulumi's."""
    folder = tmp_path / "engine"
    (folder / "pulumi/program").mkdir(parents=True)
    (folder / "pulumi/go.mod").write_text(MODULE)
    (folder / "pulumi/program/main.go").write_text(PROGRAM.format(tmp_path))
    shutil.copy(ROOT / "engine/install.py", folder)
    spec = spec_from_file_location("installer", folder / "install.py")
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("live", "shown"),
    [
        (False, r"building \.\.\. \n(?:  .+, \d+ s\n)+  done in \d+ s\n"),
        (True, r"building \.\.\. \n(?:\r\x1b\[K  .+, \d+ s)+\r\x1b\[K  done in \d+ s\n"),
    ],
    ids=["pipe", "terminal"],
)
def test_a_build_says_how_far_it_is(
    installer: Any,  # noqa: ANN401 - a module
    live: bool,  # noqa: FBT001 - pytest passes it by name
    shown: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    step = installer.Step("building", live=live, every=0.01)
    installer.build("pulumi", tmp_path, step)
    step.end("done")
    said = capsys.readouterr().out
    assert re.fullmatch(shown, said), said
    counts = [tuple(map(int, pair)) for pair in re.findall(r"(\d+) of (\d+) packages", said)]
    assert counts == sorted(counts)
    compiled, needed = counts[-1]
    assert 0 < compiled <= needed
    ran = subprocess.run([tmp_path / "program"], check=True, capture_output=True, text=True)
    assert ran.stderr == f"{tmp_path}\n"


def test_what_needs_no_time_is_one_line(
    installer: Any,  # noqa: ANN401 - a module
    capsys: pytest.CaptureFixture[str],
) -> None:
    with installer.step("trying") as trying:
        trying.ending = "not available here"
    assert capsys.readouterr().out == "trying ... not available here in 0 s\n"


def test_a_build_that_fails_shows_what_go_says(
    installer: Any,  # noqa: ANN401 - a module
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "engine/pulumi/program/main.go").write_text(
        "package main\n\nfunc main() { no() }\n"
    )
    with (
        pytest.raises(installer.EngineError, match="undefined: no"),
        installer.step("building") as step,
    ):
        installer.build("pulumi", tmp_path, step)
    assert re.fullmatch(r"building \.\.\. failed in \d+ s\n", capsys.readouterr().out)


def test_downloads_are_counted_until_something_is_compiled(
    installer: Any,  # noqa: ANN401 - a module
) -> None:
    assert installer.done_so_far("", 3) == "reading the modules"
    log = "go: downloading example.org/one v1.0.0\ngo: downloading example.org/two v1.0.0\n"
    assert installer.done_so_far(log, 3) == "2 modules downloaded"
    assert installer.done_so_far(f"{log}internal/cpu\n", 3) == "1 of 3 packages compiled"
