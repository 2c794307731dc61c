"""What people do with the plugin outside of programs."""

from __future__ import annotations

import json
import re
import subprocess
from typing import TYPE_CHECKING

import pytest
from docs.coverage import COMMANDS
from workspace import PLUGIN, ROOT

if TYPE_CHECKING:
    from engine.conftest import Prepare
    from primeintellect_simulator import Simulator

PROGRAM = "outputs: {}\n"
SCHEMA = ROOT / "provider/pulumi_resource_primeintellect/schema.json"


def test_the_engine_reads_the_schema_that_is_committed(prepare: Prepare) -> None:
    answer = prepare(PROGRAM).pulumi("package", "get-schema", str(PLUGIN))
    read, committed = json.loads(answer.stdout), json.loads(SCHEMA.read_text())
    for member in ("name", "version", "publisher", "pluginDownloadURL", "config", "provider"):
        assert read[member] == committed[member]
    for token, function in committed["functions"].items():
        for side in ("inputs", "outputs"):
            assert read["functions"][token][side]["properties"] == function[side]["properties"]
    assert read["types"].keys() == committed["types"].keys()


def test_the_schema_passes_the_check_without_a_warning(prepare: Prepare) -> None:
    checked = prepare(PROGRAM).pulumi("schema", "check", str(SCHEMA))
    assert (checked.stdout, checked.stderr) == ("", "")


def test_do_answers_from_a_shell(prepare: Prepare) -> None:
    workspace = prepare(PROGRAM)
    lookup = ("do", "--package", str(PLUGIN), "primeintellect:getSandbox", "--sandbox-id")
    found = json.loads(workspace.pulumi(*lookup, "sbx-000001").stdout)
    assert (found["id"], found["region"], found["gpuType"]) == ("sbx-000001", "us", "H100_80GB")


def test_do_fails_with_one_line_on_a_wrong_id(prepare: Prepare) -> None:
    workspace = prepare(PROGRAM)
    lookup = ("do", "--package", str(PLUGIN), "primeintellect:getSandbox", "--sandbox-id")
    failed = workspace.pulumi(*lookup, "nope", check=False)
    assert failed.returncode == 1
    (line,) = failed.stderr.strip().splitlines()
    assert 'cannot look up sandbox "nope": the API answered 404 Not Found' in line


def test_do_takes_settings_from_a_file_and_not_from_the_stack(prepare: Prepare) -> None:
    workspace = prepare(PROGRAM, PRIME_API_KEY="")
    workspace.pulumi("config", "set", "--secret", "primeintellect:apiKey", "simulator-key")
    lookup = ("do", "--package", str(PLUGIN), "primeintellect:listSandboxes", "--limit", "1")
    failed = workspace.pulumi(*lookup, check=False)
    told = "there is no `apiKey`: set apiKey in the file of `--provider-file`, or the environment"
    assert told in failed.stderr
    (workspace.project / "settings.pcl").write_text('apiKey = "simulator-key"\n')
    given = ("--input", "pcl", "--provider-file", "settings.pcl")
    assert json.loads(workspace.pulumi(*lookup, *given).stdout)["total"] == 37


def test_an_attached_plugin_serves_one_engine_after_the_other(prepare: Prepare) -> None:
    with subprocess.Popen([PLUGIN], stdout=subprocess.PIPE, text=True) as plugin:
        assert plugin.stdout is not None
        port = plugin.stdout.readline().strip()
        workspace = prepare(ROOT / "examples/yaml", PULUMI_DEBUG_PROVIDERS=f"primeintellect:{port}")
        workspace.environment.pop("PRIME_API_KEY")
        refused = workspace.pulumi("preview", check=False)
        workspace.pulumi("config", "set", "--secret", "primeintellect:apiKey", "simulator-key")
        workspace.pulumi(
            "config", "set", "primeintellect:baseUrl", workspace.environment["PRIME_API_BASE_URL"]
        )
        workspace.pulumi("up", "--yes")
        answered = workspace.pulumi("stack", "output", "region").stdout
        assert plugin.poll() is None
        plugin.terminate()
        assert plugin.wait() == 0
    assert "there is no `apiKey`" in refused.stdout + refused.stderr
    assert answered == "us\n"


@pytest.mark.parametrize("key_in", ["environment", "stack"])
def test_the_log_has_a_line_for_each_request_without_the_key(
    prepare: Prepare, simulator: Simulator, key_in: str
) -> None:
    (told,) = (command for command in COMMANDS if "--logflow" in command)
    workspace = prepare(ROOT / "examples/yaml")
    if key_in == "stack":
        workspace.environment.pop("PRIME_API_KEY")
        workspace.pulumi("config", "set", "--secret", "primeintellect:apiKey", "simulator-key")
    logged = workspace.pulumi(*told.split()[1:])
    lines = re.findall(r"GET (\S+) \d+ ms (\d+) (req-\d+)", logged.stderr)
    assert sorted(path for path, *_ in lines) == [
        "/api/v1/sandbox?status=RUNNING&labels=demo&page=1&per_page=1000",
        "/api/v1/sandbox?status=RUNNING&page=1&per_page=1000",
    ]
    assert {(status, name) for _, status, name in lines} == {
        ("200", f"req-{number:06}") for number in (1, 2)
    }
    assert len(simulator.requests) == 2
    assert "simulator-key" not in logged.stdout + logged.stderr


def test_without_the_flag_for_plugins_the_log_has_no_requests(prepare: Prepare) -> None:
    workspace = prepare(ROOT / "examples/yaml")
    logged = workspace.pulumi("preview", "--logtostderr", "-v=3")
    assert '"8 x H100 80GB"' in logged.stdout
    assert "GET /api" not in logged.stdout + logged.stderr


def test_only_the_most_verbose_log_has_a_key_of_the_stack(prepare: Prepare) -> None:
    workspace = prepare(ROOT / "examples/yaml", PRIME_API_KEY="")
    workspace.pulumi("config", "set", "--secret", "primeintellect:apiKey", "simulator-key")
    for level, has_it in ((8, False), (9, True)):
        logged = workspace.pulumi("preview", "--logtostderr", "--logflow", f"-v={level}")
        assert ("simulator-key" in logged.stderr) is has_it
