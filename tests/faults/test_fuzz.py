"""Made-up bodies and arguments: a value or an error that we mean, and never anything else.

`FUZZ_CASES` says how many there are in all; a few thousand by default.
"""

from __future__ import annotations

import json
import os
from datetime import datetime, timezone
from typing import TYPE_CHECKING

import pytest
from google.protobuf.struct_pb2 import NULL_VALUE, Struct, Value
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from primeintellect_simulator import make_sandboxes
from pulumi_python_provider import Encoded, ProviderError, Redactor
from pulumi_python_provider.inference.encoding import Encoder
from pulumi_python_provider.inference.values import decode_arguments
from pulumi_resource_primeintellect.api.decoding import decode_page, decode_sandbox
from pulumi_resource_primeintellect.api.paging import MAX_EXTRA_PAGES, Page, Reading
from pulumi_resource_primeintellect.api.requests import SandboxQuery, page_request, sandbox_request
from pulumi_resource_primeintellect.api.responses import ErrorContext, Response, check_status
from pulumi_resource_primeintellect.api.sandboxes import Sandbox
from pulumi_resource_primeintellect.errors import ApiError
from pulumi_resource_primeintellect.functions.conditions import SandboxConditions
from pulumi_resource_primeintellect.functions.list_sandboxes import (
    ListSandboxesArguments,
    ListSandboxesResult,
)
from pulumi_resource_primeintellect.functions.notices import Notices
from pulumi_resource_primeintellect.functions.rows import Rows
from pulumi_resource_primeintellect.functions.selection import Selection
from pulumi_resource_primeintellect.provider import PROVIDER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from primeintellect_simulator import JSON
    from pulumi_python_provider import Record
    from pulumi_python_provider.inference.functions import Function

CASES = int(os.environ.get("FUZZ_CASES", "3000"))
ROUNDS = range(max(1, CASES // 40_000))
"""Hypothesis remembers the cases of a round, so that a long run takes more than one."""

KEY = "the-secret-key"
REDACTOR = Redactor()
REDACTOR.add("apiKey", KEY)
CONTEXT = ErrorContext("https://api.example.com", "PRIME_API_KEY", REDACTOR)
NOW = datetime(2026, 1, 5, 12, 0, tzinfo=timezone.utc)
LOOKUP = sandbox_request("sbx-1", REDACTOR.quote)
LISTING = page_request(SandboxQuery(), 1, None, REDACTOR.quote)
SAMPLE = make_sandboxes(12, teams=())
PAGE = {"sandboxes": SAMPLE[:3], "total": 3, "page": 1, "per_page": 50, "has_next": False}
SECRET = "1b47061264138c4ac30d75fd1eb44270"
SIGNATURE = "4dabf18193072939515e22adb298388d"


def cases(share: float) -> settings:
    """A part of all cases."""
    return settings(
        max_examples=max(1, int(CASES * share / len(ROUNDS))),
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )


@pytest.fixture(autouse=True, params=ROUNDS, ids=lambda number: f"round {number}")
def _each_round() -> None:
    """Runs every test as often as there are rounds."""


SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from([0, -1, 2**53, 2**53 + 1, 2**64, -(2**64), 10**300, 10**400]),
    st.floats(),
    st.text(max_size=12),
    st.sampled_from(
        ["", "\x00", "\ud800", "H100_80GB", "NaN", "1e999", "RUNNING", SIGNATURE,
         "2026-01-05T12:00:00Z", "9999-12-31T23:59:59.999999999+00:00", "0001-01-01T00:00:00Z",
         "2026-01-05T12:00:00+99:99", "-" * 300]
    ),
)  # fmt: skip
NAMES = st.one_of(
    st.sampled_from([*SAMPLE[0], SIGNATURE, "executable", "args", "value", ""]),
    st.text(max_size=6),
)
JSONS = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(NAMES, inner, max_size=4)),
    max_leaves=12,
)
SANDBOXES = st.builds(
    lambda base, changes, gone: {
        name: value for name, value in {**base, **changes}.items() if name not in gone
    },
    st.sampled_from(SAMPLE),
    st.dictionaries(NAMES, JSONS, max_size=4),
    st.sets(NAMES, max_size=3),
)
PAGES = st.builds(
    lambda sandboxes, changes: {**PAGE, "sandboxes": sandboxes, **changes},
    st.lists(SANDBOXES | JSONS, max_size=4),
    st.dictionaries(
        st.sampled_from(
            ["total", "page", "per_page", "perPage", "has_next", "sandboxes", "skipped"]
        ),
        JSONS,
        max_size=2,
    ),
)
EDITS = st.lists(
    st.tuples(
        st.integers(0, 10_000),
        st.integers(0, 3),
        st.one_of(
            st.binary(max_size=3),
            st.sampled_from(
                [b"[", b"{", b'"', b"\\ud800", b"1e999", b"NaN", b"-", b"\x00", b"null"]
            ),
        ),
    ),
    max_size=4,
)


