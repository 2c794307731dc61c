from __future__ import annotations

import json
from itertools import count

import pytest
from pulumi_resource_primeintellect.api.error_bodies import ErrorBody, Problem, read_error_body

SECRET = "s3cret"
SANDBOX = {
    "id": "sbx-1",
    "name": "x",
    "environmentVars": {"TOKEN": SECRET, "detail": SECRET, "error": SECRET, "message": SECRET},
    "advancedConfigs": {"errors": [{"param": SECRET, "details": SECRET}]},
    "labels": [SECRET],
    "errorMessage": SECRET,
}


def explain(body: bytes | str, kind: str = "") -> list[str]:
    """The problems, each as text."""
    content = body.encode() if isinstance(body, str) else body
    found = read_error_body(content, {"content-type": kind} if kind else {})
    assert not found.markup
    return [f"{name}: {text}" if name else text for name, text in found.problems]


@pytest.mark.parametrize(
    ("body", "texts"),
    [
        ("", []),
        (" \n", []),
        ("error code: 520", ["error code: 520"]),
        ('{"detail": "no"}', ["no"]),
        ('{"error": "no"}', ["no"]),
        ('{"message": " no "}', ["no"]),
        ('{"error": {"message": "no"}}', ["no"]),
        ('{"error": {"message": "no", "code": "MANAGED", "type": "x"}}', ["no"]),
        ('{"detail": {"message": "no"}}', ["no"]),
        ('{"detail": {"error": {"message": "no"}}}', ["no"]),
        ('{"error": "Bad Request", "message": ["a", "b"]}', ["Bad Request", "a", "b"]),
        ('{"detail": {"code": 7}, "error": "no"}', ["no"]),
        ('{"detail": "no", "error": "no"}', ["no"]),
        ('{"errors": [{"param": "page", "details": "small"}]}', ["page: small"]),
        ('{"errors": [{"param": "TOKEN=x", "details": "no"}]}', ["no"]),
        (
            '{"errors": [{"param": "environmentVars", "details": "a"}, {"detail": "no"}]}',
            ["no"],
        ),
        ('{"detail": {"param": "env", "details": "a"}, "message": "no"}', ["no"]),
        (
            '{"param": "x", "details": "{\\"param\\": \\"page\\", \\"details\\": \\"small\\"}"}',
            ["page: small"],
        ),
        ('{"errors": [{"message": "no"}, "never", 7, null]}', ["no", "never"]),
        (
            '{"detail": [{"loc": ["query", "per_page"], "msg": "no", "input": "x"}]}',
            ["per_page: no"],
        ),
        ('{"detail": [{"loc": ["query", "labels", 0], "msg": "no"}]}', ["labels.0: no"]),
        ('{"detail": [{"loc": ["labels"], "msg": "no"}]}', ["labels: no"]),
        ('{"detail": [{"loc": ["query"], "msg": "no"}]}', ["query: no"]),
        ('{"detail": [{"loc": [], "msg": "no"}]}', ["no"]),
        ('\ufeff{"detail": "no"}', ["no"]),
        ('{"detail": "{\\"message\\": \\"no\\"}"}', ["no"]),
        ('{"detail": "a {sandbox} <{%red%}> [busy]"}', ["a {sandbox} <{%red%}> [busy]"]),
        ('{"error": "invalid_token", "error_description": "late"}', ["invalid_token", "late"]),
        ('{"title": "Not Found", "status": 404}', ["Not Found"]),
        (
            '{"errors": [{"title": "Odd", "detail": "no", "source": {"pointer": "/id"}}]}',
            ["no", "Odd"],
        ),
        ('{"code": 7, "msg": "no"}', ["no"]),
        ('{"detail": "[{\\"a\\": \\"no\\"}]"}', []),
        ('{"detail": ""}', []),
        ('{"detail": []}', []),
        ('{"detail": {"detail": {"detail": {"detail": "deep"}}}}', ["deep"]),
        ('{"detail": {"detail": {"detail": {"detail": {"detail": "deeper"}}}}}', []),
    ],
)
def test_the_texts_that_explain_an_error_are_found(body: str, texts: list[str]) -> None:
    assert explain(body) == texts


