from __future__ import annotations

import json
from contextlib import suppress
from math import inf, nan
from typing import TYPE_CHECKING

import pytest
from pulumi_resource_primeintellect.api.decoding import SENT_FIELDS, decode_page, decode_sandbox
from pulumi_resource_primeintellect.api.partial import Flaw, PartialSandbox
from pulumi_resource_primeintellect.api.requests import SandboxQuery, page_request, sandbox_request
from pulumi_resource_primeintellect.api.sandbox_pages import Skipped
from pulumi_resource_primeintellect.api.sandboxes import Sandbox
from pulumi_resource_primeintellect.errors import (
    DecodingError,
    InvalidJSONError,
    UnreadableFieldError,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from pulumi_resource_primeintellect.api.requests import Request
    from pydantic import JsonValue

ONE = sandbox_request("sbx-1", str)
ALL = page_request(SandboxQuery(), 1, None, str)
PAGING = {"total": 3, "page": 2, "per_page": 10, "has_next": True}

TEXT = "it must be a string"
INTEGER = "it must be an integer"
NUMBER = "it must be a number"
BOOLEAN = "it must be a boolean"
LIST = "it must be a list"
OBJECT = "it must be an object"
COMMAND = "it must be a string, or an object with an `executable` and its `args`"


def refused(body: bytes) -> DecodingError:
    with pytest.raises(DecodingError) as raised:
        decode_sandbox(ONE, body)
    return raised.value


def page(*sandboxes: JsonValue, **other: JsonValue) -> bytes:
    return json.dumps({**PAGING, "sandboxes": [*sandboxes], **other}).encode()


def test_a_body_is_decoded_as_a_sandbox() -> None:
    assert decode_sandbox(ONE, b'{"id": "sbx-1"}') == Sandbox(id="sbx-1")


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"{}", "id: it is missing"),
        (b'{"id": 7}', f"id: {TEXT}"),
        (b'{"id": ""}', "id: it must have at least 1 character"),
        (b"[]", "no JSON object (2 bytes)"),
        (b'"secret"', "no JSON object (8 bytes)"),
        (b"null", "no JSON object (4 bytes)"),
        (b"[" * 100_000, "it is nested too deeply (100000 bytes)"),
    ],
)
def test_json_that_is_no_sandbox_is_described_but_not_quoted_and_lasts(
    body: bytes, problem: str
) -> None:
    error = refused(body)
    assert str(error) == (
        'cannot look up sandbox "sbx-1": the API answered 200, but not as documented: '
        f"{problem}. Check that baseUrl is the Prime Intellect API."
    )
    assert not error.transient


@pytest.mark.parametrize("body", [b"", b'{"id": "sec', b"\xff", '{"id": "sbx-1"}'.encode("utf-16")])
def test_what_is_no_complete_json_is_described_by_its_size_and_may_pass(body: bytes) -> None:
    error = refused(body)
    assert str(error) == (
        'cannot look up sandbox "sbx-1": the API answered 200, but not as documented: '
        f"no valid JSON ({len(body)} bytes). Check that baseUrl is the Prime Intellect API."
    )
    assert (type(error), error.transient) == (InvalidJSONError, True)


DAMAGE: list[tuple[str, JsonValue, str]] = [
    ("name", 7, TEXT),
    ("kubernetesJobId", 7, TEXT),
    ("region", {"name": "us"}, TEXT),
    ("region", 9007199254740993, TEXT),
    ("startCommand", ["python", "x"], COMMAND),
    ("startCommand", 7, COMMAND),
    ("startCommand", {"args": ["secret"]}, COMMAND),
    ("startCommand", {"executable": "sh", "args": ["-c", 7]}, COMMAND),
    ("networkAccess", {}, BOOLEAN),
    ("networkAccess", "sometimes", f"{BOOLEAN}, unable to interpret input"),
    ("vm", [], "it must be a boolean"),
    ("updatedAt", {}, TEXT),
    ("updatedAt", 1767225600.5, TEXT),
    ("updatedAt", 1767225600000, TEXT),
    ("updatedAt", True, TEXT),
    ("labels", {"team": "ml"}, LIST),
    ("labels", ["a", 7, 8], TEXT),
    ("networkAllowlist", "10.0.0.0/8", LIST),
    ("exitCode", "SIGKILL", INTEGER),
    ("idleTimeoutMinutes", 0.5, INTEGER),
    ("timeoutMinutes", 2**64, "it must be less than or equal to 2147483647"),
    ("exitCode", -(2**31), "it must be greater than or equal to -2147483647"),
    ("gpuCount", 2**31, "it must be less than or equal to 2147483647"),
    ("gpuCount", "9007199254740993", INTEGER),
    ("gpuCount", True, INTEGER),
    ("gpuCount", "1_000", INTEGER),
    ("exitCode", False, INTEGER),
    ("cpuCores", True, NUMBER),
    ("gpuCount", -8, "it must be greater than or equal to 0"),
    ("cpuCores", -0.5, "it must be greater than or equal to 0"),
    ("cpuCores", nan, "it must be a finite number"),
    ("cpuCores", inf, "it must be a finite number"),
    ("cpuCores", "many", NUMBER),
    ("memoryGB", 1.7e308, "it must be less than or equal to 9007199254740992"),
    ("diskSizeGB", {}, NUMBER),
    ("environmentVars", ["A=secret"], "it must be an object"),
    ("advancedConfigs", "secret", OBJECT),
    ("gpuType", 80, TEXT),
]


