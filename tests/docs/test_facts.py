"""What the documents quote is what the code says."""

from __future__ import annotations

import ast
import re
from statistics import median
from typing import TYPE_CHECKING

import pytest
import yaml
from pages import DOCS, README, Page, inner
from pulumi_resource_primeintellect import errors
from pulumi_resource_primeintellect.api.answers import ADVICE
from pulumi_resource_primeintellect.api.client import Client
from workspace import ROOT

from benchmarks.figures import PEAKS_AT
from benchmarks.results import load
from benchmarks.samples import ratio, values_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PAGES = {page.path.name: page for page in DOCS}
PROVIDER = ROOT / "provider/pulumi_resource_primeintellect"
OF_PULUMI = {
    "could not find latest version for provider primeintellect",
    "Could not automatically download and install resource plugin",
    "using pulumi-resource-primeintellect from $PATH",
    "[secret]",
}
GAP = "\N{WHITE SQUARE}"
"""In a message of the provider, what differs from one to the next."""

STANDS_FOR = re.compile(r"\.\.\.|\b(?:NAME|SOURCE|ID|N|[345]xx|\d+)\b")
"""What stands for a gap in a message that is quoted; `...` for any text."""

BEFORE, AFTER = rf"(?:cannot {GAP}(?: at {GAP})?: |{GAP} )?", rf"(?=$|{GAP}|[.:;,](?: |$)| \()"
"""What may be before a message that is quoted, and what has to be after it: it is whole."""

PARTS = {
    "the program",
    "the primeintellect provider's configuration",
    f"the {GAP} provider's configuration",
    "no answer yet",
    f"last problem: {GAP}",
    f"cannot {GAP} at {GAP}: {GAP}.",
    "it is too large",
    "it is nested too deeply",
    "it has too many values",
    "no JSON object",
    "its name may have letters, digits, `_` and `-` only",
    f"there is no ~/.prime/environments/{GAP}.json",
    f"~/.prime/environments/{GAP}.json is no readable JSON object",
}
"""What is told only before, within or after a message that has a row."""

SAID_BY = {"warn", "status"} | {
    name
    for name, value in vars(errors).items()
    if isinstance(value, type) and issubclass(value, errors.ProviderError)
}
SAID_IN = {"problem", "problems", "message", "args", "MORE"}
SAID_OF = {"_message", "_problems", "_read", "check", "messages"}
"""What a message of the provider is given to, kept in, or made by."""


def quoted() -> list[str]:
    """The messages in the first columns of the page on troubleshooting."""
    tokens = PAGES["troubleshooting.md"].tokens
    cells = [
        tokens[number + 1]
        for number, token in enumerate(tokens)
        if token.type == "td_open" and tokens[number - 1].type == "tr_open"
    ]
    parts = [part.content for part in inner(cells) if part.type == "code_inline"]
    return [part for part in parts if part not in OF_PULUMI]


def pattern(message: str) -> re.Pattern[str]:
    """Finds the message of the provider that is quoted."""
    fixed, gaps = STANDS_FOR.split(message), [*STANDS_FOR.findall(message), ""]
    made = "".join(f"{re.escape(text)}{filled(gap)}" for text, gap in zip(fixed, gaps, strict=True))
    return re.compile(BEFORE + made + AFTER)


def filled(gap: str) -> str:
    """What may be where something stands for a gap; a name is also one that is given."""
    others = {"": "", "...": ".*?", "NAME": rf"(?:{GAP}|\w+)"}
    return others.get(gap, f"(?:{GAP}|{gap})")


def text(node: ast.expr) -> str:
    """A text in the code with its gaps; empty for what is none."""
    if isinstance(node, ast.JoinedStr):
        return "".join(str(p.value) if isinstance(p, ast.Constant) else GAP for p in node.values)
    return str(node.value) if isinstance(node, ast.Constant) else ""


def texts(node: ast.AST) -> Iterator[str]:
    """The texts below a node, but for the ends of sentences about values that are refused."""
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "ValueError":
        return
    if isinstance(node, (ast.JoinedStr, ast.Constant)):
        yield text(node)
    else:
        for child in ast.iter_child_nodes(node):
            yield from texts(child)


def names(nodes: Iterable[ast.AST]) -> set[str]:
    """The names that are called or assigned."""
    flat = (part for node in nodes for part in ast.walk(node))
    return {str(getattr(part, "id", getattr(part, "attr", ""))) for part in flat}


def says(node: ast.AST) -> bool:
    """Whether what is below a node in the code is said to users."""
    if isinstance(node, ast.Call):
        called = node.func
        adds = isinstance(called, ast.Attribute) and called.attr == "append"
        said = SAID_IN if adds else SAID_BY
        last = called.value if isinstance(called, ast.Attribute) and adds else called
        return str(getattr(last, "id", getattr(last, "attr", ""))) in said
    if isinstance(node, ast.Assign):
        return bool(names(node.targets) & SAID_IN)
    if isinstance(node, ast.AnnAssign):
        return bool(names([node.target]) & SAID_IN)
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name in SAID_OF


def messages() -> set[str]:
    """All sentences in the provider's code that users get to read, but for descriptions."""
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in PROVIDER.rglob("*.py"))
    saying = (node for tree in trees for node in ast.walk(tree) if says(node))
    undocumented = (part for node in saying for part in without_docstring(node))
    found = {one for part in undocumented for one in texts(part)}
    return {one for one in found if len(re.findall(r"\b[a-z]{2,}\b", one)) >= 2 and " " in one}


def without_docstring(node: ast.AST) -> list[ast.AST]:
    """What is below a node."""
    body = node.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) else [node]
    return [part for part in body if not isinstance(part, ast.Expr) or says(part.value)]


