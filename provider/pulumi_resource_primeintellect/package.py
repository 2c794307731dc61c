"""The package's schema: what a person can say of it, and what follows from the models."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pulumi_resource_primeintellect import NAMESPACE, __version__
from pulumi_resource_primeintellect.config import SOURCES, Settings
from pulumi_resource_primeintellect.functions import FUNCTIONS
from pulumi_resource_primeintellect.infer.properties import properties
from pulumi_resource_primeintellect.infer.schema import Package

if TYPE_CHECKING:
    from pulumi_resource_primeintellect.infer.properties import Property
    from pulumi_resource_primeintellect.infer.schema import Spec

OWNER = "pulumi-primeintellect"
REPOSITORY = f"https://github.com/{OWNER}/pulumi-{NAMESPACE}"

DESCRIPTION = "Looks up Prime Intellect GPU sandboxes: IDs, regions, status and GPU specifications."
README = f"Looks up Prime Intellect GPU sandboxes from Pulumi programs. How to: {REPOSITORY}\n"

METADATA: Spec = {
    "version": __version__,
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
    "logoUrl": f"https://raw.githubusercontent.com/{OWNER}/pulumi-{NAMESPACE}/main/docs/logo.svg",
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


def settings() -> list[Property]:
    """The provider's settings, each described with the ways to set it."""
    return [
        member._replace(
            description=f"{member.description} Also read from "
            f"{SOURCES[member.name].describe(', then ')}.{_default(member.name)}",
        )
        for member in properties(Settings)
    ]


def schema() -> Spec:
    """The schema that `schema.json` holds and the provider serves."""
    return Package(NAMESPACE).spec(METADATA, settings(), [load() for load in FUNCTIONS.values()])


def rendered() -> str:
    """The schema as the text of that file."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def _default(name: str) -> str:
    default = Settings.model_fields[name].default
    shown = f"{default:g}" if isinstance(default, float) else default
    shown = json.dumps(shown) if isinstance(shown, bool) else shown
    return "" if shown in {None, ""} else f" Default: `{shown}`."
