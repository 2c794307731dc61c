"""Every command and every program of the documents is run by a test, or says why not."""

from __future__ import annotations

import ast
import re

import pytest
from docs.coverage import CI, COMMANDS, CONSOLES, FILES, PROGRAMS
from pages import DOCS, README, Block, Page
from workspace import ROOT

PAGES = [README, *DOCS]
SHELLS = {"sh", "console"}
LANGUAGES = {"csharp", "go", "hcl", "java", "python", "typescript", "yaml"}
OTHERS = {"crontab", "diff", "json", "text"}
ADVICE = "tests/docs/coverage.py says what to do"


def unaccounted(page: Page, block: Block) -> list[str]:
    """What of a block is neither run nor marked."""
    kind, _, told = block.comment.partition(": ")
    filled_in = kind == "file" and told.startswith(tuple(FILES))
    if block.language in OTHERS or filled_in or (kind == "not run" and told):
        return []
    if block.language == "console" and page.path.name in CONSOLES:
        return []
    if block.language in SHELLS:
        unknown = (command for command in block.commands if command not in COMMANDS)
        return [f"{block.place}: nothing runs `{command}`; {ADVICE}" for command in unknown]
    if block.language not in LANGUAGES:
        known = ", ".join(sorted(SHELLS | LANGUAGES | OTHERS))
        return [f"{block.place}: the language of the block is none of {known}"]
    if (page.path.name, block.heading) in PROGRAMS:
        return []
    return [f"{block.place}: nothing runs the {block.language} program; {ADVICE}"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path.name)
def test_every_command_and_program_is_run_or_says_why_not(page: Page) -> None:
    assert [told for block in page.blocks for told in unaccounted(page, block)] == []


def test_what_runs_a_command_exists() -> None:
    script = (ROOT / CI).read_text(encoding="utf-8")
    programs = {place: by for place, by in PROGRAMS.items() if isinstance(by, str)}
    for command, by in [
        *COMMANDS.items(),
        *CONSOLES.items(),
        *FILES.items(),
        *programs.items(),
    ]:
        if by == CI:
            assert re.search(rf"\b{re.escape(str(command))}$", script, re.MULTILINE), command
        else:
            path, _, name = by.partition("::")
            tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
            assert name in {f.name for f in tree.body if isinstance(f, ast.FunctionDef)}, by


def test_what_is_listed_is_in_a_document() -> None:
    blocks = [(page, block) for page in PAGES for block in page.blocks]
    commands = {command for _, block in blocks for command in block.commands}
    assert COMMANDS.keys() - commands == set()
    assert PROGRAMS.keys() - {(page.path.name, block.heading) for page, block in blocks} == set()


PAGE = """
# Title

```sh
make demo  # the first thing
make \\
  coffee
```

```console
$ make tea
make no command of this
```

<!-- not run: no kettle -->
```sh
make cocoa
```

<!-- not run -->
```python
print("a reason is needed")
```

<!-- file: nowhere/else.py -->
```python
print("FILES does not name it")
```

<!-- file: examples/python/__main__.py -->
```python
```

- A list

  ```
  no language
  ```

```text
what a program prints
```
"""


def test_what_nothing_runs_is_told() -> None:
    page = Page(ROOT / "docs/page.md", PAGE)
    languages = (
        "console, crontab, csharp, diff, go, hcl, java, json, python, sh, text, typescript, yaml"
    )
    assert [told for block in page.blocks for told in unaccounted(page, block)] == [
        f"docs/page.md:4: nothing runs `make coffee`; {ADVICE}",
        f"docs/page.md:10: nothing runs `make tea`; {ADVICE}",
        f"docs/page.md:21: nothing runs the python program; {ADVICE}",
        f"docs/page.md:26: nothing runs the python program; {ADVICE}",
        f"docs/page.md:36: the language of the block is none of {languages}",
    ]
