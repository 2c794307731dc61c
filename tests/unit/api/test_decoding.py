from __future__ import annotations

import json
from math import nan
from typing import TYPE_CHECKING

import pytest
from pulumi_resource_primeintellect.api.decoding import decode_page, decode_sandbox
from pulumi_resource_primeintellect.api.requests import SandboxQuery, page_request, sandbox_request
from pulumi_resource_primeintellect.api.sandboxes import Sandbox, Skipped
from pulumi_resource_primeintellect.errors import DecodingError, InvalidJSONError

if TYPE_CHECKING:
    from collections.abc import Callable

    from pulumi_resource_primeintellect.api.requests import Request
    from pydantic import JsonValue

ONE = sandbox_request("sbx-1")
ALL = page_request(SandboxQuery(), 1, None)
PAGING = {"total": 3, "page": 2, "per_page": 10, "has_next": True}


def unreadable(body: bytes) -> DecodingError:
    with pytest.raises(DecodingError) as raised:
        decode_sandbox(ONE, body)
    return raised.value


def page(*sandboxes: JsonValue, **other: JsonValue) -> bytes:
    return json.dumps({**PAGING, "sandboxes": [*sandboxes], **other}).encode()


def test_a_body_is_read_as_a_sandbox() -> None:
    assert decode_sandbox(ONE, b'{"id": "sbx-1"}') == Sandbox(id="sbx-1")


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"{}", "id: Field required"),
        (b'{"id": 7}', "id: Input should be a valid string"),
        (
            b'{"id": "s", "labels": ["a", 7]}',
            "labels.1: Input should be a valid string",
        ),
        (
            b'{"id": "s", "gpuCount": 9007199254740993}',
            "gpuCount: Input should be less than or equal to 9007199254740992",
        ),
        (b"[]", "no JSON object (2 bytes)"),
        (b'"secret"', "no JSON object (8 bytes)"),
        (b"null", "no JSON object (4 bytes)"),
        (b"[" * 100_000, "it is nested too deeply (100000 bytes)"),
    ],
)
def test_json_that_is_not_as_documented_is_described_but_not_quoted_and_lasts(
    body: bytes, problem: str
) -> None:
    error = unreadable(body)
    assert str(error) == (
        'cannot look up sandbox "sbx-1": the API answered 200, but not as documented: '
        f"{problem}. Check that baseUrl is the Prime Intellect API. (1 try)"
    )
    assert not error.transient


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "no valid JSON"),
        (b"<html>secret", "no valid JSON"),
        (b'{"id": "sec', "no valid JSON"),
        (b"\xff", "no valid JSON"),
    ],
)
def test_what_is_no_complete_json_is_described_by_its_size_and_may_pass(
    body: bytes, problem: str
) -> None:
    error = unreadable(body)
    assert str(error) == (
        'cannot look up sandbox "sbx-1": the API answered 200, but not as documented: '
        f"{problem} ({len(body)} bytes). Check that baseUrl is the Prime Intellect API. (1 try)"
    )
    assert (type(error), error.transient) == (InvalidJSONError, True)


@pytest.mark.parametrize(
    ("member", "read"),
    [
        (f'"region": {"9" * 5000}', {"region": "9" * 5000}),
        ('"gpuCount": NaN', {}),
        ('"cpuCores": 1e999', {}),
        ('"name": "a\\ud800b"', {"name": "a\ufffdb"}),
        ('"region": 9007199254740993', {"region": "9007199254740993"}),
        (
            '"advancedConfigs": {"a": 9007199254740993, "b": [-1e999]}',
            {"advancedConfigs": {"a": "9007199254740993", "b": [None]}},
        ),
    ],
)
def test_values_that_pulumi_has_no_room_for_do_no_harm(
    member: str, read: dict[str, object]
) -> None:
    sandbox = decode_sandbox(ONE, f'{{"id": "sbx-1", {member}}}'.encode())
    assert sandbox.model_dump(exclude_none=True) == {"id": "sbx-1", **read}


