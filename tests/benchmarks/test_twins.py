"""The twins are honest: they answer what ours answers, so they do the same work."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from google.protobuf.json_format import MessageToDict
from pulumi.runtime.proto import provider_pb2

from benchmarks.api_server import ApiServer
from benchmarks.contenders import GO, LEAN, LIMIT, OURS, PROVIDERS, SCHEMA, STOCK, Contender
from benchmarks.plugins import Plugin

pytestmark = pytest.mark.needs("go")

FUNCTIONS = ["primeintellect:index:getSandbox", "primeintellect:index:listSandboxes"]
NOT_SENT = {"environmentVars"}  # its values are secrets
DERIVED = {"environmentVarNames", "expiresAt", "gpu", "gpuDescription", "network"}


def answer(message: bytes) -> dict[str, Any]:
    return MessageToDict(getattr(provider_pb2.InvokeResponse.FromString(message), "return"))


def answers(contender: Contender, api: ApiServer) -> tuple[dict[str, Any], dict[str, Any]]:
    """To one getSandbox and to one listSandboxes."""
    with Plugin(contender) as plugin:
        plugin.configure(api.url)
        one = answer(plugin.invoke("getSandbox", sandboxId=api.id_of(0)))
        return one, answer(plugin.invoke("listSandboxes"))


@pytest.mark.parametrize("twin", [GO, STOCK], ids=lambda twin: twin.name)
def test_a_twin_answers_what_ours_answers(twin: Contender, api: ApiServer) -> None:
    assert answers(twin, api) == answers(OURS, api)


def test_the_answers_have_every_field_that_the_api_sends(api: ApiServer) -> None:
    one, listing = answers(OURS, api)
    url = f"{api.url}/api/v1/sandbox/{api.id_of(0)}"
    sent = set(httpx.get(url, trust_env=False).json())
    answered = {name for sandbox in listing["sandboxes"] for name in sandbox}
    assert answered == sent - NOT_SENT | DERIVED
    assert len(listing["sandboxes"]) == listing["count"] == listing["total"] == 25
    assert listing["sandboxes"][0] == one
    assert one["environmentVarNames"] == ["HF_TOKEN", "LOG_LEVEL", "WANDB_KEY"]
    assert one["expiresAt"] == "2026-01-05T10:00:20.123456Z"
    assert one["gpu"]["displayName"] == "H100"


def test_the_lean_twin_returns_what_the_api_sends_and_nothing_else(api: ApiServer) -> None:
    one, listing = answers(GO, api)
    lean, listed = answers(LEAN, api)
    assert lean == {name: value for name, value in one.items() if name not in DERIVED}
    assert [sandbox["id"] for sandbox in listed["sandboxes"]] == listing["ids"]
    assert listed["sandboxes"][0] == lean
    assert (listed["count"], listed.get("ids"), listed["summary"].get("byStatus")) == (
        25,
        None,
        None,
    )


def test_the_limit_reads_what_is_asked_for_and_returns_little_of_it(api: ApiServer) -> None:
    one, listing = answers(LIMIT, api)
    assert one == {"id": api.id_of(0), "status": "RUNNING", "region": "us", "gpuType": "H100_80GB"}
    assert listing == {"count": 25}


def test_the_limit_reads_all_pages_as_many_at_a_time_as_ours() -> None:
    with ApiServer(250, largest_page=10, delay=0.02) as api, Plugin(LIMIT) as plugin:
        plugin.configure(api.url)
        assert answer(plugin.invoke("listSandboxes")) == {"count": 250}
        counts = api.counts()
    assert (counts["requests"], counts["mostAtOnce"], counts["connections"]) == (25, 8, 8)


def test_the_limit_serves_our_schema(built: None) -> None:  # noqa: ARG001
    with Plugin(LIMIT) as plugin, Plugin(OURS) as ours:
        assert plugin.schema() == ours.schema() == SCHEMA.read_bytes()


@pytest.mark.parametrize("contender", PROVIDERS, ids=lambda contender: contender.name)
def test_each_serves_a_schema_of_both_functions(contender: Contender, built: None) -> None:  # noqa: ARG001
    with Plugin(contender) as plugin:
        message = provider_pb2.GetSchemaResponse.FromString(plugin.schema())
    assert sorted(json.loads(message.schema)["functions"]) == FUNCTIONS
