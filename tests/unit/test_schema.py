from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from function_examples import EXAMPLES
from primeintellect_simulator import GPU_TYPES, STATUSES, make_sandboxes
from pulumi_resource_primeintellect import __version__
from pulumi_resource_primeintellect.provider import PROVIDER
from workspace import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

SCHEMA = ROOT / "provider/pulumi_resource_primeintellect/schema.json"

SPEC: dict[str, Any] = json.loads(PROVIDER.schema(EXAMPLES))
GET: dict[str, Any] = SPEC["functions"]["primeintellect:index:getSandbox"]
LIST: dict[str, Any] = SPEC["functions"]["primeintellect:index:listSandboxes"]
SANDBOX: dict[str, Any] = SPEC["types"]["primeintellect:index:Sandbox"]
MOMENTS = ("created", "started", "updated", "expires", "terminated")
COUNTS = tuple(
    f"by{what}" for what in ("Status", "Region", "GpuType", "GpuModel", "User", "Team", "Label")
)
ALWAYS_THERE = [
    "id",
    "name",
    "dockerImage",
    "cpuCores",
    "memoryGB",
    "diskSizeGB",
    "diskMountPath",
    "gpuCount",
    "status",
    "timeoutMinutes",
    "createdAt",
    "updatedAt",
    "gpuDescription",
]


def descriptions() -> Iterator[tuple[str, str]]:
    """Every place in the schema that needs a description, with the one it has."""
    functions, types = SPEC["functions"], SPEC["types"]
    sides = [spec[side] for spec in functions.values() for side in ("inputs", "outputs")]
    objects = [*sides, *types.values(), {"properties": SPEC["config"]["variables"]}]
    yield "provider", SPEC["provider"]["description"]
    for named in (functions, types, *(spec.get("properties", {}) for spec in objects)):
        yield from ((name, spec["description"]) for name, spec in named.items())
    yield from (("side", side["description"]) for side in sides)
    for spec in types.values():
        yield from ((value["name"], value["description"]) for value in spec.get("enum", ()))


def test_the_committed_schema_is_current() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == PROVIDER.schema(EXAMPLES)


def test_the_metadata_is_complete() -> None:
    home = "https://github.com/pulumi-primeintellect/pulumi-primeintellect"
    assert {name: SPEC[name] for name in list(SPEC)[:13]} == {
        "name": "primeintellect",
        "version": __version__,
        "displayName": "Prime Intellect",
        "description": "Looks up Prime Intellect GPU sandboxes: IDs, regions, status and GPU "
        "specifications.",
        "keywords": [
            "pulumi",
            "prime-intellect",
            "gpu",
            "sandbox",
            "category/cloud",
            "kind/native",
        ],
        "homepage": home,
        "repository": home,
        "license": "Apache-2.0",
        "publisher": "pulumi-primeintellect",
        "logoUrl": "https://raw.githubusercontent.com/pulumi-primeintellect/"
        "pulumi-primeintellect/main/docs/logo.png",
        "pluginDownloadURL": "github://api.github.com/pulumi-primeintellect/pulumi-primeintellect",
        "attribution": "An independent project, not affiliated with Prime Intellect.",
        "meta": {"moduleFormat": "(.*)", "supportPack": True},
    }


@pytest.mark.parametrize("language", ["python", "nodejs", "go", "csharp"])
def test_sdks_take_the_schemas_version(language: str) -> None:
    assert SPEC["language"][language]["respectSchemaVersion"] is True


def test_the_python_sdk_is_packaged_by_a_pyproject_file() -> None:
    assert SPEC["language"]["python"]["pyproject"] == {"enabled": True}


def test_everything_in_the_schema_is_described() -> None:
    assert [name for name, description in descriptions() if not description.strip()] == []


def test_stack_configuration_and_provider_arguments_are_alike() -> None:
    variables = SPEC["config"]["variables"]
    assert variables == SPEC["provider"]["inputProperties"]
    assert {
        name: (spec["type"], spec.get("secret", False)) for name, spec in variables.items()
    } == {
        "apiKey": ("string", True),
        "teamId": ("string", False),
        "baseUrl": ("string", False),
        "context": ("string", False),
        "allowInsecureHttp": ("boolean", False),
        "requestTimeout": ("number", False),
        "invokeTimeout": ("number", False),
        "maxRetries": ("integer", False),
        "maxConcurrency": ("integer", False),
    }


