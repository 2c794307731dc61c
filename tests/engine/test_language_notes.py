"""What `docs/languages.md` says about each language is what happens."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from pages import DOCS
from workspace import ROOT

if TYPE_CHECKING:
    from engine.conftest import Prepare

(PAGE,) = (page.text for page in DOCS if page.path.name == "languages.md")
CPU_ONLY = "sbx-000003"
YAML_LOOKUPS = {
    "list index 0 out-of-bounds": (
        "listSandboxes",
        "{ labels: [nobody-has-it] }",
        "sandboxes[0].id",
    ),
    "receiver must be a list or object, not nil": (
        "getSandbox",
        f"{{ sandboxId: {CPU_ONLY} }}",
        "gpu.model",
    ),
}
PYTHON = f"""
import json

import pulumi
import pulumi_primeintellect as primeintellect

one = primeintellect.get_sandbox(sandbox_id="{CPU_ONLY}")
try:
    json.dumps(one)
except TypeError as error:
    pulumi.export("dumps", str(error))
pulumi.export("printed", str(one))
pulumi.export("properties", json.dumps(vars(one)))
"""
WITH_A_TIME = """
from datetime import datetime, timezone

import pulumi_primeintellect as primeintellect

primeintellect.list_sandboxes(created_after=datetime.now(timezone.utc))
"""


@pytest.mark.parametrize("message", YAML_LOOKUPS)
def test_yaml_fails_on_what_is_not_there(message: str, prepare: Prepare) -> None:
    assert f"`{message}`" in PAGE
    function, arguments, path = YAML_LOOKUPS[message]
    program = f"""variables:
  found:
    fn::invoke: {{ function: "primeintellect:{function}", arguments: {arguments} }}
outputs: {{ out: "${{found.{path}}}" }}
"""
    assert message in prepare(program).pulumi("preview", check=False).stdout


def test_python_shows_a_result_as_told(prepare: Prepare) -> None:
    workspace = prepare(ROOT / "examples/python")
    (workspace.project / "__main__.py").write_text(PYTHON)
    workspace.pulumi("up", "--yes", "--skip-preview")
    outputs = json.loads(workspace.pulumi("stack", "output", "--json").stdout)
    assert outputs["dumps"].endswith("is not JSON serializable")
    assert CPU_ONLY not in outputs["printed"]
    properties = json.loads(outputs["properties"])
    assert (properties["id"], properties["gpu"]) == (CPU_ONLY, None)
    assert properties["gpu_description"] == "none"


def test_python_refuses_a_time_that_is_no_string_as_told(prepare: Prepare) -> None:
    message = "unexpected input of type datetime"
    assert f"`{message}`" in PAGE
    workspace = prepare(ROOT / "examples/python")
    (workspace.project / "__main__.py").write_text(WITH_A_TIME)
    assert message in workspace.pulumi("preview", check=False).stdout
    as_told = WITH_A_TIME.replace("utc)", "utc).isoformat()")
    (workspace.project / "__main__.py").write_text(as_told)
    workspace.pulumi("preview")


def test_python_outside_a_program_fails_as_told() -> None:
    message = "'NoneType' object has no attribute 'Invoke'"
    assert f"`{message}`" in PAGE
    call = "import pulumi_primeintellect; pulumi_primeintellect.get_sandbox(sandbox_id='sbx-1')"
    done = subprocess.run([sys.executable, "-c", call], check=False, capture_output=True, text=True)
    assert message in done.stderr
