"""The SDKs' documentation of a function has its examples, each in the SDK's own language."""

from __future__ import annotations

import pytest
from function_examples import EXAMPLES
from workspace import ROOT

JAVA = (
    "java/src/main/java/io/github/pulumiprimeintellect/primeintellect/PrimeintellectFunctions.java"
)
FILES = {
    ("getSandbox", "python"): "python/pulumi_primeintellect/get_sandbox.py",
    ("getSandbox", "typescript"): "nodejs/getSandbox.ts",
    ("getSandbox", "go"): "go/primeintellect/getSandbox.go",
    ("getSandbox", "java"): JAVA,
    ("listSandboxes", "python"): "python/pulumi_primeintellect/list_sandboxes.py",
    ("listSandboxes", "typescript"): "nodejs/listSandboxes.ts",
    ("listSandboxes", "go"): "go/primeintellect/listSandboxes.go",
    ("listSandboxes", "java"): JAVA,
}


@pytest.mark.parametrize(("function", "language"), FILES)
def test_an_sdk_shows_the_examples_in_its_language_and_no_others(
    function: str, language: str
) -> None:
    documented = (ROOT / "sdk" / FILES[function, language]).read_text(encoding="utf-8")
    documented = documented.replace('\\"\\"\\"', '"""')
    for example in EXAMPLES[function]:
        assert (f"### {example.title}\n" in documented) == (language in example.programs)
        for line in example.programs.get(language, "").splitlines():
            assert line.strip() in documented
    assert "{{%" not in documented
    assert "fn::invoke" not in documented


def test_each_function_has_an_example_in_every_language_that_is_tested() -> None:
    languages = {"typescript", "python", "go", "java", "yaml"}
    assert {name: {*examples[0].programs} for name, examples in EXAMPLES.items()} == {
        "getSandbox": languages,
        "listSandboxes": languages,
    }
