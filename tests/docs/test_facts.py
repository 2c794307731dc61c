"""What the documents quote is what the code says."""

from __future__ import annotations

import ast
import re
from statistics import median
from typing import TYPE_CHECKING

import pytest
import yaml
from pages import DOCS, README, Page, inner
from pulumi_resource_primeintellect import NAMESPACE
from pulumi_resource_primeintellect.api.client import Client
from pulumi_resource_primeintellect.api.responses import ADVICE
from workspace import ROOT

from benchmarks.figures import PEAKS_AT
from benchmarks.results import load
from benchmarks.samples import ratio, values_of

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGES = {page.path.name: page for page in DOCS}
PACKAGES = ("pulumi_python_provider", "pulumi_resource_primeintellect")
OF_PULUMI = {
    "can't find '__main__' module",
    "could not find latest version for provider primeintellect",
    "Could not automatically download and install resource plugin",
    "using pulumi-resource-primeintellect from $PATH",
    "Default provider for 'primeintellect' disabled",
    "unable to install primeintellect: unable to resolve: ...",
    "'NoneType' object has no attribute 'Invoke'",
    "'NoneType' object has no attribute 'model'",
    "'NoneType' object is not iterable",
    "exited prematurely. This is *always* a bug in the provider",
    "internal error loading package",
    "list index 0 out-of-bounds",
    "list index out of range",
    "index out of range [0] with length 0",
    "No module named 'pulumi'",
    "no pyproject.toml or requirements.txt found",
    "receiver must be a list or object, not nil",
    "unexpected input of type datetime",
    "[secret]",
}
GAPS = re.compile(r"\.\.\.|\b(?:NAME|SOURCE|ID|N|[345]xx|\d+)\b|[`\"():]|,$")
"""What stands for something else in a message that is quoted, or beside it."""


def quoted() -> list[str]:
    """The messages in the first column of the page on troubleshooting."""
    tokens = PAGES["troubleshooting.md"].tokens
    cells = [
        tokens[number + 1]
        for number, token in enumerate(tokens)
        if token.type == "td_open" and tokens[number - 1].type == "tr_open"
    ]
    return [part.content for part in inner(cells) if part.type == "code_inline"]


def written(part: ast.expr) -> str:
    """A part of a text; a value that is put into it counts as a gap, but for the package's name."""
    if isinstance(part, ast.Constant):
        return str(part.value)
    named = isinstance(part, ast.FormattedValue) and ast.unparse(part.value) == "NAMESPACE"
    return NAMESPACE if named else "..."


def texts() -> Iterator[str]:
    """Every text in the code of the provider and its framework."""
    for path in (path for name in PACKAGES for path in (ROOT / "provider" / name).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                yield "".join(map(written, node.values))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def test_the_messages_that_are_explained_are_those_of_the_provider() -> None:
    said = list(texts())
    messages = [message for message in quoted() if message not in OF_PULUMI]
    assert len(messages) >= 20
    pieces = {piece.strip() for message in messages for piece in GAPS.split(message)}
    pieces = {piece for piece in pieces if len(piece) > 4}
    assert sorted(piece for piece in pieces if not any(piece in text for text in said)) == []


def test_every_status_with_advice_of_its_own_and_every_class_of_statuses_has_a_row() -> None:
    statuses = set(re.findall(r"answered (\w+)", "\n".join(quoted())))
    assert statuses == {"200", "3xx", "4xx", "5xx", *map(str, ADVICE)}


@pytest.mark.parametrize(
    "page", [PAGES["guide.md"], PAGES["reference.md"]], ids=lambda page: page.path.name
)
def test_how_requests_are_sent_again_is_told_in_the_words_of_the_client(page: Page) -> None:
    tokens = page.tokens
    (begin,) = (number for number, token in enumerate(tokens) if token.type == "blockquote_open")
    told = tokens[begin + 2].content
    assert told.startswith("The provider sends a request again if")
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


def test_what_is_said_of_speed_and_memory_is_what_was_measured() -> None:
    measured = load(ROOT / "benchmarks/results.json")
    told = {key: measured.rounds[key] for key in ("listing", "memory", "preview")}
    told["growth"] = measured.growth[PEAKS_AT]
    shares = {key: ratio(rounds, "ours", "go") for key, rounds in told.items()}
    quick = " ".join(README.text.partition("- **Quick.** ")[2].split())
    assert quick.startswith(
        "Compared with a provider in Go that has the same two functions, a list of 10,000 takes "
        f"{shares['listing']:.0%} of the time. A list of {PEAKS_AT:,} takes {shares['memory']:.0%} "
        f"of the memory. A preview with one lookup takes {shares['preview']:.1f} times as long. "
    )
    history = " ".join((ROOT / "CHANGELOG.md").read_text(encoding="utf-8").split())
    assert (
        f"{PEAKS_AT:,} sandboxes take {shares['memory']:.0%} of a Go provider's memory and "
        f"{shares['growth']:.0%} of its time."
    ) in history
    peak = median(values_of(measured.rounds["memory"], "ours")) / 1e9
    reasons = " ".join((ROOT / "docs/decisions.md").read_text(encoding="utf-8").split())
    assert f"{PEAKS_AT:,} sandboxes take {peak:.1f} GB" in reasons


def test_the_soak_that_is_told_of_adds_up() -> None:
    told = " ".join(PAGES["guide.md"].text.partition("One run by hand")[2].split())
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