@pytest.mark.parametrize(
    "body",
    [
        json.dumps(SANDBOX),
        json.dumps({"sandbox": SANDBOX}),
        json.dumps({"detail": SANDBOX}),
        json.dumps({"detail": {"sandbox": SANDBOX}}),
        json.dumps({"error": {"data": SANDBOX}}),
        json.dumps({"errors": [SANDBOX]}),
        json.dumps([SANDBOX]),
        json.dumps({"detail": json.dumps(SANDBOX)}),
        json.dumps({"detail": json.dumps([SANDBOX])}),
        json.dumps({"detail": json.dumps([SECRET])}),
        json.dumps({"message": f"failed: {json.dumps(SANDBOX)}"}),
        json.dumps({"detail": [{"loc": ["body"], "msg": "no", "input": SANDBOX, "ctx": SANDBOX}]}),
        json.dumps(SECRET),
        json.dumps([SECRET]),
        json.dumps({SECRET: 1}),
        json.dumps({"code": SECRET}),
        json.dumps({"errors": [{"param": "x", "details": json.dumps(SANDBOX)}]}),
        json.dumps({"errors": [{"param": json.dumps(SANDBOX), "details": "it is odd"}]}),
        json.dumps({"detail": [{"loc": ["body", "x"], "msg": json.dumps(SANDBOX)}]}),
        json.dumps({"detail": [{"loc": ["body", json.dumps(SANDBOX)], "msg": "it is odd"}]}),
        json.dumps(SANDBOX)[:-2],
        json.dumps(SANDBOX) + "\n" + json.dumps(SANDBOX),
        f")]}}',\n{json.dumps(SANDBOX)}",
        f"\ufeff\ufeff{json.dumps([SECRET])[:-1]}",
        f")]}}',\n{json.dumps(SECRET)}",
        f"oops: {SANDBOX}",
        f"oops: {{'DB': '{SECRET}'}}",
        f'oops: ["{SECRET}"]',
        f"oops: [[DB {SECRET}]]",
        f'["{SECRET}',
        f'"{SECRET}',
        f'{{"n": {"9" * 5000}, "token": "{SECRET}"}}',
        "[" * 100_000 + SECRET,
        f"TOKEN={SECRET}",
        f"oops: MODE=fast\nHF_TOKEN = {SECRET}",
        json.dumps({"detail": f"cannot start with HF_TOKEN={SECRET}"}),
        f"cannot start with hf_token={SECRET}",
        f"db.password ={SECRET} is refused",
        f"?access_key_id={SECRET}",
        f"db={SECRET}",
        f"d\uff1d{SECRET}",
        *(f"DB{invisible}={SECRET}" for invisible in "\u200b\u200f\u2060\ufeff"),
        f"map[DB:{SECRET}]",
        f"{{DB {SECRET} 5}}",
        f"(('DB', '{SECRET}'),)",
        f"""(("it's", '{SECRET}'),)""",
        f"EnvVar(name='DB', value='{SECRET}')",
        f"environment {{DB: {SECRET}}}",
        f'oops {{\\"DB\\": \\"{SECRET}\\"}}',
        f"oops %7B%22DB%22: {SECRET}",
        f"oops {{&quot;DB&quot;: {SECRET}",
        f"cannot reach postgres://user:{SECRET}@host/db",
        f"env:\n- name: DB\n  value: {SECRET}",
        f"Authorization: Basic {SECRET}",
        f"Cookie: {SECRET}",
        f'"DB"="{SECRET}"',
        f"'DB' = '{SECRET}'",
        f'`DB`=>"{SECRET}"',
        f"DB := {SECRET}",
        f"${{DB}}={SECRET}",
        f"%TOKEN%={SECRET}",
        f'oops: "%TOKEN%"={SECRET}',
        f"KEY[DB]\t=\t{SECRET}",
        f"DB\n= {SECRET}",
        f"DB\\u003d{SECRET}",
        f"DB\\x3d{SECRET}",
        f"DB%253D{SECRET}",
        f"DB%25253D{SECRET}",
        f"DB&equals;{SECRET}",
        f"name: DB, value: {SECRET}",
        f'"key": "DB" "value": "{SECRET}"',
        f"key: DB, value: {SECRET}",
        json.dumps({"errors": [["DB", SECRET]]}),
        json.dumps({"errors": [["db", SECRET]]}),
        json.dumps({"errors": [{"param": "environmentVars.DB", "details": SECRET}]}),
        json.dumps({"detail": [{"loc": ["body", "environmentVars", "DB"], "msg": SECRET}]}),
        json.dumps({"detail": [{"loc": ["body", "secrets", 0], "msg": SECRET}]}),
        json.dumps({"detail": [{"loc": ["response", "environment_vars", "DB"], "msg": SECRET}]}),
        json.dumps({"errors": [{"param": "env-vars", "details": SECRET}]}),
        json.dumps({"detail": [{"loc": ["response", "env", "DB"], "msg": SECRET}]}),
        json.dumps({"detail": [{"field": "environmentVars", "message": SECRET}]}),
        json.dumps(
            {"errors": [{"source": {"pointer": "/data/environmentVars/DB"}, "detail": SECRET}]}
        ),
        json.dumps({"error": SECRET, "sandbox": SANDBOX}),
        json.dumps({"title": "environmentVars is not valid", "detail": SECRET}),
        json.dumps({"detail": f"environment variables:\n  DB: {SECRET}"}),
        f"environmentVars:\n  DB: {SECRET}",
        json.dumps({"detail": f"invalid item ('DB', '{SECRET}')"}),
        json.dumps({"detail": ["DB_TOKEN", SECRET]}),
        json.dumps({"detail": ["_TOKEN", SECRET]}),
        json.dumps({"detail": ["db_token", SECRET]}),
        json.dumps({"detail": [{"loc": ["body", "variables", "DB"], "msg": SECRET}]}),
        json.dumps({"detail": [{"loc": ["body", "variable"], "msg": SECRET}]}),
        f"DB_PASSWORD: {SECRET} is not allowed",
        f"DB_PASSWORD\uff1a {SECRET}",
        f"PASSWORD: {SECRET}",
        f"cannot use HF_TOKEN -> {SECRET}",
        f"`DB_PASSWORD`: `{SECRET}`",
        f"'db.password': '{SECRET}'",
        f"| DB_PASSWORD | {SECRET} |",
        f"DB_PASSWORD\t{SECRET}",
        f"DB_PASSWORD:\n  {SECRET}",
    ],
    ids=count(),
)
def test_what_looks_like_data_is_not_quoted(body: str) -> None:
    assert SECRET not in " ".join(explain(body))


