"""Links in the documents lead somewhere. Those to other sites are not followed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest
from pages import DOCS, OTHERS, README, Page
from pulumi_resource_primeintellect.metadata import METADATA
from workspace import ROOT

if TYPE_CHECKING:
    from pathlib import Path

REPOSITORY = str(METADATA["repository"])
BRANCH = "main"
HOST = re.compile(r"([a-z0-9-]+\.)+[a-z]{2,}")


def problem(page: Page, link: str) -> str | None:
    """What is wrong with a link."""
    parts = urlsplit(local(link))
    if not parts.scheme:
        begin = ROOT if parts.path.startswith("/") else page.path.parent
        target = (begin / unquote(parts.path).lstrip("/")).resolve() if parts.path else page.path
        return missing(page, target, parts.fragment)
    if parts.scheme != "https" or not HOST.fullmatch(parts.netloc) or re.search(r"\s", link):
        return f"{link}: no well-formed https address"
    return None


def local(link: str) -> str:
    """A link to a file of this repository on GitHub as one in this folder."""
    place = re.fullmatch(rf"{REPOSITORY}(?:/(?:blob|tree)/{BRANCH}/([^#]*))?(#.*)?", link)
    return f"/{place[1] or 'README.md'}{place[2] or ''}" if place else link


def missing(page: Page, target: Path, anchor: str) -> str | None:
    """What is not there of a file and a place in it."""
    if target != page.path and not (target.is_relative_to(ROOT) and target.exists()):
        return f"{target.name}: no such file"
    if not anchor:
        return None
    read = page if target == page.path else Page.read(target)
    return None if anchor in read.anchors else f"{target.name}#{anchor}: no such heading"


@pytest.mark.parametrize("page", [README, *DOCS, *OTHERS], ids=lambda page: page.path.name)
def test_every_link_leads_somewhere(page: Page) -> None:
    assert [told for link in page.links if (told := problem(page, link))] == []


def test_the_pages_for_people_are_linked_from_the_readme() -> None:
    registry = {"_index.md", "installation-configuration.md"}
    linked = {link.partition("#")[0] for link in README.links}
    assert {f"docs/{page.path.name}" for page in DOCS if page.path.name not in registry} <= linked


def test_what_is_wrong_with_a_link_is_told() -> None:
    page = Page(
        ROOT / "docs/page.md",
        f"""
# One `two_three`: Four-five!

## Same

## Same

[a](#one-two_three-four-five) [b](#same-1) [c](upgrading.md#upgrading)
[d]({REPOSITORY}#configuration)
[e]({REPOSITORY}/blob/{BRANCH}/tools) [f](https://www.pulumi.com/docs/?q=1#x) <a href="logo.svg">

[1](#same-2) [2](nowhere.md) [3](upgrading.md#nowhere) [4]({REPOSITORY}/blob/{BRANCH}/nowhere.md)
[5](http://www.pulumi.com) [6](https://pulumi) ![7](../../logo.png) <img src='nowhere.png'>
""",
    )
    assert [told for link in page.links if (told := problem(page, link))] == [
        "page.md#same-2: no such heading",
        "nowhere.md: no such file",
        "upgrading.md#nowhere: no such heading",
        "nowhere.md: no such file",
        "http://www.pulumi.com: no well-formed https address",
        "https://pulumi: no well-formed https address",
        "logo.png: no such file",
        "nowhere.png: no such file",
    ]