@pytest.mark.parametrize(("field", "value", "problem"), DAMAGE)
def test_a_field_that_cannot_be_read_costs_that_field_alone(
    field: str, value: JsonValue, problem: str
) -> None:
    sound: dict[str, JsonValue] = {"id": "sbx-1", "name": "train", "status": "RUNNING"}
    rest = {name: sound[name] for name in sound if name != field}
    body = json.dumps({**sound, field: value}).encode()
    found = [
        decode_sandbox(ONE, body),
        decode_page(ALL, page({**sound, field: value})).sandboxes[0],
    ]
    for sandbox in found:
        assert sandbox.flaws == {field: Flaw("could not be read", problem)}
        assert sandbox.readable == Sandbox.model_validate(rest)
        with pytest.raises(UnreadableFieldError, match=f"^`{field}` could not be read: "):
            getattr(sandbox, field)
        assert sandbox.id == "sbx-1"


@pytest.mark.parametrize(
    ("sent", "network"),
    [
        ({"networkAccess": True, "networkAllowlist": "pypi.org"}, None),
        ({"networkAllowlist": None, "networkDenylist": [7]}, None),
        ({"networkAccess": {}, "networkDenylist": []}, None),
        ({"networkAccess": True, "vm": 7}, "open"),
    ],
)
def test_nothing_is_said_of_the_network_where_a_field_about_it_is_lost(
    sent: dict[str, JsonValue], network: str | None
) -> None:
    body = json.dumps({"id": "sbx-1", **sent}).encode()
    assert decode_sandbox(ONE, body).readable.network == network


def test_any_number_of_fields_may_be_lost() -> None:
    damage = {field: value for field, value, _ in DAMAGE}
    sandbox = decode_sandbox(ONE, json.dumps({"id": "sbx-1", **damage}).encode())
    assert sandbox.readable == Sandbox(id="sbx-1")
    assert {*sandbox.flaws} == {*damage}


def test_what_follows_from_a_lost_field_cannot_be_read_either() -> None:
    body = b'{"id": "sbx-1", "gpuType": "H100_80GB", "gpuCount": "many", "environmentVars": 7}'
    sandbox = decode_sandbox(ONE, body)
    with pytest.raises(UnreadableFieldError, match="`gpuCount`"):
        _ = sandbox.gpu
    with pytest.raises(UnreadableFieldError, match="`environmentVars`"):
        _ = sandbox.environmentVarNames
    assert sandbox.expiresAt is None
    assert sandbox.readable.gpu is not None
    assert (sandbox.readable.gpu.model, sandbox.readable.gpu.count) == ("H100", None)


@pytest.mark.parametrize(
    ("secrets", "names"),
    [
        ({"B": "secret", "A": {"value": "secret"}}, ["A", "B"]),
        (["B", "A"], ["A", "B"]),
        (["B=secret", "A=x=secret"], ["A", "B"]),
        ({"A=secret": 1}, ["A"]),
        (["A%3Dsecret", "B: secret"], ["A", "B"]),
        (["A secret", "B->secret", "C|secret", "D\uff1dsecret", "E\tsecret"], [*"ABCDE"]),
        (["team/hf-token.v1", "A--B", "C_D"], ["A--B", "C_D", "team/hf-token.v1"]),
        ({}, []),
        (None, None),
    ],
)
@pytest.mark.parametrize("patient", [{}, {"exitCode": "SIGKILL"}])
def test_of_secrets_only_their_names_are_kept(
    secrets: JsonValue, names: list[str] | None, patient: dict[str, JsonValue]
) -> None:
    body = json.dumps({"id": "sbx-1", "secrets": secrets, **patient}).encode()
    sandbox = decode_sandbox(ONE, body)
    assert sandbox.secretNames == names
    assert 'secret"' not in repr(sandbox.readable)