def mutated(content: object, edits: list[tuple[int, int, bytes]]) -> bytes:
    """The content as JSON, with bytes cut out and put in."""
    body = json.dumps(content).encode()
    for place, cut, put in edits:
        at = place % (len(body) + 1)
        body = body[:at] + put + body[at + cut :]
    return body


def check_message(error: ApiError) -> None:
    """One line of bounded length that can be sent and has no key."""
    message = str(error)
    assert message.isprintable()
    assert KEY not in message
    assert len(message) < 2000


def check_encoded(record: Record) -> None:
    """What is answered is a message that can be sent, with no mark that we did not set."""
    for reveal in (False, True):
        check_pieces(Encoder("getSandbox", Sandbox, reveal=reveal).struct(record), revealed=reveal)


def check_pieces(pieces: list[bytes], *, revealed: bool) -> None:
    encoded = b"".join(pieces)
    struct = Struct.FromString(encoded)
    assert len(encoded) == struct.ByteSize()  # nothing is there twice, nothing unknown
    check_marks(struct, revealed=revealed)


def check_marks(struct: Struct, *, revealed: bool) -> None:
    for name, value in struct.fields.items():
        assert name != SIGNATURE
        if name == "environmentVars" and SIGNATURE in value.struct_value.fields:
            assert revealed
            check_marks(value.struct_value.fields["value"].struct_value, revealed=False)
        else:
            check_value(value, revealed=revealed)


def check_value(value: Value, *, revealed: bool) -> None:
    if value.HasField("struct_value"):
        check_marks(value.struct_value, revealed=revealed)
    for item in value.list_value.values:
        check_value(item, revealed=revealed)


@cases(0.25)
@given(sandbox=SANDBOXES, edits=EDITS)
def test_a_sandbox_of_any_shape_is_decoded_or_refused(
    sandbox: dict[str, JSON], edits: list[tuple[int, int, bytes]]
) -> None:
    try:
        decoded = decode_sandbox(LOOKUP, mutated(sandbox, edits))
    except ApiError as error:
        check_message(error)
        return
    check_encoded(decoded.readable)


def encoded(sandboxes: Sequence[Sandbox]) -> list[Encoded[Sandbox]]:
    """The sandboxes as elements of a list."""
    return [
        Encoded(one)
        for one in Encoder("listSandboxes", ListSandboxesResult, reveal=False).elements(sandboxes)
    ]


@cases(0.25)
@given(page=PAGES, edits=EDITS)
def test_a_page_of_any_shape_is_decoded_or_refused(
    page: dict[str, JSON], edits: list[tuple[int, int, bytes]]
) -> None:
    try:
        decoded = decode_page(LISTING, mutated(page, edits))
    except ApiError as error:
        check_message(error)
        return
    assert all(one.problem.isprintable() for one in decoded.skipped.values())
    for sandbox in decoded.sandboxes:
        check_encoded(sandbox.readable)
    arguments, notices = ListSandboxesArguments(), Notices()
    select = Selection(SandboxQuery(), {}, notices)
    rows = Rows(arguments.rank(), notices, encoded).keep([*filter(select, decoded.sandboxes)])
    assert len(arguments.sort(rows)) == len(decoded.sandboxes)
    ids = [*decoded.skipped, *(kept.id for kept in rows)]
    shown = Page(ids, decoded.total, decoded.per_page, decoded.has_next)
    reading = Reading(shown, shown.served_size(50))
    assert len(reading.wanted) <= 64
    pages = 1
    while reading.wanted and pages < 1000:
        pages += len(reading.wanted)
        reading.add([shown] * len(reading.wanted))
    assert pages <= max(65, MAX_EXTRA_PAGES + 1)