@pytest.mark.parametrize(
    ("setting", "ways"),
    [
        (
            "apiKey",
            (
                "Also read from the environment variable `PRIME_API_KEY`, "
                "then `api_key` in `~/.prime/config.json`."
            ),
        ),
        (
            "teamId",
            (
                "Also read from the environment variable `PRIME_TEAM_ID`, "
                "then `team_id` in `~/.prime/config.json`."
            ),
        ),
        (
            "baseUrl",
            (
                "Also read from the environment variable `PRIME_API_BASE_URL`, then "
                "`PRIME_BASE_URL`, then `base_url` in `~/.prime/config.json`. "
                "Default: `https://api.primeintellect.ai`."
            ),
        ),
        ("context", "Also read from the environment variable `PRIME_CONTEXT`."),
        (
            "allowInsecureHttp",
            (
                "Also read from the environment variable `PRIME_ALLOW_INSECURE_HTTP`. "
                "Default: `false`."
            ),
        ),
        (
            "invokeTimeout",
            "Also read from the environment variable `PRIME_INVOKE_TIMEOUT`. Default: `300`.",
        ),
        (
            "requestTimeout",
            "Also read from the environment variable `PRIME_REQUEST_TIMEOUT`. Default: `30`.",
        ),
        (
            "maxRetries",
            "Also read from the environment variable `PRIME_MAX_RETRIES`. Default: `4`.",
        ),
        (
            "maxConcurrency",
            "Also read from the environment variable `PRIME_MAX_CONCURRENCY`. Default: `8`.",
        ),
    ],
)
def test_a_setting_is_described_with_the_ways_to_set_it(setting: str, ways: str) -> None:
    assert SPEC["config"]["variables"][setting]["description"].endswith(f" {ways}")


def test_what_is_required_is_what_the_api_always_sends() -> None:
    assert SANDBOX["required"] == GET["outputs"]["required"] == ALWAYS_THERE
    assert LIST["outputs"]["required"] == list(LIST["outputs"]["properties"])
    assert SPEC["types"]["primeintellect:index:Gpu"]["required"] == ["count", "known"]
    summary = SPEC["types"]["primeintellect:index:SandboxSummary"]
    assert summary["required"] == list(summary["properties"])


def test_no_argument_is_required_alone() -> None:
    assert (GET["inputs"]["required"], LIST["inputs"]["required"]) == ([], [])


def test_a_sandbox_has_every_field_of_the_api_the_newer_ones_and_those_we_derive() -> None:
    newer = {"networkAllowlist", "networkDenylist", "idleTimeoutMinutes"}
    newer |= {"terminationReason", "pendingImageBuildId"}
    derived = {
        "environmentVarNames",
        "secretNames",
        "gpuDescription",
        "gpu",
        "network",
        "expiresAt",
    }
    assert set(SANDBOX["properties"]) == {*make_sandboxes(1)[0], *newer, *derived}
    assert set(GET["outputs"]["properties"]) == set(SANDBOX["properties"])


@pytest.mark.parametrize("field", ["status", "gpuType", "network"])
def test_a_result_itself_has_a_string_where_its_parts_have_an_open_enum(field: str) -> None:
    description = SANDBOX["properties"][field]["description"]
    plain = {"type": "string", "description": description}
    assert GET["outputs"]["properties"][field] == plain


def types_of(side: dict[str, Any]) -> dict[str, str]:
    """The type of each property in few words; a named type by its name."""

    def words(spec: dict[str, Any]) -> str:
        if "oneOf" in spec:
            return " or ".join(words(one) for one in spec["oneOf"])
        if "$ref" in spec:
            return str(spec["$ref"]).rpartition(":")[2]
        inner = words(spec["items"]) if "items" in spec else ""
        return f"{spec['type']} of {inner}" if inner else str(spec["type"])

    return {name: words(spec) for name, spec in side["properties"].items()}


def test_a_look_up_takes_these_arguments() -> None:
    listing = types_of(LIST["inputs"])
    own = {"ids", "page", "perPage", "limit", "includeSandboxes", "sortBy", "sortOrder"}
    own |= {"requireAtLeast", "requireAtMost"}
    assert types_of(GET["inputs"]) == {
        **{name: listing[name] for name in listing.keys() - own},
        "sandboxId": "string",
        "name": "string",
        "mostRecent": "boolean",
        "waitForStatuses": "array of string or SandboxStatus",
        "waitTimeout": "number",
    }


@pytest.mark.parametrize("function", [GET, LIST])
def test_defaults_are_described(function: dict[str, Any]) -> None:
    described = function["inputs"]["properties"]
    for name in ("includeEnvironmentVars", "mostRecent", "waitTimeout", "includeSandboxes"):
        if name in described:
            assert "Defaults to " in described[name]["description"]


