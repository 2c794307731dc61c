"""Fills in the generated parts of the documents: schema tables, files, and the retry contract.

A marker describes the text between it and `<!-- end -->`:

    <!-- table: NAME -->    a table: `configuration`, a type, FUNCTION.inputs, FUNCTION.outputs
    <!-- file: PATH -->     the file as a code block
    <!-- contract: retry -->  the rules for retries, quoted from the client's docstring
"""

from __future__ import annotations

import re
from inspect import getdoc
from pathlib import Path
from typing import Any

from pulumi_resource_primeintellect.api.client import Client

Spec = dict[str, Any]

ROOT = Path(__file__).resolve().parent.parent
GENERATED = re.compile(r"(<!-- (table|file|contract): (\S+) -->\n).*?(<!-- end -->)", re.DOTALL)
LANGUAGES = {
    ".go": "go",
    ".java": "java",
    ".py": "python",
    ".sh": "sh",
    ".ts": "typescript",
    ".yaml": "yaml",
    ".yml": "yaml",
}


def documents(schema: Spec) -> dict[Path, bytes]:
    """Returns the README and the pages in `docs`, with all marked parts filled in."""
    paths = [ROOT / "README.md", *sorted(ROOT.glob("docs/*.md"))]
    made = tables(schema)

    def fill(found: re.Match[str]) -> str:
        marker, kind, name, end = found.groups()
        filled = {"table": made.get(name), "contract": contract()}.get(kind) or code(ROOT / name)
        return f"{marker}{filled}{end}"

    return {path: GENERATED.sub(fill, path.read_text(encoding="utf-8")).encode() for path in paths}


def contract() -> str:
    """Returns the rules for retries: the client's docstring after its first line, as a quote."""
    rules = (getdoc(Client) or "").partition("\n\n")[2]
    return "".join(f"> {line}".rstrip() + "\n" for line in rules.splitlines()) + "\n"


def code(path: Path) -> str:
    """Returns the content of a file as a code block."""
    content = path.read_text(encoding="utf-8")
    return f"```{LANGUAGES[path.suffix]}\n{content}```\n"


def tables(schema: Spec) -> dict[str, str]:
    """Returns all tables, by the name that a marker can use."""
    made = {"configuration": table("Setting", schema["provider"])}
    for token, shape in schema["types"].items():
        name = token.rpartition(":")[2]
        made[name] = values(shape) if "enum" in shape else table("Property", shape)
    for token, function in schema["functions"].items():
        name = token.rpartition(":")[2]
        made[f"{name}.inputs"] = table("Argument", function["inputs"])
        made[f"{name}.outputs"] = table("Property", function["outputs"])
    return made


def table(title: str, shape: Spec) -> str:
    """Returns a Markdown table of an object's properties.

    Says which arguments are required, and which properties of results may be absent.
    """
    properties: Spec = shape.get("inputProperties") or shape["properties"]
    required = shape.get("required", [])
    needed = required if title == "Argument" else []
    optional = properties.keys() - {*required} if title == "Property" else ()
    rows = (
        f"| `{name}` | {shown(member)}{', optional' if name in optional else ''} | "
        f"{'Required. ' if name in needed else ''}{member['description']} |\n"
        for name, member in properties.items()
    )
    return f"| {title} | Type | Description |\n| --- | --- | --- |\n{''.join(rows)}"


def values(shape: Spec) -> str:
    """Returns a Markdown table of an enum's values and their constants."""
    rows = (
        f"| `{member['value']}` | `{member['name']}` | {member['description']} |\n"
        for member in shape["enum"]
    )
    return f"| Value | Constant | Description |\n| --- | --- | --- |\n{''.join(rows)}"


def shown(member: Spec) -> str:
    """Returns a type as text, such as `list of string`."""
    if "oneOf" in member:
        return f"string ({member['oneOf'][1]['$ref'].rpartition(':')[2]})"
    if "items" in member:
        return f"list of {shown(member['items'])}"
    if "additionalProperties" in member:
        return f"map of {shown(member['additionalProperties'])}"
    named: str = member.get("$ref", "").rpartition(":")[2].replace("pulumi.json#/Any", "any")
    return named or str(member["type"])
