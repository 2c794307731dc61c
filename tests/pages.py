"""The documents for people, as a Markdown parser reads them: headings, links and blocks of code."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from mdit_py_plugins.front_matter import front_matter_plugin
from workspace import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from markdown_it.token import Token

MARKDOWN = MarkdownIt("commonmark").enable("table").use(front_matter_plugin)
COMMENT = re.compile(r"<!-- (.*?) -->\s*", re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A block of code, with what stands above it."""

    place: str
    heading: str
    comment: str
    language: str
    text: str

    @property
    def commands(self) -> list[str]:
        """The commands of a shell, each in one line, without comments."""
        lines = self.text.replace("\\\n", " ").splitlines()
        if self.language == "console":
            lines = [line.removeprefix("$ ") for line in lines if line.startswith("$ ")]
        told = (re.sub(r"(^|\s)#.*", "", line) for line in lines)
        return [" ".join(line.split()) for line in told if line.strip()]


@dataclass(frozen=True)
class Page:
    """One document."""

    path: Path
    text: str

    @classmethod
    def read(cls, path: Path) -> Page:
        """The document of a file."""
        return cls(path, path.read_text(encoding="utf-8"))

    @cached_property
    def tokens(self) -> list[Token]:
        """What the document consists of."""
        return MARKDOWN.parse(self.text)

    @property
    def front_matter(self) -> str:
        """The YAML above the text; empty where there is none."""
        return "".join(token.content for token in self.tokens if token.type == "front_matter")

    @property
    def headings(self) -> list[tuple[str, str]]:
        """Tag and text of each heading."""
        return [
            (token.tag, shown(self.tokens[number + 1]))
            for number, token in enumerate(self.tokens)
            if token.type == "heading_open"
        ]

    @property
    def anchors(self) -> set[str]:
        """What a link can name in the document, by GitHub's rules."""
        found: set[str] = set()
        for _, text in self.headings:
            name = re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-")
            again = (f"{name}-{number}" for number in range(1, len(self.headings)))
            found.add(next(anchor for anchor in (name, *again) if anchor not in found))
        return found

    @property
    def links(self) -> list[str]:
        """Targets of links and pictures, in the order of the text."""
        found: list[str] = []
        for token in inner(self.tokens):
            if token.type in {"html_block", "html_inline"}:
                found += Targets.of(token.content)
            target = token.attrs.get("href") or token.attrs.get("src")
            found += [str(target)] if target else []
        return found

    @property
    def blocks(self) -> list[Block]:
        """Blocks of code; `comment` is that of the HTML comment right above."""
        found: list[Block] = []
        heading = comment = ""
        for number, token in enumerate(self.tokens):
            if token.type == "heading_open":
                heading = shown(self.tokens[number + 1])
            elif token.type in {"fence", "code_block"}:
                line = (token.map or [0])[0] + 1
                place = f"{self.path.relative_to(ROOT)}:{line}"
                found.append(Block(place, heading, comment, token.info.strip(), token.content))
            match = COMMENT.fullmatch(token.content) if token.type == "html_block" else None
            comment = match[1] if match else ""
        return found


class Targets(HTMLParser):
    """Collects the targets in HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    @classmethod
    def of(cls, html: str) -> list[str]:
        """The targets in a piece of HTML."""
        parser = cls()
        parser.feed(html)
        return parser.found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Takes those of a tag."""
        del tag
        self.found += [value for name, value in attrs if name in {"href", "src"} and value]


def inner(tokens: list[Token]) -> Iterator[Token]:
    """The tokens, and those within them."""
    for token in tokens:
        yield token
        yield from inner(token.children or [])


def shown(inline: Token) -> str:
    """The text of a heading as it is read."""
    return "".join(token.content for token in inner(inline.children or []) if token.content)


README = Page.read(ROOT / "README.md")
DOCS = [Page.read(path) for path in sorted(ROOT.glob("docs/*.md"))]
OTHERS = [
    Page.read(path)
    for path in (*sorted(ROOT.glob("*.md")), ROOT / "examples/README.md")
    if path != README.path
]