def test_a_long_text_is_searched_once() -> None:
    long = "name:" * 200_000  # with an attempt at each name, this would take an hour
    assert explain(long) == [long]


@pytest.mark.parametrize("text", [f"x &#{'9' * 5000};", "\u0301\u0327" * 400_000])
def test_a_text_that_is_costly_to_decode_is_judged_by_its_beginning(text: str) -> None:
    assert explain(json.dumps({"detail": text})) == [text]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-32"])
@pytest.mark.parametrize(
    "text",
    [json.dumps(SANDBOX), json.dumps(SECRET), 'oops: {"DB": 7}', "oops: ('DB', 7)", "oops: (('DB"],
)
def test_data_in_another_encoding_is_not_quoted(text: str, encoding: str) -> None:
    assert explain(text.encode(encoding)) == []


@pytest.mark.parametrize(
    "kind",
    [
        "application/problem+json",
        "application/yaml",
        "text/event-stream",
        "text/csv; header=absent",
    ],
)
def test_a_text_that_claims_to_be_data_is_not_quoted(kind: str) -> None:
    assert explain(f"TOKEN: {SECRET}", kind) == []


@pytest.mark.parametrize("kind", ["", "text/plain", "Text/Plain; charset=utf-8"])
def test_a_text_for_people_is_quoted(kind: str) -> None:
    assert explain("\ufeffno capacity", kind) == ["no capacity"]


@pytest.mark.parametrize(
    "text",
    [
        *("perPage=2000 is too large", "status=X is unknown", "a token is missing", "keys: 3"),
        *("page=0 is too small", "sandbox_id=sbx-1 is unknown"),
        *("INVALID_TEAM: no such team", "ERROR: no", "GPU: none", "RATE_LIMIT_EXCEEDED: wait"),
        *("SANDBOX_NOT_FOUND: no such sandbox", 'unknown status ("X")', "is_active == false"),
        "see https://docs.example.com/errors: at most 1,000 (of 5,000)",
        "the rule count == 3 is broken",
    ],
)
def test_a_text_with_values_that_are_no_secrets_is_quoted(text: str) -> None:
    assert explain(text) == [text]


@pytest.mark.parametrize(
    ("body", "kind", "markup"),
    [
        (b"<html><title>Log in</title></html>", "", "an HTML page"),
        (b"\n<!DOCTYPE html>", "", "an HTML page"),
        (b"Sorry: <b>no</b>", "", "an HTML page"),
        (b"Sorry", "text/html; charset=utf-8", "an HTML page"),
        (b"<?xml version='1.0'?><html/>", "application/xhtml+xml", "an HTML page"),
        (b"<?xml version='1.0'?><error/>", "", "an XML document"),
        (b"<Error><Code>AccessDenied</Code></Error>", "application/xml", "an XML document"),
    ],
)
def test_markup_is_named_and_not_quoted(body: bytes, kind: str, markup: str) -> None:
    assert read_error_body(body, {"content-type": kind}) == ErrorBody((), markup)


def test_an_empty_page_is_none() -> None:
    assert read_error_body(b"", {"content-type": "text/html"}) == ErrorBody()


def test_a_problem_knows_its_parameter() -> None:
    body = b'{"errors": [{"param": "page", "details": "small"}]}'
    assert read_error_body(body, {}).problems == (Problem("page", "small"),)
