"""The newest shape of sandboxes and of errors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from primeintellect_simulator import (
    NEWEST_STATUSES,
    STATUSES,
    Behaviour,
    Sandbox,
    Simulator,
    make_sandboxes,
    to_newest_shape,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

NEWEST = Behaviour(shape="newest")
GONE = {"networkAccess", "kubernetesJobId", "registryCredentialsId"}
NEW = {
    "networkAllowlist",
    "networkDenylist",
    "idleTimeoutMinutes",
    "terminationReason",
    "pendingImageBuildId",
    "secrets",
}


def test_the_default_sample_is_sent_in_the_newest_shape(
    serve: Callable[[Simulator], httpx.Client],
) -> None:
    simulator = Simulator(behaviour=NEWEST)
    api = serve(simulator)
    assert simulator.sandboxes == make_sandboxes(shape="newest")
    sandbox = api.get("/sandbox/sbx-000001").json()
    assert set(sandbox) == set(make_sandboxes(1)[0]) - GONE | NEW
    shown = ("startCommand", "gpuType", "networkDenylist", "idleTimeoutMinutes", "secrets")
    assert {name: sandbox[name] for name in shown} == {
        "startCommand": {"executable": "python", "args": ["train.py", "--epochs", "3"]},
        "gpuType": "H100_80GB",
        "networkDenylist": None,
        "idleTimeoutMinutes": 30,
        "secrets": {"DATABASE_PASSWORD": "not-a-real-password-000001"},
    }


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_newest_sample_is_varied_whatever_its_seed(seed: int) -> None:
    sandboxes = make_sandboxes(100, seed, shape="newest")
    assert {frozenset(sandbox) for sandbox in sandboxes} == {frozenset(sandboxes[0])}
    assert {sandbox["status"] for sandbox in sandboxes} == set(NEWEST_STATUSES)
    assert {sandbox["gpuType"] for sandbox in sandboxes} >= {"", "RTX_PRO_6000", "CPU_NODE"}
    assert {str(sandbox["networkAllowlist"]) for sandbox in sandboxes} == {
        "None",
        "[]",
        "['pypi.org', '*.example.com']",
    }
    assert {str(sandbox["networkDenylist"]) for sandbox in sandboxes} == {
        "None",
        "[]",
        "['10.0.0.0/8', 'metadata.example.com']",
    }
    for sandbox in sandboxes:
        ended = {"TERMINATED": "USER_REQUEST", "TIMEOUT": "TIMEOUT"}
        assert sandbox["terminationReason"] == ended.get(str(sandbox["status"]))
        assert (sandbox["pendingImageBuildId"] is not None) is (sandbox["status"] == "PENDING")
        assert sandbox["networkAllowlist"] is None or sandbox["networkDenylist"] is None


def test_a_larger_newest_sample_begins_with_the_smaller_one() -> None:
    assert make_sandboxes(60, shape="newest")[:30] == make_sandboxes(30, shape="newest")


@pytest.mark.parametrize(
    ("documented", "newest"),
    [
        ({"startCommand": "a 'b c'"}, {"startCommand": {"executable": "a", "args": ["b c"]}}),
        (
            {"startCommand": "echo 'half"},
            {"startCommand": {"executable": "sh", "args": ["-c", "echo 'half"]}},
        ),
        ({"startCommand": " "}, {"startCommand": None}),
        ({"startCommand": ["x"]}, {"startCommand": ["x"]}),
        ({"networkAccess": False}, {"networkAllowlist": [], "networkDenylist": None}),
        ({"networkAccess": True}, {"networkAllowlist": None, "networkDenylist": None}),
        ({"gpuType": None}, {"gpuType": ""}),
        ({"gpuType": "RTX_PRO_6000B_96GB"}, {"gpuType": "RTX_PRO_6000"}),
        ({"secrets": {"A": "b"}}, {"secrets": {"A": "b"}}),
    ],
)
def test_any_sandbox_can_be_turned_into_the_newest_shape(
    documented: Sandbox, newest: Sandbox
) -> None:
    (sample,) = make_sandboxes(1)
    sandbox = to_newest_shape({**sample, **documented})
    assert newest.items() <= sandbox.items()
    assert not GONE & set(sandbox)
    assert set(sandbox) >= NEW
    assert to_newest_shape(sandbox) == sandbox


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("per_page=1001", ("per_page", "less than or equal to 1000", "less_than_equal")),
        ("page=0", ("page", "greater than or equal to 1", "greater_than_equal")),
        ("page=x", ("page", "a valid integer", "int_parsing")),
        ("is_active=x", ("is_active", "a valid boolean", "bool_parsing")),
        ("status=x", ("status", f"one of {', '.join(NEWEST_STATUSES)}", "enum")),
    ],
)
def test_a_bad_parameter_is_named_as_fastapi_does(
    serve: Callable[[Simulator], httpx.Client], query: str, problem: tuple[str, str, str]
) -> None:
    response = serve(Simulator(behaviour=NEWEST)).get(f"/sandbox?{query}")
    name, expected, kind = problem
    assert (response.status_code, response.json()) == (
        422,
        {"detail": [{"loc": ["query", name], "msg": f"Input should be {expected}", "type": kind}]},
    )


def test_a_wrong_key_is_told_in_a_detail(serve: Callable[[Simulator], httpx.Client]) -> None:
    api = serve(Simulator(behaviour=NEWEST))
    response = api.get("/sandbox", headers={"authorization": "Bearer wrong"})
    assert (response.status_code, response.json()) == (401, {"detail": "Authorization failed"})


def test_timeout_is_a_status_to_filter_by_in_the_newest_shape_alone(
    serve: Callable[[Simulator], httpx.Client],
) -> None:
    found = serve(Simulator(behaviour=NEWEST)).get("/sandbox?status=TIMEOUT").json()
    assert {sandbox["status"] for sandbox in found["sandboxes"]} == {"TIMEOUT"}
    assert serve(Simulator()).get("/sandbox?status=TIMEOUT").status_code == 422
    assert "TIMEOUT" not in STATUSES
