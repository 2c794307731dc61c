"""Every command on the pages about recipes and pipelines is run, and prints what is shown."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from workspace import ROOT, copy

if TYPE_CHECKING:
    from _pytest.mark.structures import ParameterSet

COMMAND = Path(sys.executable).with_name("primeintellect-sandboxes")
PAGES = ("docs/pipelines.md", "docs/recipes.md")
NO_STEPS = re.compile(
    r"<!-- file: .*?<!-- end -->|<!-- not run: [^>]+-->\n```.*?^```$", re.DOTALL | re.MULTILINE
)
"""Programs, which other tests run, and blocks that say why nothing runs them."""
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
NO_COMMANDS = {"crontab"}
OMITTED = "...\n"
END = "--- end of a command ---"


@dataclass(frozen=True)
class Step:
    """A command, and what a page says that it prints."""

    command: str
    shown: str

    @property
    def pattern(self) -> str:
        """Matches what is shown, with any lines where it says that some are left out."""
        lines = self.shown.splitlines(keepends=True)
        return "".join("(?:.*\n)*?" if line == OMITTED else re.escape(line) for line in lines)


def steps(page: str) -> dict[str, list[Step]]:
    """The commands of each section of a page, in their order."""
    text = NO_STEPS.sub("", (ROOT / page).read_text(encoding="utf-8"))
    sections = re.findall(r"^## (.*)\n((?:(?!^## ).*\n)*)", text, re.MULTILINE)
    return {
        title: [
            Step(command, shown)
            for language, block in FENCE.findall(section)
            if language == "console"
            for command, shown in re.findall(r"^\$ (.*\n)((?:(?!\$ ).*\n)*)", block, re.MULTILINE)
        ]
        for title, section in sections
    }


def sections_with_commands() -> list[ParameterSet]:
    return [
        pytest.param(found, id=f"{page}: {title}", marks=pytest.mark.needs("bash", "jq"))
        for page in PAGES
        for title, found in steps(page).items()
        if found
    ]


@pytest.mark.parametrize("section", sections_with_commands())
def test_commands_print_what_the_page_shows(
    variables: dict[str, str], section: list[Step], tmp_path: Path
) -> None:
    copy(ROOT / "examples", tmp_path / "checkout/examples")
    (tmp_path / "bin" / COMMAND.name).symlink_to(COMMAND)
    script = "".join(f"{step.command}(s=$?; echo '{END}'; exit $s)\n" for step in section)
    done = subprocess.run(
        ["bash", "-c", f"exec 2>&1\n{script}"],
        cwd=tmp_path / "checkout",
        env=variables | {"TMPDIR": str(tmp_path)},
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    )
    printed = done.stdout.split(f"{END}\n")
    for step, actual in zip(section, printed, strict=False):
        text = re.sub(r"[ \t]+$", "", actual, flags=re.MULTILINE)  # tables are padded
        assert re.fullmatch(step.pattern, text), f"$ {step.command}{actual}"
    assert len(printed) == len(section) + 1


@pytest.mark.parametrize("page", PAGES)
def test_a_page_has_no_commands_that_are_not_run(page: str) -> None:
    text = NO_STEPS.sub("", (ROOT / page).read_text(encoding="utf-8"))
    assert {language for language, _ in FENCE.findall(text)} - NO_COMMANDS == {"console"}