def test_a_listing_takes_what_the_api_does_and_conditions_of_ours() -> None:
    status, gpu_type = "string or SandboxStatus", "string or GpuType"
    sizes = ("GpuMemoryGB", "CpuCores", "MemoryGB", "DiskSizeGB")
    lists = ("names", "regions", "gpuModels", "dockerImages", "labelsAny", "labelsNone")
    moments = (f"{at}{side}" for at in MOMENTS for side in ("After", "Before"))
    assert types_of(LIST["inputs"]) == {
        "includeEnvironmentVars": "boolean",
        "teamId": "string",
        "userId": "string",
        "status": status,
        "isActive": "boolean",
        "labels": "array of string",
        "page": "integer",
        "perPage": "integer",
        "limit": "integer",
        "requireAtLeast": "integer",
        "requireAtMost": "integer",
        "ids": "array of string",
        "exitCodes": "array of integer",
        "excludeStatuses": f"array of {status}",
        "includeSandboxes": "boolean",
        "sortBy": "string or SandboxSortKey",
        "sortOrder": "string or SortOrder",
        "statuses": f"array of {status}",
        "gpuTypes": f"array of {gpu_type}",
        **dict.fromkeys((*lists, "errorTypes", "terminationReasons"), "array of string"),
        **dict.fromkeys(("teamIds", "userIds"), "array of string"),
        **dict.fromkeys(("nameRegex", "imageRegex"), "string"),
        "vm": "boolean",
        **dict.fromkeys(("minGpuCount", "maxGpuCount"), "integer"),
        **{f"{side}{size}": "number" for size in sizes for side in ("min", "max")},
        **dict.fromkeys(moments, "string"),
    }


def test_a_listing_answers_sandboxes_paging_and_totals() -> None:
    assert types_of(LIST["outputs"]) == {
        "sandboxes": "array of Sandbox",
        "ids": "array of string",
        "missingIds": "array of string",
        "count": "integer",
        "regions": "array of string",
        "gpuTypes": "array of string",
        "summary": "SandboxSummary",
        "skipped": "integer",
        "total": "integer",
        "page": "integer",
        "perPage": "integer",
        "hasNext": "boolean",
    }
    totals = SPEC["types"]["primeintellect:index:SandboxSummary"]
    assert types_of(totals) == {
        "gpuCount": "integer",
        "gpuMemoryGB": "number",
        "cpuCores": "number",
        "memoryGB": "number",
        "diskSizeGB": "number",
        **dict.fromkeys(COUNTS, "object"),
    }
    for name in COUNTS:
        assert totals["properties"][name]["additionalProperties"] == {"type": "integer"}


def test_types_are_spelled_as_pulumi_does() -> None:
    properties = {
        name: {key: value for key, value in spec.items() if key != "description"}
        for name, spec in SANDBOX["properties"].items()
    }
    assert {name: properties[name] for name in ("cpuCores", "gpuCount", "vm", "labels")} == {
        "cpuCores": {"type": "number"},
        "gpuCount": {"type": "integer"},
        "vm": {"type": "boolean"},
        "labels": {"type": "array", "items": {"type": "string"}},
    }
    assert properties["environmentVars"] == {
        "type": "object",
        "additionalProperties": {"type": "string"},
        "secret": True,
    }
    assert properties["advancedConfigs"] == {
        "type": "object",
        "additionalProperties": {"$ref": "pulumi.json#/Any"},
    }


@pytest.mark.parametrize(
    ("name", "field", "values"),
    [
        ("SandboxStatus", "status", (*STATUSES, "TIMEOUT")),
        ("GpuType", "gpuType", GPU_TYPES),
        ("SandboxNetwork", "network", ("open", "restricted", "blocked")),
    ],
)
def test_an_enum_names_every_documented_value_once_and_any_string_is_allowed(
    name: str, field: str, values: tuple[str, ...]
) -> None:
    token = f"primeintellect:index:{name}"
    members = [member["value"] for member in SPEC["types"][token]["enum"]]
    assert members == list(dict.fromkeys(values))
    assert SPEC["types"][token]["type"] == "string"
    assert SANDBOX["properties"][field]["oneOf"] == [
        {"type": "string"},
        {"$ref": f"#/types/{token}"},
    ]


@pytest.mark.parametrize(
    ("name", "values"),
    [
        (
            "SandboxSortKey",
            [
                "createdAt",
                "startedAt",
                "updatedAt",
                "expiresAt",
                "terminatedAt",
                "name",
                "region",
                "status",
                "gpuCount",
                "gpuMemory",
                "cpuCores",
                "memoryGB",
                "diskSizeGB",
            ],
        ),
        ("SortOrder", ["asc", "desc"]),
    ],
)
def test_what_a_listing_is_sorted_by_is_enumerated(name: str, values: list[str]) -> None:
    members = SPEC["types"][f"primeintellect:index:{name}"]["enum"]
    assert [member["value"] for member in members] == values


def test_a_status_is_asked_for_with_the_same_open_enum() -> None:
    asked = LIST["inputs"]["properties"]["status"]["oneOf"]
    assert asked == SANDBOX["properties"]["status"]["oneOf"]
