"""Checks that all files state the same version.

    python tools/version.py [TAG]

With the tag of a release, it also checks that the tag has this version and that the changelog has
its date. It then prints the changelog's entry.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from pulumi_resource_primeintellect import __version__

ROOT = Path(__file__).resolve().parent.parent
CHANGELOG = "CHANGELOG.md"
OURS = re.compile(r"(primeintellect(?:/sdk/go)?[ @-]v?|version: )(\d+\.\d+\.\d+)")
"""The version in a name of the provider or its SDKs, wherever files mention it."""

QUOTING = (
    "docs/installing.md",
    "examples/go/go.mod",
    "tests/engine/programs/go/go.mod",
)
"""Files with such names, which `make generate` keeps current."""

GENERATED = {
    "provider/pulumi_resource_primeintellect/schema.json": r'^  "version": "(.+)"',
    "sdk/python/pyproject.toml": r'^  version = "(.+)"',
    "sdk/nodejs/package.json": r'^    "version": "(.+)"',
    "sdk/go/primeintellect/pulumi-plugin.json": r'^  "version": "(.+)"',
    "sdk/java/build.gradle": r'\? "(.+)"',
    **dict.fromkeys(QUOTING, OURS.pattern.replace("(", "(?:", 1)),
}
WRITTEN = {
    CHANGELOG: r"\A(?:(?!^## ).*\n)*^## \[(.+)\] - ",
}
ENTRY = re.compile(
    rf"^## \[{re.escape(__version__)}\] - (\S+)\n+(.*?)\n*(?=^## |\Z)", re.MULTILINE | re.DOTALL
)
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def main() -> int:
    """Prints the problems, or the changelog's entry for a tag."""
    tag = sys.argv[1] if len(sys.argv) > 1 else None
    found = [*differences(ROOT), *(obstacles(tag, ROOT) if tag else [])]
    print("\n".join(found), end="\n" if found else "", file=sys.stderr)
    if tag and not found:
        print(entry(ROOT)[1])
    return 1 if found else 0


def differences(root: Path) -> list[str]:
    """Returns a message for each file that states another version, or none."""
    return [
        f"{name} states {', '.join(versions) or 'no version'}, but this is {__version__}: {remedy}"
        for statements, remedy in (
            (GENERATED, "run `make generate`"),
            (WRITTEN, "change it there"),
        )
        for name, pattern in statements.items()
        if (versions := stated(root / name, pattern)) != [__version__]
    ]


def stated(file: Path, pattern: str) -> list[str]:
    """Returns the distinct versions that a file states."""
    found = re.findall(pattern, file.read_text(encoding="utf-8"), re.MULTILINE)
    return list(dict.fromkeys(found))


def restated(text: str) -> str:
    """Returns the text with this version in all names of the provider and its SDKs."""
    return OURS.sub(rf"\g<1>{__version__}", text)


def obstacles(tag: str, root: Path) -> list[str]:
    """Returns the reasons why a tag cannot be released."""
    found = []
    if tag != f"v{__version__}":
        found.append(f"the tag is {tag}, but the version {__version__}: tag v{__version__} instead")
    if not DATE.fullmatch(entry(root)[0]):
        found.append(f"{CHANGELOG} gives no date for {__version__}: write the day as YYYY-MM-DD")
    return found


def entry(root: Path) -> tuple[str, str]:
    """Returns the date and the text of this version's entry in the changelog; empty without one."""
    found = ENTRY.search((root / CHANGELOG).read_text(encoding="utf-8"))
    return (found[1], found[2]) if found else ("", "")


if __name__ == "__main__":
    sys.exit(main())
