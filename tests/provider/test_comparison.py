"""What a data source for machines can be asked for, one test a row of the comparison of many."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from plugin import PluginError
from primeintellect_simulator import Behaviour, Fault, Simulator, Stage, make_sandboxes

if TYPE_CHECKING:
    from plugin import Plugin

MANY = make_sandboxes(250, teams=())
ALL_IDS = [sandbox["id"] for sandbox in MANY]


def ids(plugin: Plugin, **arguments: object) -> list[int]:
    """Numbers of the sandboxes that are listed."""
    answer = plugin.invoke("listSandboxes", **arguments)
    return [int(sandbox_id.removeprefix("sbx-")) for sandbox_id in answer["ids"]]


def test_one_by_id(plugin: Plugin) -> None:
    one = plugin.invoke("getSandbox", sandboxId="sbx-000002")
    assert (one["id"], one["region"], one["gpuType"]) == ("sbx-000002", "eu", "A100_80GB")


def test_one_by_name_unique_or_an_error_listing_the_candidates(plugin: Plugin) -> None:
    assert plugin.invoke("getSandbox", name="data-cleaning")["id"] == "sbx-000003"
    with pytest.raises(PluginError) as refused:
        plugin.invoke("getSandbox", name="llama-pretraining", labels=["demo"])
    assert str(refused.value).startswith(
        'FAILED_PRECONDITION: 2 sandboxes are named "llama-pretraining": '
        "sbx-000005 (TERMINATED, us, 2026-01-05T09:35:00Z); "
        "sbx-000001 (RUNNING, us, 2026-01-05T09:07:00Z). "
    )


def test_one_by_any_condition_or_an_error_that_says_what_each_selects(plugin: Plugin) -> None:
    newest = {"status": "RUNNING", "gpuModels": ["H100"], "minGpuCount": 8, "regions": ["us"]}
    one = plugin.invoke("getSandbox", **newest, mostRecent=True)
    assert (one["id"], one["gpuDescription"]) == ("sbx-000001", "8 x H100 80GB")
    with pytest.raises(PluginError) as refused:
        plugin.invoke("getSandbox", gpuModels=["H100"], regions=["eu"])
    assert str(refused.value) == (
        "FAILED_PRECONDITION: no sandbox meets all conditions among the 37 searched (all of "
        "the personal account). Alone, `regions` selects 7, `gpuModels` selects 3. "
        "Check them. A team's sandboxes are found only with `teamId` or `teamIds`."
    )


def test_ids_that_may_be_gone(plugin: Plugin) -> None:
    answer = plugin.invoke("listSandboxes", ids=["gone-2", "sbx-000003", "gone-1", "gone-2"])
    assert (answer["ids"], answer["missingIds"]) == (["sbx-000003"], ["gone-2", "gone-1"])


def test_a_gate_without_code(plugin: Plugin) -> None:
    assert plugin.invoke("listSandboxes", status="RUNNING", requireAtLeast=10)["count"] == 10
    with pytest.raises(PluginError) as refused:
        plugin.invoke("listSandboxes", status="ERROR", labels=["demo"], requireAtMost=0)
    assert str(refused.value) == (
        'FAILED_PRECONDITION: 1 sandbox meets the conditions (`labels` ["demo"], `status` '
        '"ERROR"), but `requireAtMost` is 0: sbx-000009 (ERROR)'
    )


def test_waiting_for_a_state_or_an_error_with_the_reason(
    plugin: Plugin, simulator: Simulator
) -> None:
    pending = Stage(status="PENDING", requests=2)
    failed = Stage(status="ERROR", error_type="IMAGE_PULL_FAILED")
    simulator.script_lifecycle("sbx-000001", pending, Stage(status="RUNNING"))
    simulator.script_lifecycle("sbx-000002", pending, failed)
    wait = {"waitForStatuses": ["RUNNING"], "waitTimeout": 60}
    begun = [plugin.begin("getSandbox", sandboxId=f"sbx-00000{n}", **wait) for n in (1, 2)]
    assert plugin.result(begun[0])["status"] == "RUNNING"
    with pytest.raises(PluginError) as refused:
        plugin.result(begun[1])
    assert str(refused.value) == (
        'FAILED_PRECONDITION: sandbox "sbx-000002" is ERROR (IMAGE_PULL_FAILED) and will not be '
        "RUNNING"
    )
    assert "STATUS: sbx-000001 is PENDING" in plugin.engine.log


def test_most_recent_of_several(plugin: Plugin) -> None:
    newest = plugin.invoke("getSandbox", name="llama-pretraining", mostRecent=True)
    assert (newest["id"], newest["createdAt"]) == ("sbx-000046", "2026-01-05T14:22:00Z")


def test_all_pages_walked_concurrently(plugin: Plugin) -> None:
    with Simulator(sandboxes=MANY) as api:
        plugin.use(api)
        assert plugin.invoke("listSandboxes", perPage=100)["ids"] == ALL_IDS
        # One after the other, the third page would never be asked for.
        api.script(Fault(), Fault(delivery="stalled"), Fault(status=402))
        with pytest.raises(PluginError, match="402 Payment Required"):
            plugin.invoke("listSandboxes", perPage=100)


def test_duplicates_while_paging_removed_and_endless_paging_stopped(plugin: Plugin) -> None:
    for behaviour in (Behaviour(repeat=20), Behaviour(rotate=3), Behaviour(endless=True)):
        with Simulator(sandboxes=MANY, behaviour=behaviour) as api:
            plugin.use(api)
            assert plugin.invoke("listSandboxes", perPage=100)["ids"] == ALL_IDS


def test_labels_all_any_none(plugin: Plugin) -> None:
    assert ids(plugin, labels=["demo", "training"]) == [1, 5, 6]
    assert ids(plugin, labelsAny=["demo", "training"], status="RUNNING") == [1, 2, 3, 4, 10]
    assert ids(plugin, labelsNone=["demo", "nightly"], status="RUNNING") == [14, 30, 37, 46]


def test_several_statuses(plugin: Plugin) -> None:
    assert ids(plugin, statuses=["PAUSED", "ERROR"]) == [9, 15, 23, 26, 29, 34, 42, 47]
    others = ["RUNNING", "TERMINATED", "PENDING", "PROVISIONING"]
    assert ids(plugin, excludeStatuses=others) == [9, 15, 23, 26, 29, 34, 42, 47]


def test_teams_and_users(plugin: Plugin) -> None:
    assert ids(plugin, teamIds=["team-serving", "team-research"], status="RUNNING") == [24]
    assert ids(plugin, teamIds=["team-serving"], userIds=["user-demo"]) == [12, 20, 36, 44]


def test_exit_codes_and_reasons_of_the_end(plugin: Plugin) -> None:
    assert ids(plugin, exitCodes=[137]) == [9]
    with Simulator(behaviour=Behaviour(shape="newest")) as api:
        plugin.use(api)
        assert ids(plugin, terminationReasons=["USER_REQUEST"])[:3] == [5, 7, 13]


def test_region_model_image_and_name_filters_exact_and_regex(plugin: Plugin) -> None:
    assert ids(plugin, regions=["asia", "canada"], isActive=True) == [
        17,
        22,
        25,
        27,
        33,
        35,
        41,
        46,
    ]
    assert ids(plugin, gpuModels=["h100", "L40"]) == [1, 5, 11, 27]
    assert ids(plugin, gpuTypes=["H200_96GB"]) == [15]
    assert ids(plugin, dockerImages=["python:3.12-slim"], status="RUNNING") == [2, 10, 14, 30, 46]
    assert ids(plugin, imageRegex="^pytorch/.*-cuda12", status="RUNNING") == [3]
    assert ids(plugin, names=["long-context", "café-ranker"], isActive=True) == [
        6,
        9,
        14,
        26,
        35,
        41,
        47,
    ]
    assert ids(plugin, nameRegex="^(data|long)-") == [3, 6]


def test_numeric_ranges_of_gpus_gpu_memory_cpu_memory_and_disk(plugin: Plugin) -> None:
    assert ids(plugin, minGpuCount=4, maxGpuCount=4, isActive=True) == [6, 15, 25, 30, 42, 45]
    assert ids(plugin, minGpuMemoryGB=141, maxGpuMemoryGB=200) == [6, 21, 23]
    assert ids(plugin, minCpuCores=32, status="RUNNING") == [1]
    assert ids(plugin, minMemoryGB=32, maxMemoryGB=64, status="RUNNING") == [2, 10, 30]
    assert ids(plugin, maxDiskSizeGB=10, status="RUNNING") == [1, 4, 10, 30, 33]


def test_time_ranges_created_and_started(plugin: Plugin) -> None:
    created = {"createdAfter": "2026-01-05T10:09:59Z", "createdBefore": "2026-01-05T12:00:00+01:00"}
    assert ids(plugin, **created) == [10, 11, 13, 14, 15, 17]
    assert ids(plugin, startedBefore="2026-01-05T09:15:00Z") == [1, 2]


def test_time_ranges_updated_expiring_and_terminated(plugin: Plugin) -> None:
    assert ids(plugin, updatedAfter="2026-01-05T14:20:00Z", isActive=True) == [46, 47]
    day = {"expiresAfter": "2026-01-05T10:00:00Z", "expiresBefore": "2026-01-06T00:00:00Z"}
    assert ids(plugin, **day) == [2, 14]
    assert ids(plugin, status="RUNNING", sortBy="expiresAt", limit=3) == [2, 14, 1]
    ended = {"terminatedAfter": "2026-01-05T09:00:00Z", "terminatedBefore": "2026-01-05T11:00:00Z"}
    assert ids(plugin, **ended) == [5, 7, 13]


def test_sort_stable_by_default(plugin: Plugin) -> None:
    assert ids(plugin, status="RUNNING") == [1, 2, 3, 4, 10, 14, 30, 33, 37, 46]
    by_memory = {"status": "RUNNING", "sortBy": "gpuMemory", "sortOrder": "desc"}
    assert ids(plugin, **by_memory) == [1, 2, 10, 14, 33, 30, 46, 37, 3, 4]
    with Simulator(sandboxes=MANY, behaviour=Behaviour(shuffle_seed=5)) as api:
        plugin.use(api)
        assert plugin.invoke("listSandboxes")["ids"] == ALL_IDS


def test_limit(plugin: Plugin) -> None:
    assert ids(plugin, status="RUNNING", sortBy="gpuCount", sortOrder="desc", limit=3) == [1, 30, 2]


def test_ids_as_a_list(plugin: Plugin) -> None:
    answer = plugin.invoke("listSandboxes", labels=["training", "demo"])
    assert answer["ids"] == ["sbx-000001", "sbx-000005", "sbx-000006"]


def test_totals_and_counts_by_status_region_and_gpu(plugin: Plugin) -> None:
    assert plugin.invoke("listSandboxes", labels=["demo", "training"])["summary"] == {
        "gpuCount": 8 + 8 + 4,
        "gpuMemoryGB": 8 * 80 + 8 * 80 + 4 * 141,
        "cpuCores": 80,
        "memoryGB": 320,
        "diskSizeGB": 220,
        "byStatus": {"PENDING": 1, "RUNNING": 1, "TERMINATED": 1},
        "byRegion": {"unknown": 1, "us": 2},
        "byGpuType": {"H100_80GB": 2, "H200_141GB": 1},
        "byGpuModel": {"H100": 2, "H200": 1},
        "byUser": {"user-demo": 3},
        "byTeam": {"none": 3},
        "byLabel": {"demo": 3, "training": 3},
    }


def test_decoded_gpu_specification(plugin: Plugin) -> None:
    assert plugin.invoke("getSandbox", sandboxId="sbx-000010")["gpu"] == {
        "type": "RTX3090_24GB",
        "vendor": "NVIDIA",
        "model": "RTX3090",
        "displayName": "GeForce RTX 3090",
        "architecture": "Ampere",
        "memoryGB": 24,
        "count": 2,
        "totalMemoryGB": 48,
        "known": True,
    }
    assert "gpu" not in plugin.invoke("getSandbox", sandboxId="sbx-000003")


def test_gpus_in_words_always(plugin: Plugin) -> None:
    sandboxes = plugin.invoke("listSandboxes", status="RUNNING")["sandboxes"]
    assert [sandbox["gpuDescription"] for sandbox in sandboxes[:4]] == [
        "8 x H100 80GB",
        "2 x A100 80GB",
        "none",
        "none",
    ]
    assert [sandbox["gpuType"] for sandbox in sandboxes[2:4] if "gpuType" in sandbox] == [
        "CPU_NODE"
    ]


def test_network_and_names_of_secrets(plugin: Plugin) -> None:
    with Simulator(behaviour=Behaviour(shape="newest")) as api:
        plugin.use(api)
        found = {one["id"]: one for one in plugin.invoke("listSandboxes")["sandboxes"]}
    reached = [found[f"sbx-00000{n}"]["network"] for n in (1, 2, 4)]
    assert reached == ["open", "blocked", "restricted"]
    assert all("networkAccess" not in sandbox for sandbox in found.values())
    assert found["sbx-000001"]["secretNames"] == ["DATABASE_PASSWORD"]
    assert "secrets" not in found["sbx-000001"]


def test_retries_with_retry_after(plugin: Plugin, simulator: Simulator) -> None:
    plugin.use(simulator, maxRetries=1)
    simulator.script(Fault(status=429, headers={"retry-after": "1"}))
    assert ids(plugin, nameRegex="^data-") == [3]
    assert [request.status for request in simulator.requests] == [429, 200]


def test_an_unknown_enum_value_or_a_null_field_never_breaks_it(
    plugin: Plugin, simulator: Simulator
) -> None:
    newer = {**MANY[0], "status": "HIBERNATED", "gpuType": "H300_288GB"}
    nulls = {**dict.fromkeys(MANY[1]), "id": "sbx-000002", "userId": "user-demo"}
    simulator.sandboxes = [newer, nulls]
    answer = plugin.invoke("listSandboxes", sortBy="status")
    assert answer["summary"]["byStatus"] == {"HIBERNATED": 1, "unknown": 1}
    assert answer["sandboxes"][0]["gpu"]["known"] is False
    assert answer["sandboxes"][1] == {
        "id": "sbx-000002",
        "userId": "user-demo",
        "gpuDescription": "unknown",
    }


def test_no_secret_in_a_default_answer(plugin: Plugin) -> None:
    answer = plugin.invoke("listSandboxes")
    assert answer["sandboxes"][0]["environmentVarNames"] == [
        *("HF_TOKEN", "LOG_LEVEL", "WANDB_API_KEY")
    ]
    assert "environmentVars" not in answer["sandboxes"][0]
    assert "not-a-real-" not in str(answer)


def test_progress_while_it_lists(plugin: Plugin) -> None:
    with Simulator(sandboxes=make_sandboxes(3500, teams=())) as api:
        plugin.use(api, maxConcurrency=1)
        plugin.invoke("listSandboxes", perPage=500)
    assert sorted(plugin.engine.log) == [
        f"STATUS: listed {listed} of 3,500 sandboxes"
        for listed in ("1,000", "2,000", "3,000", "500")
    ]