@pytest.mark.parametrize("secrets", [[{"name": "A", "value": "secret"}], "secret", 7])
def test_secrets_of_an_unknown_shape_cannot_be_read(secrets: JsonValue) -> None:
    sandbox = decode_sandbox(ONE, json.dumps({"id": "sbx-1", "secrets": secrets}).encode())
    assert sandbox.readable == Sandbox(id="sbx-1")
    assert [*sandbox.flaws] == ["secrets"]


@pytest.mark.parametrize("patient", [{}, {"exitCode": "SIGKILL"}])
def test_values_of_variables_are_hidden_in_explanations(patient: dict[str, JsonValue]) -> None:
    variables = {"TOKEN": "hunter2-hunter2", "SHORT": "hunter2-", "MODE": "fast"}
    sent: dict[str, JsonValue] = {
        "id": "sbx-1",
        "environmentVars": {**variables, "LOGIN": ["hunter2"]},
        "errorType": "hunter2-",
        "errorMessage": "fast: no login with hunter2-hunter2 or hunter2-hunter2",
        "terminationReason": "no login",
        **patient,
    }
    page = {"sandboxes": [sent], "total": 1, "per_page": 1, "has_next": False}
    for sandbox in (
        decode_sandbox(ONE, json.dumps(sent).encode()),
        *decode_page(ALL, json.dumps(page).encode()).sandboxes,
    ):
        assert sandbox.readable.errorType == "[SHORT]"
        assert sandbox.readable.errorMessage == "fast: no login with [TOKEN] or [TOKEN]"
        assert sandbox.readable.terminationReason == "no login"
        assert sandbox.errorType == "hunter2-"  # what conditions compare
    without = {**sent, "environmentVars": {}}
    assert decode_sandbox(ONE, json.dumps(without).encode()).readable.errorType == "hunter2-"


@pytest.mark.parametrize(
    "fields",
    [
        {"secrets": {"TOKEN": "hunter2-hunter2"}},
        {"secrets": ["TOKEN=hunter2-hunter2"]},
        {"environmentVars": ["TOKEN=hunter2-hunter2"]},
    ],
)
def test_secrets_that_results_lack_are_hidden_in_explanations(
    fields: dict[str, JsonValue],
) -> None:
    sent = {"id": "sbx-1", "errorMessage": "no login with hunter2-hunter2", **fields}
    sandbox = decode_sandbox(ONE, json.dumps(sent).encode())
    assert sandbox.readable.errorMessage == "no login with [TOKEN]"


@pytest.mark.parametrize("seconds", ["1767225600", "1767225600.0"])
def test_a_time_in_whole_seconds_is_read_and_noted(seconds: str) -> None:
    sandbox = decode_sandbox(ONE, f'{{"id": "sbx-1", "updatedAt": {seconds}}}'.encode())
    assert isinstance(sandbox, PartialSandbox)
    assert sandbox.updatedAt == sandbox.readable.updatedAt == "2026-01-01T00:00:00Z"
    assert sandbox.flaws == {"updatedAt": Flaw("was a number", "it was read as seconds since 1970")}


@pytest.mark.parametrize(
    ("member", "read"),
    [
        ('"name": "a\\ud800b"', {"name": "a\ufffdb"}),
        (
            '"advancedConfigs": {"a": 9007199254740993, "b": [-1e999, NaN], "c\\ud800": 1}',
            {"advancedConfigs": {"a": "9007199254740993", "b": [None, None], "c\ufffd": 1}},
        ),
        (f'"advancedConfigs": {{"a": [{"9" * 5000}]}}', {"advancedConfigs": {"a": [None]}}),
        (
            '"environmentVars": {"A": [NaN, 9007199254740993], "B": "\\ud800"}',
            {
                "environmentVars": {"A": '[null, "9007199254740993"]', "B": "\ufffd"},
                "environmentVarNames": ["A", "B"],
            },
        ),
    ],
)
def test_values_that_pulumi_has_no_room_for_do_no_harm(
    member: str, read: dict[str, object]
) -> None:
    sandbox = decode_sandbox(ONE, f'{{"id": "sbx-1", {member}}}'.encode())
    assert sandbox.flaws == {}
    assert sandbox.model_dump(exclude_none=True, exclude={"gpuDescription"}) == {
        "id": "sbx-1",
        **read,
    }


