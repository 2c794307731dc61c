"""The constants of every SDK, as the generators have spelled them."""

from __future__ import annotations

import json
import re

import pytest
from workspace import ROOT

SDK = ROOT / "sdk"
JAVA = SDK / "java/src/main/java/io/github/pulumiprimeintellect/primeintellect/enums"
SCHEMA = json.loads(
    (ROOT / "provider/pulumi_resource_primeintellect/schema.json").read_text(encoding="utf-8")
)
ENUMS = {
    token.rpartition(":")[2]: [member["value"] for member in spec["enum"]]
    for token, spec in SCHEMA["types"].items()
    if "enum" in spec
}

WORDS = r"[A-Z][a-z]+(?:[A-Z][a-z]+)*"
"""`CreatedAt`: no capitals in a row, nothing in between."""

GPU = r"[A-Z]+[a-z]*[A-Za-z]*[0-9]+(?:[a-z]|Ti|Ada)?(?:_[0-9]+GB)?"
"""`H100_80GB`, `GB200`, `RTX3080Ti_12GB`, `RtxPro6000b_96GB`: model and memory."""

IN_PYTHON = r"[A-Z]{2,}(?:_[A-Z]{2,})*|(?:[A-Z]+_)*[A-Z]+[0-9]+[A-Z]?(?:_TI|_ADA)?(?:_[0-9]+_GB)?"
"""`CREATED_AT`, `H100_80_GB`: no letter by itself."""


def constants(language: str, enum: str) -> dict[str, str]:
    """Names and values of an enum's constants."""
    if language == "java":
        source = (JAVA / f"{enum}.java").read_text(encoding="utf-8")
        return dict(re.findall(r'^ +(\w+)\("([^"]+)"\)[,;]$', source, re.MULTILINE))
    if language == "go":
        source = (SDK / "go/primeintellect/pulumiEnums.go").read_text(encoding="utf-8")
        return dict(re.findall(rf'^\t{enum}_?(\w+) += {enum}\("([^"]+)"\)$', source, re.MULTILINE))
    if language == "python":
        source = (SDK / "python/pulumi_primeintellect/_enums.py").read_text(encoding="utf-8")
        source = source.partition(f"class {enum}(")[2].partition("\nclass ")[0]
        return dict(re.findall(r'^    (\w+) = "([^"]+)"$', source, re.MULTILINE))
    source = (SDK / "nodejs/types/enums/index.ts").read_text(encoding="utf-8")
    source = source.partition(f"export const {enum} = ")[2].partition("} as const")[0]
    return dict(re.findall(r'^    (\w+): "([^"]+)",$', source, re.MULTILINE))


LANGUAGES = ["python", "nodejs", "go", "java"]


def good_name(language: str) -> str:
    """What a name that reads well matches."""
    return IN_PYTHON if language == "python" else f"{WORDS}|{GPU}"


@pytest.mark.parametrize("enum", ENUMS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_value_has_a_constant_with_a_name_that_reads_well(language: str, enum: str) -> None:
    found = constants(language, enum)
    assert sorted(found.values()) == sorted(ENUMS[enum])
    assert [name for name in found if not re.fullmatch(good_name(language), name)] == []


def test_every_sdk_that_is_generated_is_read() -> None:
    assert sorted(folder.name for folder in SDK.iterdir() if folder.is_dir()) == sorted(LANGUAGES)


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("python", ["CREATE_D_AT", "GP_U_COUNT", "CP_U_NODE", "RT_X_PR_O_6000_B_96_GB"]),
        ("go", ["NAME", "_GPU_COUNT", "GPU_COUNT", "createdAt", "Created_At", "CPU_NODE"]),
        ("java", ["NAME", "CREATED_AT", "H100_80_GB"]),
    ],
)
def test_odd_names_are_refused(language: str, names: list[str]) -> None:
    assert [name for name in names if re.fullmatch(good_name(language), name)] == []


def test_nothing_is_measured_in_gb_of_another_spelling() -> None:
    files = [*SDK.rglob("*.py"), *SDK.rglob("*.ts"), *SDK.rglob("*.go"), *SDK.rglob("*.java")]
    odd = re.compile(r"[a-z]Gb\b")
    assert [path for path in files if odd.search(path.read_text(encoding="utf-8"))] == []
    assert odd.search(json.dumps(SCHEMA)) is None
