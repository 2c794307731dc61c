from __future__ import annotations

import pytest
from pulumi_resource_primeintellect.api.requests import (
    Request,
    SandboxQuery,
    page_request,
    sandbox_request,
)

EVERYTHING = SandboxQuery(
    team_id="team 1", user_id="u&1", status="RUNNING", is_active=True, labels=("a=b", "é", "a=b")
)


def test_a_query_is_spelled_as_the_api_does_with_a_key_for_each_label() -> None:
    assert EVERYTHING.parameters() == [
        ("team_id", "team 1"),
        ("user_id", "u&1"),
        ("status", "RUNNING"),
        ("is_active", "true"),
        ("labels", "a=b"),
        ("labels", "é"),
        ("labels", "a=b"),
    ]


def test_an_empty_query_has_no_parameters_not_even_is_active_false() -> None:
    assert SandboxQuery(is_active=False).parameters() == []


@pytest.mark.parametrize(
    ("sandbox_id", "path"),
    [
        ("sbx-1", "/api/v1/sandbox/sbx-1"),
        ("a/b?c#d", "/api/v1/sandbox/a%2Fb%3Fc%23d"),
        ("100% é", "/api/v1/sandbox/100%25%20%C3%A9"),
    ],
)
def test_an_id_is_one_path_segment_whatever_it_holds(sandbox_id: str, path: str) -> None:
    request = sandbox_request(sandbox_id, str)
    assert request == Request(f'look up sandbox "{sandbox_id}"', path, "", 300)
    assert request.target == path


def test_a_page_request_says_what_it_selects() -> None:
    request = page_request(EVERYTHING, 3, 100, str)
    assert (request.path, request.limit) == ("/api/v1/sandbox", 1000)
    assert request.target == (
        "/api/v1/sandbox?team_id=team+1&user_id=u%261&status=RUNNING&is_active=true"
        "&labels=a%3Db&labels=%C3%A9&labels=a%3Db&page=3&per_page=100"
    )
    assert request.purpose == (
        "list sandboxes with teamId team 1, userId u&1, status RUNNING, isActive true, "
        "labels a=b, labels é, labels a=b"
    )


def test_a_page_request_without_conditions_or_size_leaves_both_to_the_api() -> None:
    request = page_request(SandboxQuery(), 1, None, str)
    assert request.target == "/api/v1/sandbox?page=1"
    assert request.purpose == "list sandboxes"


def test_a_query_is_told_in_words() -> None:
    assert SandboxQuery().describe(str) == "all sandboxes"
    query = SandboxQuery(team_id="team-1", labels=("a", "b"))
    assert query.describe(str) == "teamId team-1, labels a, labels b"
