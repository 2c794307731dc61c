"""What the documents quote is what the code says."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

import pytest
from pages import DOCS, README, Page, inner
from pulumi_resource_primeintellect import NAMESPACE
from pulumi_resource_primeintellect.api.answers import ADVICE
from pulumi_resource_primeintellect.api.client import Client
from workspace import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGES = {page.path.name: page for page in DOCS}
PROVIDER = ROOT / "provider/pulumi_resource_primeintellect"
OF_PULUMI = {
    "could not find latest version for provider primeintellect",
    "Could not automatically download and install resource plugin",
    "using pulumi-resource-primeintellect from $PATH",
    "unable to resolve: registry query error",
    "'NoneType' object is not iterable",
    "receiver must be a list or object, not nil",
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
    """Every text in the provider's code."""
    for path in PROVIDER.rglob("*.py"):
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


def test_how_requests_are_sent_again_is_told_in_the_words_of_the_client() -> None:
    tokens = PAGES["reference.md"].tokens
    (begin,) = (number for number, token in enumerate(tokens) if token.type == "blockquote_open")
    told = tokens[begin + 2].content
    assert told.startswith("A request is sent again when")
    assert " ".join(told.split()) in " ".join((Client.__doc__ or "").split())


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
