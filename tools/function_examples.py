"""The examples in the schema: programs from the folder `examples`, which the tests also run."""

from __future__ import annotations

from pathlib import Path

from pulumi_python_provider.inference.examples import Example

FOLDER = Path(__file__).resolve().parent.parent / "examples"

LANGUAGES = {
    "typescript": "typescript/index.ts",
    "python": "python/__main__.py",
    "go": "go/main.go",
    "java": "java/src/main/java/sandboxes/App.java",
    "yaml": "yaml/Pulumi.yaml",
}


def example(title: str, files: dict[str, str]) -> Example:
    """Reads an example. `files` are paths below `examples`, by language."""
    programs = {
        language: (FOLDER / file).read_text(encoding="utf-8") for language, file in files.items()
    }
    return Example(title, programs)


FIRST = example("Look up one sandbox and list the running ones", LANGUAGES)
EXAMPLES = {
    "getSandbox": [
        FIRST,
        example(
            "Look up the sandbox that a resource names",
            {"python": "pinned-python/__main__.py", "yaml": "pinned/Pulumi.yaml"},
        ),
    ],
    "listSandboxes": [
        FIRST,
        example("Fail when too few sandboxes run in a region", {"python": "ci-gate/__main__.py"}),
        example("Fail when sandboxes hold too many GPUs", {"python": "quota-guard/__main__.py"}),
    ],
}