@pytest.mark.parametrize("field", ["advancedConfigs", "environmentVars"])
@pytest.mark.parametrize("patient", ["", ', "name": "\\ud800"'])
def test_levels_beyond_what_pulumi_reads_are_text(field: str, patient: str) -> None:
    for depth in (10, 40, 150):
        nested = '{"a": ' * depth + "7" + "}" * depth
        sandbox = decode_sandbox(ONE, f'{{"id": "sbx-1", "{field}": {nested}{patient}}}'.encode())
        inner: JsonValue = getattr(sandbox, field)
        if field == "environmentVars":
            assert isinstance(inner, dict)
            inner = {"a": json.loads(str(inner["a"]))}
        kept = min(depth, 16)
        for _ in range(kept):
            assert isinstance(inner, dict)
            inner = inner["a"]
        rest = depth - kept
        assert str(inner) == '{"a": ' * rest + "7" + "}" * rest


def test_a_value_of_many_levels_costs_its_field_at_most() -> None:
    for depth in range(200, 1000, 20):
        nested = '{"a": ' * depth + "7" + "}" * depth
        body = f'{{"id": "sbx-1", "region": {nested}}}'.encode()
        with suppress(DecodingError):  # where the whole body is nested too deeply
            assert decode_sandbox(ONE, body).readable == Sandbox(id="sbx-1")


@pytest.mark.parametrize("keys", [("per_page", "has_next"), ("perPage", "hasNext")])
def test_a_page_is_read_under_either_spelling_of_its_keys(keys: tuple[str, str]) -> None:
    body = {"sandboxes": [{"id": "sbx-1"}], "total": 3, "page": 2, keys[0]: 1, keys[1]: True}
    found = decode_page(ALL, json.dumps(body).encode())
    assert (found.total, found.page, found.per_page, found.has_next) == (3, 2, 1, True)
    assert (found.sandboxes, found.skipped) == ([Sandbox(id="sbx-1")], {})


def test_sandboxes_stay_in_their_order_whatever_is_wrong_with_some() -> None:
    damaged: list[JsonValue] = [
        {"id": "sbx-1"},
        {"id": "sbx-2", "labels": "secret"},
        {"id": "sbx-3", "cpuCores": "many"},
        {"id": "sbx-4"},
    ]
    found = decode_page(ALL, page(*damaged))
    assert [sandbox.id for sandbox in found.sandboxes] == ["sbx-1", "sbx-2", "sbx-3", "sbx-4"]
    assert [list(sandbox.flaws) for sandbox in found.sandboxes] == [
        [],
        ["labels"],
        ["cpuCores"],
        [],
    ]
    assert found.skipped == {}


@pytest.mark.parametrize(
    ("item", "skipped"),
    [
        ({"id": None, "name": "train"}, Skipped("train", f"id: {TEXT}")),
        ({"id": 7, "name": 7}, Skipped(None, f"id: {TEXT}")),
        ({"id": ""}, Skipped(None, "id: it must have at least 1 character")),
        ({}, Skipped(None, "id: it is missing")),
        ({"labels": "secret"}, Skipped(None, "id: it is missing")),
    ],
)
def test_a_sandbox_without_an_id_is_skipped_under_a_name_that_stays_the_same(
    item: JsonValue, skipped: Skipped
) -> None:
    first = decode_page(ALL, page({"id": "sbx-1"}, item))
    again = decode_page(ALL, page(item, {"id": "sbx-2"}))
    assert [sandbox.id for sandbox in first.sandboxes] == ["sbx-1"]
    assert [*first.skipped.values()] == [skipped]
    assert first.skipped == again.skipped


def test_sandboxes_without_ids_are_told_apart() -> None:
    assert len(decode_page(ALL, page({}, {}, {"name": "a"}, {"name": "b"})).skipped) == 4