@pytest.mark.parametrize(("depth", "kept"), [(10, 10), (40, 17), (300, 17)])
def test_levels_beyond_what_pulumi_reads_are_text(depth: int, kept: int) -> None:
    nested = '{"a": ' * depth + "7" + "}" * depth
    sandbox = decode_sandbox(ONE, f'{{"id": "sbx-1", "advancedConfigs": {nested}}}'.encode())
    inner: JsonValue = sandbox.advancedConfigs
    for _ in range(kept):
        assert isinstance(inner, dict)
        inner = inner["a"]
    rest = depth - kept
    assert str(inner) == '{"a": ' * rest + "7" + "}" * rest


@pytest.mark.parametrize("keys", [("per_page", "has_next"), ("perPage", "hasNext")])
def test_a_page_is_read_under_either_spelling_of_its_keys(keys: tuple[str, str]) -> None:
    body = {"sandboxes": [{"id": "sbx-1"}], "total": 3, "page": 2, keys[0]: 1, keys[1]: True}
    found = decode_page(ALL, json.dumps(body).encode())
    assert (found.total, found.page, found.per_page, found.has_next) == (3, 2, 1, True)
    assert (found.sandboxes, found.skipped) == ([Sandbox(id="sbx-1")], {})


def test_sandboxes_that_cannot_be_read_are_left_out_with_the_reason() -> None:
    found = decode_page(
        ALL,
        page(
            {"id": "sbx-1"},
            {"id": "sbx-2", "labels": "secret"},
            {"id": "sbx-3", "cpuCores": "many"},
            {"id": "sbx-4"},
        ),
    )
    assert [sandbox.id for sandbox in found.sandboxes] == ["sbx-1", "sbx-4"]
    assert found.skipped == {
        "sbx-2": Skipped(None, "labels: Input should be a valid list"),
        "sbx-3": Skipped(
            None, "cpuCores: Input should be a valid number, unable to parse string as a number"
        ),
    }


def test_the_api_cannot_say_that_a_sandbox_is_left_out() -> None:
    lie: JsonValue = {"sbx-2": "a lie"}
    assert decode_page(ALL, page(skipped=lie)).skipped == {}
    assert decode_page(ALL, page({"id": "sbx-1", "cpuCores": nan}, skipped=lie)).skipped == {}


@pytest.mark.parametrize(
    "body",
    [
        b"[%s]" % (b"0," * 10_000_001),
        b"[%s]" % (b"[]" * 2_000_000),
        b"[%s]" % (b"{}" * 2_000_000),
    ],
    ids=["values", "lists", "objects"],
)
@pytest.mark.parametrize("decode", [decode_sandbox, decode_page])
def test_a_body_of_more_values_than_there_are_sandboxes_is_not_even_read(
    decode: Callable[[Request, bytes], object], body: bytes
) -> None:
    with pytest.raises(DecodingError) as raised:
        decode(ONE, body)
    assert f": it has too many values ({len(body)} bytes). Check" in str(raised.value)
    assert not raised.value.transient


@pytest.mark.parametrize(
    ("item", "problem"),
    [
        ({"id": None}, "id: Input should be a valid string"),
        ({"id": 7}, "id: Input should be a valid string"),
        ({}, "id: Field required"),
        ({"labels": "secret"}, "id: Field required"),
        ([], "Input should be a valid dictionary or instance of Sandbox"),
        ("secret", "Input should be a valid dictionary or instance of Sandbox"),
    ],
)
def test_a_sandbox_that_cannot_even_be_named_makes_the_page_unreadable(
    item: JsonValue, problem: str
) -> None:
    with pytest.raises(DecodingError) as raised:
        decode_page(ALL, page({"id": "sbx-1"}, item))
    assert str(raised.value) == (
        "cannot list sandboxes: the API answered 200, but not as documented: "
        f"{problem}. Check that baseUrl is the Prime Intellect API. (1 try)"
    )


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (page(sandboxes={}), "sandboxes: Input should be a valid list"),
        (
            page(total="many"),
            "total: Input should be a valid integer, unable to parse string as an integer",
        ),
        (page(has_next=None), "has_next: Input should be a valid boolean"),
        (b"{}", "sandboxes: Field required"),
        (b"[]", "no JSON object (2 bytes)"),
    ],
)
def test_a_page_that_is_not_as_documented_is_unreadable(body: bytes, problem: str) -> None:
    with pytest.raises(DecodingError) as raised:
        decode_page(ALL, body)
    assert f"not as documented: {problem}. Check" in str(raised.value)
