"""Writes all generated files: schema, SDKs, and the tables, code and picture in the documents.

    python tools/generate.py [--check]

With --check it writes nothing, and fails if a file is not current.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from documents import documents
from function_examples import EXAMPLES
from pictures import sandboxes_table
from pulumi_resource_primeintellect.provider import PROVIDER
from version import QUOTING, restated

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = ROOT / "provider/pulumi_resource_primeintellect/schema.json"
BIN = ROOT / ".engine/bin"
GENERATORS = {"python": "sdkgen", "nodejs": "sdkgen", "go": "sdkgen", "java": "sdkgen-java"}
PICTURE = ROOT / "docs/sandboxes-table.svg"
OLD_LICENSE = re.compile(r'\n  \[project\.license\]\n    text = ("[^"]+")')
OLD_BUILD = re.compile(r"setuptools>=61\.0")


def main() -> int:
    """Writes the files, or lists those that are not current."""
    check = "--check" in sys.argv
    schema = PROVIDER.schema(EXAMPLES)
    wanted = {SCHEMA: schema.encode(), PICTURE: sandboxes_table()}
    wanted |= documents(json.loads(schema)) | sdks(schema)
    wanted |= {ROOT / name: current(ROOT / name, wanted) for name in QUOTING}
    surplus = [path for path in generated_before() if path not in wanted]
    stale = update(wanted, surplus, check=check)
    if check and stale:
        print("Run `make generate` and commit what it writes.")
        return 1
    return 0


def update(wanted: dict[Path, bytes], surplus: list[Path], *, check: bool) -> list[Path]:
    """Writes stale files and removes surplus ones, unless `check` is set. Returns all of them."""
    stale = [path for path, content in wanted.items() if not has_content(path, content)]
    if not check:
        for path in surplus:
            path.unlink()
        for path in stale:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(wanted[path])
    for path in sorted([*stale, *surplus]):
        print("not current:" if check else "generated", path.relative_to(ROOT))
    return [*stale, *surplus]


def has_content(path: Path, content: bytes) -> bool:
    """Returns whether the file exists and has exactly this content."""
    return path.is_file() and path.read_bytes() == content


def current(path: Path, wanted: dict[Path, bytes]) -> bytes:
    """Returns a file that quotes the provider's version, with the current version."""
    content = wanted[path] if path in wanted else path.read_bytes()
    return restated(content.decode()).encode()


def generated_before() -> list[Path]:
    """Returns the existing files of the folder `sdk`, which has only generated files."""
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
    """Generates all SDKs with Pulumi's own generators, and returns their files."""
    with tempfile.TemporaryDirectory() as folder:
        source, made = Path(folder, "schema.json"), Path(folder, "sdk")
        source.write_text(schema, encoding="utf-8")
        for language, generator in GENERATORS.items():
            subprocess.run([BIN / generator, source, language, made / language], check=True)
        # The generated pyproject.toml names a README.md that the generator puts elsewhere.
        shutil.copy(made / "python/pulumi_primeintellect/README.md", made / "python")
        modernize_license(made / "python/pyproject.toml")
        complete_go_module(made / "go")
        return {
            ROOT / "sdk" / path.relative_to(made): path.read_bytes()
            for path in sorted(made.rglob("*"))
            if path.is_file()
        }


def modernize_license(project: Path) -> None:
    """States the license in the form that setuptools 77 requires, to avoid a warning in builds."""
    text = project.read_text(encoding="utf-8")
    (license_,) = OLD_LICENSE.findall(text)
    text = OLD_LICENSE.sub("", text).replace("[project]", f"[project]\n  license = {license_}", 1)
    project.write_text(OLD_BUILD.sub("setuptools>=77.0", text), encoding="utf-8")


def complete_go_module(folder: Path) -> None:
    """Adds the indirect dependencies to the generated go.mod, and keeps recorded checksums."""
    recorded = ROOT / "sdk/go/go.sum"
    if recorded.exists():
        shutil.copy(recorded, folder)
    subprocess.run(["go", "mod", "tidy"], cwd=folder, check=True)


if __name__ == "__main__":
    sys.exit(main())
