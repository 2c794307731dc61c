from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING

import pytest
from plugin import PluginError
from primeintellect_simulator import Behaviour, Simulator, make_sandboxes
from pulumi_python_provider.testing import secret

if TYPE_CHECKING:
    from plugin import Plugin
    from primeintellect_simulator import JSON, Sandbox

WITHOUT_VALUES = {
    "id": "sbx-000001",
    "name": "llama-pretraining",
    "dockerImage": "primeintellect/sandbox:latest",
    "startCommand": "python train.py --epochs 3",
    "cpuCores": 32,
    "memoryGB": 128,
    "diskSizeGB": 10,
    "diskMountPath": "/sandbox-workspace",
    "gpuCount": 8,
    "gpuType": "H100_80GB",
    "vm": True,
    "networkAccess": True,
    "status": "RUNNING",
    "timeoutMinutes": 1440,
    "environmentVarNames": ["HF_TOKEN", "LOG_LEVEL", "WANDB_API_KEY"],
    "labels": ["demo", "training"],
    "createdAt": "2026-01-05T09:07:00Z",
    "updatedAt": "2026-01-05T09:07:20Z",
    "startedAt": "2026-01-05T09:07:20Z",
    "userId": "user-demo",
    "kubernetesJobId": "job-000001",
    "region": "us",
    "gpuDescription": "8 x H100 80GB",
    "network": "open",
    "gpu": {
        "type": "H100_80GB",
        "vendor": "NVIDIA",
        "model": "H100",
        "displayName": "H100",
        "architecture": "Hopper",
        "memoryGB": 80,
        "count": 8,
        "totalMemoryGB": 640,
        "known": True,
    },
    "expiresAt": "2026-01-06T09:07:20Z",
}
VALUES = secret(
    {
        "HF_TOKEN": "not-a-real-token-000001",
        "LOG_LEVEL": "info",
        "WANDB_API_KEY": "not-a-real-key-000001",
    }
)


def test_a_sandbox_is_answered_with_names_of_its_variables_and_no_values(
    plugin: Plugin, simulator: Simulator
) -> None:
    answer = plugin.invoke("getSandbox", sandboxId="sbx-000001")
    assert answer == WITHOUT_VALUES
    assert "not-a-real" not in str(answer)
    assert [(request.path, request.query) for request in simulator.requests] == [
        ("/api/v1/sandbox/sbx-000001", "")
    ]


def test_values_of_variables_are_answered_on_request_as_one_secret(plugin: Plugin) -> None:
    answer = plugin.invoke("getSandbox", sandboxId="sbx-000001", includeEnvironmentVars=True)
    assert answer == {**WITHOUT_VALUES, "environmentVars": VALUES}


def test_values_of_variables_are_kept_back_when_they_are_declined(plugin: Plugin) -> None:
    answer = plugin.invoke("getSandbox", sandboxId="sbx-000001", includeEnvironmentVars=False)
    assert answer == WITHOUT_VALUES


def test_an_id_that_comes_as_a_secret_is_unwrapped(plugin: Plugin) -> None:
    assert plugin.invoke("getSandbox", sandboxId=secret("sbx-000001")) == WITHOUT_VALUES


def test_every_sandbox_of_the_sample_is_answered_as_the_api_has_it(
    plugin: Plugin, simulator: Simulator
) -> None:
    for sandbox in simulator.sandboxes:
        variables = sandbox["environmentVars"]
        names = {"environmentVarNames": sorted(variables)} if isinstance(variables, dict) else {}
        expected = {name: value for name, value in sandbox.items() if value is not None} | names
        expected.pop("environmentVars", None)
        answer = plugin.invoke("getSandbox", sandboxId=sandbox["id"])
        gpu, description = answer.pop("gpu", {}), answer.pop("gpuDescription")
        assert answer.pop("network") == ("open" if sandbox["networkAccess"] else "blocked")
        expected["labels"] = sorted(map(str, sandbox["labels"]))  # type: ignore[arg-type]  # a list
        assert answer == expected | expiry(sandbox)
        has_gpus = sandbox["gpuType"] not in {None, "CPU_NODE"} and sandbox["gpuCount"]
        told = (sandbox["gpuType"], sandbox["gpuCount"], True) if has_gpus else (None, None, None)
        assert (gpu.get("type"), gpu.get("count"), gpu.get("known")) == told
        begin = f"{sandbox['gpuCount']} x {gpu.get('model')}"
        assert description.startswith(begin if has_gpus else "none")
    assert plugin.engine.log == []


def expiry(sandbox: Sandbox) -> dict[str, str]:
    """When a running sandbox ends, reckoned in another way than the provider does."""
    started, minutes = sandbox["startedAt"], sandbox["timeoutMinutes"]
    assert isinstance(minutes, int)
    if sandbox["status"] != "RUNNING" or minutes < 1:
        return {}
    begun = datetime.strptime(str(started), "%Y-%m-%dT%H:%M:%S%z").timestamp()
    ends = datetime.fromtimestamp(begun + 60 * minutes, timezone.utc)
    return {"expiresAt": ends.strftime("%Y-%m-%dT%H:%M:%SZ")}


