"""What the Pulumi Registry asks of a package before it lists it, as far as files can tell.

Its own checks read the schema and the pages at a release's tag, and refuse or warn.
"""

from __future__ import annotations

import json
import re
import struct
import zlib
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
import yaml
from colours import contrast
from function_examples import EXAMPLES
from pages import DOCS, Page
from pulumi_resource_primeintellect.provider import PROVIDER
from semver import VersionInfo
from workspace import ROOT

if TYPE_CHECKING:
    from plugin import Plugin
    from primeintellect_simulator import Simulator

SCHEMA_FILE = ROOT / "provider/pulumi_resource_primeintellect/schema.json"
SCHEMA: dict[str, Any] = json.loads(PROVIDER.schema(EXAMPLES))
PAGES = {page.path.name: page for page in DOCS}
INDEX, INSTALLATION = PAGES["_index.md"], PAGES["installation-configuration.md"]
BOTH = pytest.mark.parametrize("page", [INDEX, INSTALLATION], ids=["index", "installation"])

CATEGORIES = {"cloud", "database", "infrastructure", "monitoring", "network", "utility", "vcs"}
LANGUAGES = ["typescript", "python", "go", "csharp", "java", "yaml", "hcl"]
LEAST_CHARACTERS = 250
SHORTCODE = re.compile(r"\{\{([<%]) (/?)(\w+)(?: ([^<>%]*?))? ([>%])\}\}")
PACKAGE_NAME = re.compile(r"[A-Za-z0-9._@/-]+")
DOWNLOAD_URL = re.compile(r"(https|github|gitlab)://[A-Za-z0-9._~:/?#@!$&()*+,;=-]+")

PARTS = {
    "corner": (0, 0),
    "tile": (32, 4),
    "lens": (28, 11),
    "handle": (47, 47),
    "a sandbox": (22, 22),
    "the one that is found": (34, 28),
}
"""Where the parts of the logo are, in the units of the drawing."""

SVG = "{http://www.w3.org/2000/svg}"
PAPER, NIGHT = "#ffffff", "#11111b"
"""The colours of a light page and of a dark one."""
LEAST_CONTRAST = 3
"""What WCAG asks for between a graphic and what is around it."""


def test_the_repository_the_package_and_its_publisher_fit_together() -> None:
    host, owner, repository = SCHEMA["repository"].removeprefix("https://").split("/")
    assert (host, repository) == ("github.com", "pulumi-primeintellect")
    assert SCHEMA["name"] == repository.removeprefix("pulumi-")
    assert SCHEMA["publisher"] == owner
    assert SCHEMA["displayName"] == "Prime Intellect"
    assert SCHEMA["license"] == "Apache-2.0"
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").lstrip().startswith("Apache License")


def test_the_schema_is_in_the_repository_with_a_version() -> None:
    assert json.loads(SCHEMA_FILE.read_text(encoding="utf-8")) == SCHEMA
    version = VersionInfo.parse(SCHEMA["version"])
    assert str(version) == SCHEMA["version"]
    assert version.prerelease is None


def test_the_package_has_one_category_that_the_registry_knows_and_is_native() -> None:
    tags = [word.split("/") for word in SCHEMA["keywords"] if "/" in word]
    assert [name for kind, name in tags if kind == "category"] == ["cloud"]
    assert "cloud" in CATEGORIES
    assert [name for kind, name in tags if kind == "kind"] == ["native"]


def test_names_and_addresses_are_of_the_form_that_is_probed() -> None:
    languages = SCHEMA["language"]
    for name in (
        SCHEMA["name"],
        languages["nodejs"]["packageName"],
        languages["python"]["packageName"],
        languages["go"]["importBasePath"],
    ):
        assert PACKAGE_NAME.fullmatch(name), name
    assert DOWNLOAD_URL.fullmatch(SCHEMA["pluginDownloadURL"])


