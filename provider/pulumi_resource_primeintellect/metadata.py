"""The part of the schema that does not come from models."""

from __future__ import annotations

from pydantic import JsonValue

from pulumi_resource_primeintellect import NAMESPACE

OWNER = "pulumi-primeintellect"
REPOSITORY = f"https://github.com/{OWNER}/pulumi-{NAMESPACE}"

DESCRIPTION = "Looks up Prime Intellect GPU sandboxes: IDs, regions, status and GPU specifications."
README = f"Looks up Prime Intellect GPU sandboxes from Pulumi programs. How to: {REPOSITORY}\n"

METADATA: dict[str, JsonValue] = {
    "displayName": "Prime Intellect",
    "description": DESCRIPTION,
    "keywords": [
        "pulumi",
        "prime-intellect",
        "gpu",
        "sandbox",
        "category/cloud",
        "kind/native",
    ],
    "homepage": REPOSITORY,
    "repository": REPOSITORY,
    "license": "Apache-2.0",
    "publisher": OWNER,
    "logoUrl": f"https://raw.githubusercontent.com/{OWNER}/pulumi-{NAMESPACE}/main/docs/logo.png",
    "pluginDownloadURL": f"github://api.github.com/{OWNER}/pulumi-{NAMESPACE}",
    "attribution": "An independent project, not affiliated with Prime Intellect.",
    "meta": {"moduleFormat": "(.*)", "supportPack": True},
    "language": {
        "python": {
            "packageName": f"pulumi_{NAMESPACE}",
            "respectSchemaVersion": True,
            "pyproject": {"enabled": True},
            "requires": {"pulumi": ">=3.200.0,<4.0.0"},
            "readme": README,
        },
        "nodejs": {
            "packageName": f"pulumi-{NAMESPACE}",
            "packageDescription": DESCRIPTION,
            "readme": README,
            "respectSchemaVersion": True,
            "dependencies": {"@pulumi/pulumi": "^3.200.0"},
        },
        "go": {
            "importBasePath": f"github.com/{OWNER}/pulumi-{NAMESPACE}/sdk/go/{NAMESPACE}",
            "generateResourceContainerTypes": True,
            "respectSchemaVersion": True,
        },
        "csharp": {"packageReferences": {"Pulumi": "3.*"}, "respectSchemaVersion": True},
        "java": {
            "basePackage": "io.github.pulumiprimeintellect",
            "buildFiles": "gradle",
            "dependencies": {"com.pulumi:pulumi": "1.16.0"},
        },
    },
}
