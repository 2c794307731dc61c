from __future__ import annotations

from typing import Annotated

import pytest
from google.protobuf.struct_pb2 import Struct
from hypothesis import given, settings
from hypothesis import strategies as st
from plugin import struct
from pulumi_python_provider import (
    DescribedEnum,
    Encoded,
    Encodes,
    Expected,
    Open,
    Record,
    Secret,
)
from pulumi_python_provider.inference.encoding import MOST_REMEMBERED, Drift, Encoder
from pulumi_python_provider.inference.values import SECRET, SIGNATURE
from pydantic import JsonValue

UNLISTED = "which its documentation does not list; answers have it as it is"

values = st.recursive(
    st.none()
    | st.booleans()
    | st.text()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


class Shade(DescribedEnum):
    DARK = "dark", "With little light."
    LIGHT = "light", "With much light."


class Part(Record):
    name: Expected[str] = None
    size: int | None = None
    shade: Annotated[str, Open(Shade)] | None = None


class Whole(Record):
    value: Expected[JsonValue] = None
    flag: bool | None = None
    ratio: float | None = None
    part: Part | None = None
    parts: list[Part] | None = None
    notes: list[str] | None = None
    secret: Secret[dict[str, JsonValue]] = None


class Crate(Record):
    parts: Annotated[list[Encoded], Encodes(list[Part])]
    count: int


def encoded(record: Record, *, reveal: bool = False, drift: Drift | None = None) -> Struct:
    """What protobuf's own parser reads."""
    encoder = Encoder(reveal=reveal)
    read = Struct.FromString(b"".join(encoder.struct(record)))
    assert drift is None or encoder.drift == drift
    return read


@settings(database=None, deadline=None)
@given(
    value=values.filter(lambda value: value is not None),
    notes=st.lists(st.text()),
    ratio=st.floats(allow_nan=False, allow_infinity=False),
    secret=st.dictionaries(st.text(), values),
)
def test_every_value_is_what_protobuf_itself_encodes(
    value: JsonValue, notes: list[str], ratio: float, secret: dict[str, JsonValue]
) -> None:
    record = Whole(value=value, flag=True, ratio=ratio, notes=notes, secret=secret)
    assert encoded(record, reveal=True) == struct(
        {
            "value": value,
            "flag": True,
            "ratio": ratio,
            "notes": notes,
            "secret": {SIGNATURE: SECRET, "value": secret},
        }
    )


@pytest.mark.parametrize("length", [0, 1, 127, 128, 16_383, 16_384, 2_097_152])
def test_texts_of_any_length_are_encoded(length: int) -> None:
    assert encoded(Part(name="x" * length)) == struct({"name": "x" * length})


def test_a_record_is_encoded_without_what_it_lacks() -> None:
    parts = [Part(name="p"), Part(name="q", size=2)]
    record = Whole(value={"a": [1, None]}, flag=False, part=parts[1], parts=parts)
    assert encoded(record) == struct(
        {
            "value": {"a": [1, None]},
            "flag": False,
            "part": {"name": "q", "size": 2},
            "parts": [{"name": "p"}, {"name": "q", "size": 2}],
        }
    )


def test_records_that_are_encoded_before_are_what_they_would_be_in_their_list() -> None:
    parts = [Part(name=str(number), size=number) for number in range(300)]
    encoder = Encoder(reveal=False)
    crate = Crate(parts=[encoder.element(part) for part in parts], count=300)
    assert Struct.FromString(b"".join(encoder.struct(crate))) == struct(
        {"parts": [part.model_dump(exclude_none=True) for part in parts], "count": 300}
    )
    assert encoded(Crate(parts=[], count=0)) == struct({"parts": [], "count": 0})


def test_what_repeats_is_encoded_the_same_and_so_is_what_is_not_remembered_any_more() -> None:
    encoder = Encoder(reveal=False)
    names = [f"part {number}" for number in range(MOST_REMEMBERED + 10)] * 2
    for name in names:
        read = Struct.FromString(b"".join(encoder.struct(Whole(value=0, notes=[name]))))
        assert read == struct({"value": 0, "notes": [name]})


def test_the_names_of_required_properties_that_are_missing_are_collected() -> None:
    read = encoded(Whole(parts=[Part(), Part(size=1)]), drift=Drift(missing={"value", "name"}))
    assert read == struct({"parts": [{}, {"size": 1}]})


def test_values_that_an_open_enum_does_not_have_are_collected() -> None:
    shades = ("dark", "pale", "DARK", "pale", None)
    parts = [Part(name="a", shade=shade) for shade in shades]
    drift = Drift(unknown={("shade", "pale"), ("shade", "DARK")})
    assert encoded(Whole(value=1, parts=parts), drift=drift) == struct(
        {"value": 1, "parts": [part.model_dump(exclude_none=True) for part in parts]}
    )


def test_drift_is_told_in_a_sentence_for_each_kind() -> None:
    drift = Drift(missing={"name", "id"}, unknown={("status", "b\n\x1b"), ("status", "a")})
    assert drift.messages() == [
        "the API left out `id`, which it documents as always there; answers are without it",
        "the API left out `name`, which it documents as always there; answers are without it",
        f'the API sent "a" as `status`, {UNLISTED}',
        f'the API sent "b \\x1b" as `status`, {UNLISTED}',
    ]
    assert Drift().messages() == []


def test_a_key_that_would_turn_an_object_into_a_secret_is_left_out() -> None:
    record = Whole(value={"a": {SIGNATURE: SECRET, "value": 1}})
    assert encoded(record) == struct({"value": {"a": {"value": 1}}})


def test_secrets_are_left_out_unless_they_are_revealed_and_then_marked() -> None:
    record = Whole(value=1, secret={"a": 2})
    assert encoded(record) == struct({"value": 1})
    assert encoded(record, reveal=True) == struct(
        {"value": 1, "secret": {SIGNATURE: SECRET, "value": {"a": 2}}}
    )