@BOTH
def test_a_page_begins_with_front_matter_that_is_complete(page: Page) -> None:
    assert page.text.startswith("---\n")
    assert "\r" not in page.text
    about = yaml.safe_load(page.front_matter)
    assert about.keys() == {"title", "meta_desc", "layout"}
    assert about["title"].startswith(SCHEMA["displayName"])
    assert 50 <= len(about["meta_desc"]) <= 160
    assert about["layout"] == "package"


@BOTH
def test_a_page_has_no_title_beside_that_of_the_front_matter(page: Page) -> None:
    levels = [int(tag[1]) for tag, _ in page.headings]
    assert levels[0] == 2
    assert all(2 <= level <= before + 1 for before, level in pairwise(levels))


@BOTH
def test_a_page_has_links_that_work_on_another_site(page: Page) -> None:
    assert len(page.links) >= 3
    assert [link for link in page.links if not link.startswith("https://")] == []


@BOTH
def test_the_text_of_a_page_is_long_enough(page: Page) -> None:
    assert len(page.text) - len(page.front_matter) > LEAST_CHARACTERS


def test_the_example_can_be_seen_in_every_language() -> None:
    told = [found.groups(default="") for found in SHORTCODE.finditer(INDEX.text)]
    each = [
        (("%", "", "choosable", f"language {x}", "%"), ("%", "/", "choosable", "", "%"))
        for x in LANGUAGES
    ]
    assert told == [
        ("<", "", "chooser", f'language "{",".join(LANGUAGES)}"', ">"),
        *(tag for pair in each for tag in pair),
        ("<", "/", "chooser", "", ">"),
    ]
    assert len(told) == INDEX.text.count("{{<") + INDEX.text.count("{{%")
    assert SHORTCODE.search(INSTALLATION.text) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_one_whole_program(language: str) -> None:
    begin, end = f"{{{{% choosable language {language} %}}}}\n", "\n{{% /choosable %}}"
    part = INDEX.text.partition(begin)[2].partition(end)[0]
    (block,) = Page(INDEX.path, part).blocks
    assert block.language == language
    for said in ("sandboxId", "labels", "RUNNING", "runningIds"):
        assert said.lower() in block.text.lower()


def test_the_installation_page_names_every_sdk_and_each_way_to_configure() -> None:
    languages = SCHEMA["language"]
    java = languages["java"]["basePackage"]
    for address in (
        f"https://www.npmjs.com/package/{languages['nodejs']['packageName']}",
        f"https://pypi.org/project/{languages['python']['packageName'].replace('_', '-')}/",
        f"https://pkg.go.dev/{languages['go']['importBasePath']}",
        f"https://central.sonatype.com/artifact/{java}/{SCHEMA['name']}",
    ):
        assert address in INSTALLATION.links
    commands = [command for block in INSTALLATION.blocks for command in block.commands]
    assert (
        f"pulumi plugin install resource {SCHEMA['name']} --server {SCHEMA['pluginDownloadURL']}"
    ) in commands
    assert "export PRIME_API_KEY=YOUR_API_KEY" in commands
    assert "pulumi config set --secret primeintellect:apiKey YOUR_API_KEY" in commands


@BOTH
def test_a_page_names_the_variables_of_the_environment(page: Page) -> None:
    settings = SCHEMA["provider"]["inputProperties"]
    described = [member["description"] for member in settings.values()]
    variables = {name for text in described for name in re.findall(r"`(PRIME_[A-Z_]+)`", text)}
    assert len(variables) >= len(settings)
    assert [name for name in variables if f"`{name}`" not in page.text] == []