@pytest.mark.parametrize(
    "body",
    [b"[%s]" % (b"0," * 6_000_001), b"[%s]" % (b"[]" * 600_001), b"[%s]" % (b"{}" * 600_001)],
    ids=["values", "lists", "objects"],
)
@pytest.mark.parametrize("decode", [decode_sandbox, decode_page])
def test_a_body_that_would_fill_the_memory_is_not_even_parsed(
    decode: Callable[[Request, bytes], object], body: bytes
) -> None:
    with pytest.raises(DecodingError) as raised:
        decode(ONE, body)
    assert f": it has too many values ({len(body)} bytes). Check" in str(raised.value)
    assert not raised.value.transient


def test_the_api_cannot_say_that_a_sandbox_is_skipped() -> None:
    lie: JsonValue = {"sbx-2": "a lie"}
    assert decode_page(ALL, page(skipped=lie)).skipped == {}
    assert decode_page(ALL, page({"id": "sbx-1", "cpuCores": nan}, skipped=lie)).skipped == {}


def test_no_sandboxes_at_all_may_be_null() -> None:
    body = json.dumps({**PAGING, "sandboxes": None, "total": 0}).encode()
    assert decode_page(ALL, body).sandboxes == []


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (page(sandboxes={}), "sandboxes: it must be a list"),
        (page(sandboxes=None), "sandboxes: it must be a list"),
        (
            page({"id": "sbx-1"}, "secret"),
            "one of the `sandboxes` is not an object",
        ),
        (
            page([{"id": "secret"}]),
            "one of the `sandboxes` is not an object",
        ),
        (
            page(total="many"),
            "total: it must be an integer",
        ),
        (page(total=True), "total: it must be an integer"),
        (page(has_next=None), "has_next: it must be a boolean"),
        (b"{}", "sandboxes: it is missing"),
        (b'{"total": 0}', "sandboxes: it is missing"),
        (b"[]", "no JSON object (2 bytes)"),
    ],
)
def test_a_page_that_is_not_as_documented_is_refused(body: bytes, problem: str) -> None:
    with pytest.raises(DecodingError) as raised:
        decode_page(ALL, body)
    assert f"not as documented: {problem}. Check" in str(raised.value)


VALUES = (
    *("null", "true", "0", "-1", "2", "1.5", "-0.0", "1e2", "1e309", "NaN", "1767614400"),
    *("9007199254740993", "12345678901234567890123", '""', '"a"', '" a "', '"1"', '"1.50"'),
    *('"1e2"', '"true"', '"H100_80GB"', '"CPU_NODE"', r'"\ud800"', '"2026-01-05T12:00:00Z"'),
    *("[]", '["b", "a"]', '["a", 1]', "[null]", '["A=1"]', '[["a"]]', "{}", '{"a": 1}'),
    *('{"b": "1", "a": null}', '{"a": {"b": [1, NaN, 9007199254740993]}}'),
    *('{"a": 9007199254740993}', '{"a": 12345678901234567890123}', r'{"\ud800": "\ud800"}'),
    *('{"executable": "x", "args": ["a b"]}', '{"executable": "x", "args": ["a", 1]}'),
)


@pytest.mark.parametrize("field", sorted(SENT_FIELDS))
def test_a_sandbox_is_the_same_beside_one_that_cannot_be_read(field: str) -> None:
    """A page is decoded at once or, if one field is unreadable, field by field."""
    paging = '"total": 2, "page": 1, "per_page": 2, "has_next": false'

    def decode(one: str, other: str) -> list[object]:
        found = decode_page(ALL, f'{{"sandboxes": [{{{one}}}, {other}], {paging}}}'.encode())
        known = [sandbox for sandbox in found.sandboxes if sandbox.id != "z"]
        shown = [(repr(sandbox.readable), {**sandbox.flaws}) for sandbox in known]
        return [*shown, *found.skipped.values()]

    for value in VALUES:
        fields = {"id": '"a"', "status": '"RUNNING"', "gpuCount": "1", field: value}
        one = ", ".join(f'"{name}": {text}' for name, text in fields.items())
        assert decode(one, '{"id": "z"}') == decode(one, '{"id": "z", "cpuCores": "x"}')


def test_gpus_of_an_unreadable_type_are_not_known() -> None:
    for count, words in ((1, "unknown"), (0, "none")):
        one = decode_sandbox(ONE, b'{"id": "a", "gpuType": ["H100"], "gpuCount": %d}' % count)
        assert (one.readable.gpu, one.readable.gpuDescription) == (None, words)
