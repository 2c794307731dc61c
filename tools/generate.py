"""Writes every generated file: schema, SDKs, and tables, code and a picture in the documents.

    python tools/generate.py [--check]

With --check it writes nothing and fails when a file is not what it should be.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from pictures import sandboxes_table
from pulumi_resource_primeintellect.package import rendered

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = ROOT / "provider/pulumi_resource_primeintellect/schema.json"
BIN = ROOT / ".engine/bin"
GENERATORS = {"python": "sdkgen", "nodejs": "sdkgen", "go": "sdkgen", "java": "sdkgen-java"}
DOCUMENTS = ("README.md", "docs/pipelines.md", "docs/recipes.md")
TABLE = re.compile(r"(<!-- table: (\S+) -->\n).*?(<!-- end -->)", re.DOTALL)
FILE = re.compile(r"(<!-- file: (\S+) -->\n).*?(<!-- end -->)", re.DOTALL)
PICTURE = ROOT / "docs/sandboxes-table.svg"
FENCES = {".py": "python", ".yaml": "yaml", ".yml": "yaml", ".sh": "sh"}


Spec = dict[str, Any]


def main() -> int:
    """Writes the files, or tells which are not current."""
    wanted = {SCHEMA: rendered().encode()} | documents(json.loads(rendered())) | sdks(rendered())
    wanted[PICTURE] = sandboxes_table()
    stale = [path for path, content in wanted.items() if not holds(path, content)]
    surplus = [path for path in generated_before() if path not in wanted]
    if "--check" not in sys.argv:
        for path in surplus:
            path.unlink()
        for path in stale:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(wanted[path])
    for path in sorted([*stale, *surplus]):
        print("generated" if "--check" not in sys.argv else "not current:", path.relative_to(ROOT))
    if "--check" in sys.argv and (stale or surplus):
        print("Run `make generate` and commit what it writes.")
        return 1
    return 0


def holds(path: Path, content: bytes) -> bool:
    """Whether the file is there with just this content."""
    return path.is_file() and path.read_bytes() == content


def generated_before() -> list[Path]:
    """Files that an earlier run has left in the folders that hold nothing else."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", "sdk"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    paths = (ROOT / line for line in listed.stdout.splitlines())
    return [path for path in paths if path.exists()]


def sdks(schema: str) -> dict[Path, bytes]:
    """The files of all SDKs, from upstream's own generators."""
    with tempfile.TemporaryDirectory() as folder:
        source, made = Path(folder, "schema.json"), Path(folder, "sdk")
        source.write_text(schema, encoding="utf-8")
        for language, generator in GENERATORS.items():
            subprocess.run([BIN / generator, source, language, made / language], check=True)
        # The generated pyproject.toml names a README.md that the generator puts elsewhere.
        shutil.copy(made / "python/pulumi_primeintellect/README.md", made / "python")
        complete_go_module(made / "go")
        return {
            ROOT / "sdk" / path.relative_to(made): path.read_bytes()
            for path in sorted(made.rglob("*"))
            if path.is_file()
        }


def complete_go_module(folder: Path) -> None:
    """Adds what the generated go.mod needs indirectly; checksums once recorded stay as they are."""
    recorded = ROOT / "sdk/go/go.sum"
    if recorded.exists():
        shutil.copy(recorded, folder)
    subprocess.run(["go", "mod", "tidy"], cwd=folder, check=True)


def documents(schema: Spec) -> dict[Path, bytes]:
    """The documents with their tables and code filled in."""
    tables = {
        "configuration": table("Setting", schema["provider"]),
        "Sandbox": table("Property", schema["types"]["primeintellect:index:Sandbox"]),
    }
    for token, function in schema["functions"].items():
        name = token.rpartition(":")[2]
        tables[f"{name}.inputs"] = table("Argument", function["inputs"])
        tables[f"{name}.outputs"] = table("Property", function["outputs"])
    texts = {ROOT / name: (ROOT / name).read_text(encoding="utf-8") for name in DOCUMENTS}
    return {
        path: FILE.sub(
            lambda found: f"{found[1]}{source(found[2])}{found[3]}",
            TABLE.sub(lambda found: f"{found[1]}{tables[found[2]]}{found[3]}", text),
        ).encode()
        for path, text in texts.items()
    }


def source(name: str) -> str:
    """A file of the repository as a block of code."""
    path = ROOT / name
    return f"```{FENCES[path.suffix]}\n{path.read_text(encoding='utf-8')}```\n"


def table(title: str, shape: Spec) -> str:
    """A Markdown table of an object's properties."""
    properties: Spec = shape.get("inputProperties") or shape["properties"]
    needed = shape.get("required", []) if title == "Argument" else []
    rows = (
        f"| `{name}` | {shown(member)} | "
        f"{'Required. ' if name in needed else ''}{member['description']} |\n"
        for name, member in properties.items()
    )
    return f"| {title} | Type | Description |\n| --- | --- | --- |\n{''.join(rows)}"


def shown(member: Spec) -> str:
    """A type as people write it."""
    if "oneOf" in member:
        return f"string ({member['oneOf'][1]['$ref'].rpartition(':')[2]})"
    if "items" in member:
        return f"list of {shown(member['items'])}"
    if "additionalProperties" in member:
        return f"map of {shown(member['additionalProperties'])}"
    named: str = member.get("$ref", "").rpartition(":")[2].replace("pulumi.json#/Any", "any")
    return named or str(member["type"])


if __name__ == "__main__":
    sys.exit(main())