@pytest.mark.parametrize("sandbox_id", ["a b?c#d", "100%", "é", "x" * 200, "-", "..."])
def test_an_id_reaches_the_api_as_it_is(
    plugin: Plugin, simulator: Simulator, sandbox_id: str
) -> None:
    simulator.sandboxes = [{**simulator.sandboxes[0], "id": sandbox_id}]
    assert plugin.invoke("getSandbox", sandboxId=sandbox_id)["id"] == sandbox_id


def test_a_sandbox_that_does_not_exist_is_refused(plugin: Plugin) -> None:
    with pytest.raises(PluginError) as refused:
        plugin.invoke("getSandbox", sandboxId="sbx-absent")
    assert str(refused.value) == (
        'FAILED_PRECONDITION: cannot look up sandbox "sbx-absent": the API answered 404 Not Found, '
        '"Sandbox sbx-absent not found" (request id req-000001). Check the ID, and that the '
        "API key (the stack configuration primeintellect:apiKey) belongs to the sandbox's owner or "
        "team. A sandbox that may be gone can be looked up with `ids` of listSandboxes. (1 try)"
    )


@pytest.mark.parametrize("field", ["name", "status", "timeoutMinutes", "createdAt"])
def test_a_required_field_that_the_api_left_out_is_left_out_with_one_warning(
    plugin: Plugin, field: str
) -> None:
    without = Behaviour(
        reshape=lambda sandbox: {name: sandbox[name] for name in sandbox if name != field}
    )
    with Simulator(behaviour=without) as simulator:
        plugin.use(simulator)
        first = plugin.invoke("getSandbox", sandboxId="sbx-000001")
        plugin.invoke("getSandbox", sandboxId="sbx-000002")
        plugin.invoke("listSandboxes")
    gone = {field, "expiresAt"} if field in {"status", "timeoutMinutes"} else {field}
    assert first == {name: WITHOUT_VALUES[name] for name in WITHOUT_VALUES if name not in gone}
    assert plugin.engine.log == [
        (
            f"WARNING: the API left out `{field}`, which it documents as always present; "
            "results lack it"
        )
    ]


def test_each_missing_field_has_a_warning_of_its_own(plugin: Plugin) -> None:
    with Simulator(behaviour=Behaviour(reshape=lambda sandbox: {"id": sandbox["id"]})) as simulator:
        plugin.use(simulator)
        assert plugin.invoke("getSandbox", sandboxId="sbx-000001") == {
            "id": "sbx-000001",
            "gpuDescription": "unknown",
        }
    fields = [line.split("`")[1] for line in plugin.engine.warnings]
    assert fields == [
        "advancedConfigs",
        "cpuCores",
        "createdAt",
        "diskMountPath",
        "diskSizeGB",
        "dockerImage",
        "environmentVars",
        "gpuCount",
        "memoryGB",
        "name",
        "startedAt",
        "status",
        "teamId",
        "terminatedAt",
        "timeoutMinutes",
        "updatedAt",
        "userId",
    ]


def test_each_value_that_is_not_documented_passes_with_one_warning(plugin: Plugin) -> None:
    statuses = {"sbx-000001": "SLEEPING", "sbx-000002": "STOPPED\n", "sbx-000003": "SLEEPING"}
    changed = Behaviour(
        reshape=lambda sandbox: {
            **sandbox,
            "status": statuses.get(str(sandbox["id"]), sandbox["status"]),
        }
    )
    with Simulator(behaviour=changed) as simulator:
        plugin.use(simulator)
        answered = {id_: plugin.invoke("getSandbox", sandboxId=id_)["status"] for id_ in statuses}
        listed = plugin.invoke("listSandboxes")["sandboxes"]
    assert answered == statuses
    assert {sandbox["id"]: sandbox["status"] for sandbox in listed[:3]} == statuses
    rest = "as `status`, which its documentation does not list; results have it unchanged"
    assert plugin.engine.warnings == [
        f'the API sent "SLEEPING" {rest}',
        f'the API sent "STOPPED\\n" {rest}',
    ]


@pytest.mark.parametrize("argument", [{"sandboxId": "sbx-000001"}, {"names": ["demo"]}])
def test_a_time_that_is_none_is_answered_with_a_warning(
    plugin: Plugin, argument: dict[str, object]
) -> None:
    (sample,) = make_sandboxes(1)
    times: dict[str, JSON] = {"createdAt": "yesterday", "updatedAt": "now", "terminatedAt": ""}
    with Simulator(sandboxes=[{**sample, "name": "demo", **times}]) as simulator:
        plugin.use(simulator)
        found = plugin.invoke("getSandbox", **argument)
    assert {name: found[name] for name in times} == times
    problem = (
        'could not be read in sandbox "sbx-000001": it is not an RFC 3339 time; results have it'
    )
    assert plugin.engine.warnings == [
        f"`{name}` {problem} unchanged" for name in ("createdAt", "updatedAt")
    ]


def test_each_operation_is_warned_again(plugin: Plugin) -> None:
    with Simulator(behaviour=Behaviour(reshape=lambda sandbox: {**sandbox, "name": None})) as api:
        for _ in range(2):
            plugin.attach()
            plugin.use(api)
            plugin.invoke("getSandbox", sandboxId="sbx-000001")
            assert len(plugin.engine.log) == 1
