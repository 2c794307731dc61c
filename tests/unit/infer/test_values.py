from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import pytest
from google.protobuf.struct_pb2 import NULL_VALUE, Struct, Value
from hypothesis import given, settings
from hypothesis import strategies as st
from plugin import struct
from pulumi_resource_primeintellect.config import Settings
from pulumi_resource_primeintellect.fields import DescribedEnum, Expected, Open, Record, Secret
from pulumi_resource_primeintellect.infer.values import (
    OUTPUT,
    SECRET,
    SIGNATURE,
    UNKNOWN,
    Drift,
    decode,
    encode,
    with_secrets,
)
from pydantic import JsonValue

if TYPE_CHECKING:
    from collections.abc import Mapping

EXACT = 2**53
UNLISTED = "which its documentation does not list; answers have it as it is"

scalars = (
    st.none()
    | st.booleans()
    | st.text()
    | st.integers(-EXACT, EXACT)
    | st.floats(allow_nan=False, allow_infinity=False)
)
values = st.recursive(
    scalars,
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
    parts: list[Part] | None = None
    secret: Secret[dict[str, JsonValue]] = None


def wrapped(signature: str, **content: object) -> dict[str, object]:
    return {SIGNATURE: signature, **content}


def present(values: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    return {name: value for name, value in values.items() if value is not None}


@settings(database=None, deadline=None)
@given(values, st.none() | st.dictionaries(st.text(), values))
def test_what_is_encoded_comes_back_when_it_is_decoded(
    value: JsonValue, secret: dict[str, JsonValue] | None
) -> None:
    record = Whole(value=value, secret=secret)
    encoded = encode(record, reveal=True, drift=Drift())
    assert decode(encoded) == present({"value": value, "secret": secret})


@settings(database=None, deadline=None)
@given(values)
def test_decoding_the_bytes_of_an_encoded_value_gives_whole_numbers_as_ints(
    value: JsonValue,
) -> None:
    sent = encode(Whole(value=value), reveal=False, drift=Drift()).SerializeToString()
    assert decode(Struct.FromString(sent)) == present({"value": value})


@pytest.mark.parametrize(("number", "kind"), [(3, int), (3.0, int), (1e300, int), (0.5, float)])
def test_whole_numbers_are_ints(number: float, kind: type) -> None:
    (decoded,) = decode(struct({"n": number})).values()
    assert (decoded, type(decoded)) == (number, kind)


def test_secrets_and_outputs_are_unwrapped_however_deep() -> None:
    given = {
        "plain": "p",
        "secret": wrapped(SECRET, value=[1, wrapped(SECRET, value="s")]),
        "output": wrapped(OUTPUT, value={"a": wrapped(OUTPUT, value=True)}, secret=True),
    }
    assert decode(struct(given)) == {"plain": "p", "secret": [1, "s"], "output": {"a": True}}


def test_nulls_and_unknown_values_are_left_out() -> None:
    given = {
        "null": None,
        "secret null": wrapped(SECRET, value=None),
        "unknown": UNKNOWN,
        "unknown output": wrapped(OUTPUT),
        "kept": {"null": None},
    }
    assert decode(struct(given)) == {"kept": {"null": None}}
    bare = Struct(fields={"unset": Value(), "null": Value(null_value=NULL_VALUE)})
    assert decode(bare) == {}


def test_an_object_with_another_signature_is_an_object() -> None:
    asset = wrapped("c44067f5952c0a294b673a41bacd8c17", text="t")
    assert decode(struct({"asset": asset})) == {"asset": asset}


def test_a_record_is_encoded_without_what_it_lacks() -> None:
    record = Whole(value={"a": [1, None]}, parts=[Part(name="p"), Part(name="q", size=2)])
    assert encode(record, reveal=False, drift=Drift()) == struct(
        {"value": {"a": [1, None]}, "parts": [{"name": "p"}, {"name": "q", "size": 2}]}
    )


def test_the_names_of_required_properties_that_are_missing_are_collected() -> None:
    drift = Drift()
    encoded = encode(Whole(parts=[Part(), Part(size=1)]), reveal=False, drift=drift)
    assert encoded == struct({"parts": [{}, {"size": 1}]})
    assert drift == Drift(missing={"value", "name"})


def test_values_that_an_open_enum_does_not_have_are_collected() -> None:
    drift = Drift()
    parts = [Part(name="a", shade=shade) for shade in ("dark", "pale", "DARK", "pale", None)]
    encoded = encode(Whole(value=1, parts=parts), reveal=False, drift=drift)
    assert decode(encoded)["parts"] == [
        {"name": "a", "shade": "dark"},
        {"name": "a", "shade": "pale"},
        {"name": "a", "shade": "DARK"},
        {"name": "a", "shade": "pale"},
        {"name": "a"},
    ]
    assert drift == Drift(unknown={("shade", "pale"), ("shade", "DARK")})


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
    assert encode(record, reveal=False, drift=Drift()) == struct({"value": {"a": {"value": 1}}})


def test_secret_settings_are_marked_and_the_others_stay_as_they_are() -> None:
    given = struct({"apiKey": "key", "teamId": "team", "maxRetries": 3.0, "other": {"a": [None]}})
    before = Struct.FromString(given.SerializeToString())
    assert with_secrets(given, Settings) == struct(
        {
            "apiKey": wrapped(SECRET, value="key"),
            "teamId": "team",
            "maxRetries": 3.0,
            "other": {"a": [None]},
        }
    )
    assert given == before


@pytest.mark.parametrize("key", [7, None, UNKNOWN, ["a"], {"a": "b"}])
def test_a_secret_setting_is_marked_whatever_it_holds(key: object) -> None:
    marked = with_secrets(struct({"apiKey": key}), Settings)
    assert marked == struct({"apiKey": wrapped(SECRET, value=key)})


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"teamId": "team"},
        {"apiKey": wrapped(SECRET, value="key")},
        {"apiKey": wrapped(OUTPUT, value="key", secret=True)},
    ],
)
def test_what_is_marked_already_is_not_marked_again(given: dict[str, object]) -> None:
    assert with_secrets(struct(given), Settings) == struct(given)


def test_secrets_are_left_out_unless_they_are_revealed_and_then_marked() -> None:
    record = Whole(value=1, secret={"a": 2})
    assert encode(record, reveal=False, drift=Drift()) == struct({"value": 1})
    assert encode(record, reveal=True, drift=Drift()) == struct(
        {"value": 1, "secret": wrapped(SECRET, value={"a": 2})}
    )
