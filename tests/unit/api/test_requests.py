from __future__ import annotations

import pytest
from pulumi_resource_primeintellect.api.requests import (
    SandboxQuery,
    is_same_id,
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
    assert (request.path, request.query, request.target, request.limit) == (path, "", path, 300)
    assert request.purpose == f'look up sandbox "{sandbox_id}"'


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
    assert SandboxQuery().describe(str) == "all of the personal account"
    query = SandboxQuery(team_id="team-1", labels=("a", "b"))
    assert query.describe(str) == "teamId team-1, labels a, labels b"


def test_only_what_others_wrote_is_quoted() -> None:
    query = SandboxQuery(team_id="t", status="s")
    assert query.describe(lambda _: "?") == "teamId ?, status ?"
    assert sandbox_request("sbx-1", lambda _: "?").purpose == 'look up sandbox "?"'


def test_a_long_query_is_told_shortened() -> None:
    words = SandboxQuery(labels=("x" * 50,) * 100).describe(str)
    assert words.startswith(f"labels {'x' * 50}, labels xxx")
    assert (len(words), words[-3:]) == (303, "...")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("sbx-1", "sbx-1", True),
        ("SBX-1", "sbx-1", True),
        ("0F8FAD5BD9CB469FA16570867728950E", "0f8fad5b-d9cb-469f-a165-70867728950e", True),
        ("sbx-1", "sbx-2", False),
        ("sbx-1", "sbx_1", False),
        ("SBX-1-2", "sbx12", True),
        ("sbx-1-23", "sbx-12-3", False),
        ("sbx-1", "", False),
    ],
)
def test_an_id_in_another_case_or_without_dashes_is_the_same(
    one: str, other: str, *, same: bool
) -> None:
    assert is_same_id(one, other) is same
