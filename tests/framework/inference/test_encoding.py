from __future__ import annotations

import pytest
from google.protobuf.struct_pb2 import Struct
from hypothesis import given, settings
from hypothesis import strategies as st
from plugin import struct
from pulumi_python_provider import Encoded, Expected, ProviderError, Record, Secret
from pulumi_python_provider.inference.caching import MAX_CACHED_VALUES
from pulumi_python_provider.inference.encoding import Encoder
from pulumi_python_provider.inference.signatures import SECRET, SIGNATURE, UNKNOWNS
from pulumi_python_provider.inference.wire import (
    LIST,
    MAX_CACHED_PREFIXES,
    STRING,
    Prefixes,
    nested,
)
from pydantic import JsonValue

TOO_LARGE = (
    "the result of find has more than the 400 MiB that Pulumi accepts in one message. Ask for less"
)

floats = st.floats(allow_nan=False, allow_infinity=False).map(lambda number: number + 0.0)
values = st.recursive(
    st.none() | st.booleans() | st.text() | st.integers(-(2**53), 2**53) | floats,
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


class Part(Record):
    name: Expected[str] = None
    size: int | None = None


class Whole(Record):
    value: Expected[JsonValue] = None
    flag: bool | None = None
    ratio: float | None = None
    part: Part | None = None
    parts: list[Part] | None = None
    notes: list[str] | None = None
    secret: Secret[dict[str, JsonValue] | None] = None


class Crate(Record):
    parts: list[Encoded[Part]]
    count: int


class Nothing(Record):
    """A record without properties."""


class Pair(Record):
    left: Part
    right: Nothing


def encoded(record: Record, *, reveal: bool = False) -> Struct:
    """What protobuf's own parser reads."""
    encoder = Encoder("find", type(record), reveal=reveal)
    return Struct.FromString(b"".join(encoder.struct(record)))


@settings(database=None, deadline=None)
@given(
    value=values.filter(lambda value: value is not None),
    notes=st.lists(st.text()),
    ratio=floats,
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


def test_zero_has_no_sign_in_whatever_order_zeros_come() -> None:
    for ratio in (-0.0, 0.0, -0.0):
        assert str(encoded(Whole(ratio=ratio)).fields["ratio"].number_value) == "0.0"


@pytest.mark.parametrize("length", [0, 1, 127, 128, 16_383, 16_384, 2_097_152])
def test_texts_of_any_length_are_encoded(length: int) -> None:
    assert encoded(Part(name="x" * length)) == struct({"name": "x" * length})


def test_texts_of_ever_more_lengths_are_encoded() -> None:
    for length in range(MAX_CACHED_VALUES + 10):
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
    encoder = Encoder("find", Crate, reveal=False)
    crate = Crate(parts=[Encoded(element) for element in encoder.elements(parts)], count=300)
    assert Struct.FromString(b"".join(encoder.struct(crate))) == struct(
        {"parts": [part.model_dump(exclude_none=True) for part in parts], "count": 300}
    )
    assert encoded(Crate(parts=[], count=0)) == struct({"parts": [], "count": 0})


def test_records_inside_records_are_encoded_whatever_their_number_of_properties() -> None:
    pair = Pair(left=Part(size=1), right=Nothing())
    assert encoded(pair) == struct({"left": {"size": 1}, "right": {}})


def test_what_repeats_is_encoded_the_same_and_so_is_what_is_not_cached_any_more() -> None:
    class Wholes(Record):
        wholes: list[Encoded[Whole]]

    encoder = Encoder("find", Wholes, reveal=False)
    names = [f"part {number}" for number in range(MAX_CACHED_VALUES + 10)] * 2
    elements = encoder.elements(Whole(value=0, notes=[name], ratio=0.5) for name in names)
    wholes = Wholes(wholes=[Encoded(element) for element in elements])
    assert Struct.FromString(b"".join(encoder.struct(wholes))) == struct(
        {"wholes": [{"value": 0, "ratio": 0.5, "notes": [name]} for name in names]}
    )


def test_tags_around_more_lengths_than_are_cached_are_right() -> None:
    prefixes = Prefixes(LIST, STRING)
    for length in range(MAX_CACHED_PREFIXES + 10):
        assert prefixes[length] == nested(length, LIST, STRING)
    assert len(prefixes) == MAX_CACHED_PREFIXES


@pytest.mark.parametrize("odd", ["\ud800", min(UNKNOWNS), "x" * 100_000, ""])
def test_texts_beyond_the_cache_are_encoded_as_any_others(odd: str) -> None:
    class Named(Record):
        name: Expected[str] = None

    class Names(Record):
        all: list[Encoded[Named]]

    names = [None, *map(str, range(MAX_CACHED_VALUES)), odd, None, "new"]
    encoder = Encoder("find", Names, reveal=False)
    for _ in range(2):  # the first time fills the cache
        elements = encoder.elements([Named(name=name) for name in names])
    record = Names(all=[Encoded(element) for element in elements])
    altered = f"\ufffd{odd[1:]}" if odd in UNKNOWNS else odd.replace("\ud800", "?")
    shown = [altered if name == odd else name for name in names]
    assert Struct.FromString(b"".join(encoder.struct(record))) == struct(
        {"all": [{} if name is None else {"name": name} for name in shown]}
    )


def test_a_result_that_the_engine_would_refuse_is_an_error_that_says_what_to_do() -> None:
    encoder = Encoder("find", Crate, reveal=False)
    part = Part(name="x" * 1024 * 1024)
    element = Encoded[Part](encoder.elements([part])[0])
    encoder.struct(Crate(parts=[element] * 399, count=399))
    with pytest.raises(ProviderError) as refused:
        encoder.struct(Crate(parts=[element] * 400, count=400))
    assert str(refused.value) == TOO_LARGE


def test_a_list_that_has_become_too_large_is_refused_before_it_is_complete() -> None:
    encoder = Encoder("find", Crate, reveal=False)
    part = Part(name="x" * 1024 * 1024)
    encoder.elements([part] * 399)
    with pytest.raises(ProviderError) as refused:
        encoder.elements([part])
    assert str(refused.value) == TOO_LARGE


def test_a_key_that_would_turn_an_object_into_a_secret_is_altered() -> None:
    record = Whole(value={"a": {SIGNATURE: SECRET, "value": 1}})
    altered = f"\ufffd{SIGNATURE[1:]}"
    assert encoded(record) == struct({"value": {"a": {altered: SECRET, "value": 1}}})


@pytest.mark.parametrize("reserved", sorted(UNKNOWNS))
def test_a_text_that_means_an_unknown_value_is_altered(reserved: str) -> None:
    altered = f"\ufffd{reserved[1:]}"
    record = Whole(value={"a": [reserved], reserved: f"{reserved}."}, notes=[reserved])
    assert encoded(record) == struct(
        {"value": {"a": [altered], altered: f"{reserved}."}, "notes": [altered]}
    )


def test_secrets_are_left_out_unless_they_are_revealed_and_then_marked() -> None:
    record = Whole(value=1, secret={"a": 2})
    assert encoded(record) == struct({"value": 1})
    assert encoded(record, reveal=True) == struct(
        {"value": 1, "secret": {SIGNATURE: SECRET, "value": {"a": 2}}}
    )