@cases(0.2)
@given(
    status=st.integers(100, 999).filter(lambda status: status not in {200, 203}),
    reason=st.text(max_size=20),
    headers=st.dictionaries(
        st.sampled_from(["retry-after", "location", "x-request-id"]),
        st.one_of(
            st.text(max_size=30),
            st.from_regex(r"[A-Z][a-z]{2}, \d{1,9} [A-Z][a-z]{2} \d{1,9} .*", fullmatch=True),
            st.integers().map(str),
            st.just(KEY),
        ),
    ),
    body=st.one_of(st.binary(max_size=40), st.builds(mutated, JSONS, EDITS), st.builds(
        lambda text: f"{text}{KEY}{text}".encode(errors="replace"), st.text(max_size=400))),
)  # fmt: skip
def test_an_error_of_any_shape_is_a_message(
    status: int, reason: str, headers: dict[str, str], body: bytes
) -> None:
    try:
        check_status(CONTEXT, LOOKUP, Response(status, reason, headers, body), NOW)
    except ApiError as error:
        check_message(error)
    else:
        raise AssertionError


def value_of(content: JSON) -> Value:
    """A value as it travels; texts that cannot travel are made to."""
    if isinstance(content, bool):
        return Value(bool_value=content)
    if isinstance(content, (int, float)):
        return Value(number_value=float(content) if abs(content) < 10**308 else 1e308)
    if isinstance(content, str):
        return Value(string_value=content.encode(errors="replace").decode())
    value = Value(null_value=NULL_VALUE)
    if isinstance(content, list):
        value.list_value.SetInParent()
        value.list_value.values.extend(value_of(item) for item in content)
    elif isinstance(content, dict):
        value.struct_value.SetInParent()
        for name, item in content.items():
            value.struct_value.fields[name.encode(errors="replace").decode()].CopyFrom(
                value_of(item)
            )
    return value


EVERY = list(PROVIDER.declared.values())
ARGUMENTS = sorted({name for f in EVERY for name in f.arguments.model_fields})
GIVEN = st.dictionaries(
    st.one_of(st.sampled_from(ARGUMENTS), st.text(max_size=8)),
    st.one_of(
        JSONS,
        st.lists(st.text(max_size=5), max_size=4),
        st.sampled_from(["(", "a{1,9999}{1,9999}", "\\p{L}+", "[[:alpha:]", "(?i)x", "(?<=a)b"]),
        st.builds(lambda value: {SIGNATURE: SECRET, "value": value}, JSONS),
        st.just("04da6b54-80e4-46f7-96ec-b56ff0331ba9"),
    ),
    max_size=5,
)  # fmt: skip


@cases(0.3)
@given(given_values=GIVEN, function=st.sampled_from(EVERY))
def test_arguments_of_any_shape_are_taken_or_refused(
    given_values: dict[str, JSON], function: Function
) -> None:
    struct = Struct()
    for name, content in given_values.items():
        struct.fields[name.encode(errors="replace").decode()].CopyFrom(value_of(content))
    try:
        arguments = function.decode(decode_arguments(function.name, struct), REDACTOR)
    except ProviderError as error:
        str(error).encode()
        return
    assert isinstance(arguments, SandboxConditions)
    select = Selection(arguments.query("team"), arguments.predicates(), Notices())
    assert {select(Sandbox.model_validate(one)) for one in SAMPLE} <= {True, False}