def test_every_message_that_is_explained_is_one_of_the_provider_as_it_says_it() -> None:
    said = messages()
    explained = quoted()
    assert len(explained) >= 35
    assert [one for one in explained if not any(pattern(one).match(other) for other in said)] == []


def test_every_message_of_the_provider_is_explained() -> None:
    patterns = [pattern(one) for one in quoted()]
    said = messages()
    assert len(said) >= 30
    assert {one for one in said if not any(p.match(one) for p in patterns)} == PARTS


@pytest.mark.parametrize(
    ("quote", "message", "fits"),
    [
        ("no connection (...)", f"no connection ({GAP}). Check it", True),
        ("no connection", f"no connection ({GAP}). Check it", True),
        ("no connection (...)", f"no such connection ({GAP})", False),
        ("no sandbox is", f'no sandbox is named "{GAP}"', False),
        ("found N, not N", f"cannot {GAP}: found {GAP}, not {GAP}.", True),
        ("not N, found N", f"cannot {GAP}: found {GAP}, not {GAP}.", False),
        ("N found", "some found", False),
    ],
)
def test_a_message_fits_only_whole_and_in_order(quote: str, message: str, *, fits: bool) -> None:
    assert bool(pattern(quote).match(message)) is fits


def test_every_status_with_advice_of_its_own_and_every_class_of_statuses_has_a_row() -> None:
    statuses = set(re.findall(r"the API answered (\w+)", "\n".join(quoted())))
    assert statuses == {"200", "3xx", "4xx", "5xx", *map(str, ADVICE)}


@pytest.mark.parametrize("page", [README, PAGES["reference.md"]], ids=lambda page: page.path.name)
def test_how_requests_are_sent_again_is_told_in_the_words_of_the_client(page: Page) -> None:
    tokens = page.tokens
    (begin,) = (number for number, token in enumerate(tokens) if token.type == "blockquote_open")
    told = tokens[begin + 2].content
    assert told.startswith("A request is sent again when")
    _, contract = (Client.__doc__ or "").split("\n\n")
    assert told.split() == contract.split()


def test_systems_and_pythons_that_are_told_of_are_those_of_ci() -> None:
    jobs = yaml.safe_load((ROOT / ".github/workflows/check.yml").read_text(encoding="utf-8"))[
        "jobs"
    ]
    posix, windows = (jobs[name]["strategy"]["matrix"] for name in ("check", "windows"))
    runs = dict.fromkeys(posix["system"], posix["python"]) | {
        jobs["windows"]["runs-on"]: windows["python"]
    }
    rows = re.findall(
        r"^\| (\w+), a\w+64 \| (3[^|]+) \|", PAGES["installing.md"].text, re.MULTILINE
    )
    systems = {"Linux": "ubuntu", "macOS": "macos", "Windows": "windows"}
    assert [(systems[name], pythons.split(", ")) for name, pythons in rows] == [
        (name.partition("-")[0], pythons) for name, pythons in runs.items()
    ]


def part(ratio: float) -> str:
    """A ratio as people say it."""
    words = {2: "half", 3: "a third", 4: "a quarter", 5: "a fifth", 6: "a sixth", 7: "a seventh"}
    return words[min(words, key=lambda number: abs(1 / number - ratio))]


def test_what_is_said_of_speed_and_memory_is_what_was_measured() -> None:
    measured = load(ROOT / "benchmarks/results.json")
    told = {key: measured.rounds[key] for key in ("listing", "memory", "preview")}
    told["growth"] = measured.growth[PEAKS_AT]
    shares = {key: ratio(rounds, "ours", "go") for key, rounds in told.items()}
    quick = " ".join(README.text.partition("- **Quick.** ")[2].split())
    assert quick.startswith(
        f"A list takes {part(shares['listing'])} of the time and {part(shares['memory'])} of the "
        "memory of a provider in Go with the same two functions, a preview with one lookup "
        f"{shares['preview']:.1f} times as long: "
    )
    history = " ".join((ROOT / "CHANGELOG.md").read_text(encoding="utf-8").split())
    assert (
        f"{PEAKS_AT:,} sandboxes take {part(shares['memory'])} of a Go provider's memory and "
        f"{part(shares['growth'])} of its time."
    ) in history
    peak = median(values_of(measured.rounds["memory"], "ours")) / 1e9
    reasons = " ".join((ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8").split())
    assert f"{PEAKS_AT:,} of them take {peak:.1f} GB" in reasons


def test_the_soak_that_is_told_of_adds_up() -> None:
    told = " ".join(README.text.partition("One run by hand")[2].split())
    calls, right, errors_after_all = (
        int(number.replace(",", ""))
        for number in re.findall(r"([\d,]+) (?:calls|right|errors)", told)
    )
    assert calls == right + errors_after_all


@pytest.mark.parametrize(
    ("place", "promise", "page", "told"),
    [
        ("pyproject.toml", 'requires-python = ">=3.10"', README, "with Python 3.10+,"),
        ("pyproject.toml", '"pulumi>=3.200,<4"', PAGES["upgrading.md"], "CLI | 3.200 and later;"),
        (
            "PulumiPlugin.yaml",
            'requiredPulumiVersion: ">=3.200.0"',
            PAGES["upgrading.md"],
            "CLI | 3.200 and later;",
        ),
        (
            "pyproject.toml",
            'requires-python = ">=3.10"',
            PAGES["upgrading.md"],
            "that pip installs | 3.10 and later,",
        ),
    ],
)
def test_versions_that_are_promised_are_those_of_the_packages(
    place: str, promise: str, page: Page, told: str
) -> None:
    assert promise in (ROOT / place).read_text(encoding="utf-8")
    assert told in page.text