def test_the_logo_of_the_schema_is_a_png_of_the_drawing() -> None:
    """The .NET generator stores whatever it finds there as `logo.png`."""
    place = re.fullmatch(
        r"https://raw\.githubusercontent\.com/(\S+?)/main/(\S+\.png)", SCHEMA["logoUrl"]
    )
    assert place
    assert SCHEMA["repository"] == f"https://github.com/{place[1]}"
    content = (ROOT / place[2]).read_bytes()
    assert len(content) < 20_000
    rows = pixels(content)
    assert {len(row) for row in rows} == {len(rows)} == {256}
    drawn = {part: rows[4 * y][4 * x] for part, (x, y) in PARTS.items()}
    assert drawn == {
        "corner": (0, 0, 0, 0),
        "tile": (0x0F, 0x76, 0x6E, 255),
        "lens": (255, 255, 255, 255),
        "handle": (255, 255, 255, 255),
        "a sandbox": (255, 255, 255, 255),
        "the one that is found": (0xFC, 0xD3, 0x4D, 255),
    }


def pixels(png: bytes) -> list[list[tuple[int, ...]]]:
    """The rows of a picture with 8 bits each of red, green, blue and opacity."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    chunks, position = [], 8
    while position < len(png):
        length, kind = struct.unpack_from(">I4s", png, position)
        chunks.append((kind, png[position + 8 : position + 8 + length]))
        position += length + 12
    width, height, *form = struct.unpack(">IIBBBBB", chunks[0][1])
    assert form == [8, 6, 0, 0, 0]
    packed = zlib.decompress(b"".join(content for kind, content in chunks if kind == b"IDAT"))
    stride = 4 * width
    above, rows = bytearray(stride), []
    for start in range(0, height * (stride + 1), stride + 1):
        line = bytearray(packed[start + 1 : start + 1 + stride])
        for at in range(stride):
            left, corner = (line[at - 4], above[at - 4]) if at >= 4 else (0, 0)
            line[at] = (line[at] + predicted(packed[start], left, above[at], corner)) % 256
        rows.append([tuple(line[at : at + 4]) for at in range(0, stride, 4)])
        above = line
    return rows


def predicted(kind: int, left: int, above: int, corner: int) -> int:
    """What PNG expects a byte to be, by the kind of its row: what is stored is the difference."""
    estimate = left + above - corner
    nearest = min((left, above, corner), key=lambda one: abs(one - estimate))
    return (0, left, above, (left + above) // 2, nearest)[kind]


def test_the_logo_is_a_small_square_picture_with_a_title_that_needs_nothing_else() -> None:
    content = (ROOT / "docs/logo.svg").read_bytes()
    picture = ET.fromstring(content)  # noqa: S314  # a file of ours
    assert picture.tag == f"{SVG}svg"
    assert picture.attrib["viewBox"] == "0 0 64 64"
    assert len(picture.findtext(f"{SVG}title", "")) > 10
    assert {part.tag.removeprefix(SVG) for part in picture} == {"circle", "path", "rect", "title"}
    assert b"href" not in content
    assert b"url(" not in content
    assert len(content) < 2000


def test_the_logo_can_be_seen_on_light_and_dark_pages() -> None:
    picture = ET.fromstring((ROOT / "docs/logo.svg").read_bytes())  # noqa: S314  # a file of ours
    tile, *drawn = [part for part in picture if part.tag != f"{SVG}title"]
    assert (tile.attrib["width"], tile.attrib["height"]) == ("64", "64")
    ground = tile.attrib["fill"]
    paints = {part.attrib.get("stroke", part.attrib.get("fill", "")) for part in drawn}
    assert paints == {"#ffffff", "#fcd34d"}
    for one, other in ((ground, PAPER), (ground, NIGHT), *((ground, paint) for paint in paints)):
        assert contrast(one, other) >= LEAST_CONTRAST, (one, other)


def test_contrast_is_measured_as_wcag_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_requests_tell_which_package_and_version_they_come_from(
    plugin: Plugin, simulator: Simulator
) -> None:
    plugin.invoke("getSandbox", sandboxId="sbx-000001")
    (request,) = simulator.requests
    agent = f"pulumi-{SCHEMA['name']}/{SCHEMA['version']}"
    assert request.headers["user-agent"].split()[0] == agent
