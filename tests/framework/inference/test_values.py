from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from google.protobuf.struct_pb2 import NULL_VALUE, Struct, Value
from hypothesis import given, settings
from hypothesis import strategies as st
from pulumi_python_provider import Record, Secret
from pulumi_python_provider.errors import ArgumentError
from pulumi_python_provider.inference.signatures import OUTPUT, SECRET, SIGNATURE, UNKNOWN
from pulumi_python_provider.inference.values import (
    decode_arguments,
    decode_settings,
    with_secrets,
)
from pulumi_python_provider.testing import struct

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import JsonValue

EXACT = 2**53

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


class Card(Record):
    token: Secret[str]
    owner: str


def wrapped(signature: str, **content: object) -> dict[str, object]:
    return {SIGNATURE: signature, **content}


def present(values: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    return {name: value for name, value in values.items() if value is not None}


@pytest.mark.no_cover
@settings(database=None, deadline=None)
@given(st.dictionaries(st.text(), values))
def test_values_come_as_they_were_given(given_values: dict[str, JsonValue]) -> None:
    sent = struct(given_values).SerializeToString()
    assert decode_settings(Struct.FromString(sent)) == present(given_values)
    assert decode_arguments("find", Struct.FromString(sent)) == present(given_values)


@pytest.mark.parametrize(("number", "kind"), [(3, int), (3.0, int), (1e300, int), (0.5, float)])
def test_whole_numbers_are_ints(number: float, kind: type) -> None:
    (decoded,) = decode_settings(struct({"n": number})).values()
    assert (decoded, type(decoded)) == (number, kind)


def test_secrets_and_outputs_are_unwrapped_however_deep() -> None:
    given = {
        "plain": "p",
        "secret": wrapped(SECRET, value=[1, wrapped(SECRET, value="s")]),
        "output": wrapped(OUTPUT, value={"a": wrapped(OUTPUT, value=True)}, secret=True),
    }
    assert decode_settings(struct(given)) == {
        "plain": "p",
        "secret": [1, "s"],
        "output": {"a": True},
    }


def test_nulls_are_left_out_but_not_from_inside_of_values() -> None:
    given = {"null": None, "secret null": wrapped(SECRET, value=None), "kept": {"null": None}}
    assert decode_settings(struct(given)) == {"kept": {"null": None}}
    bare = Struct(fields={"unset": Value(), "null": Value(null_value=NULL_VALUE)})
    assert decode_settings(bare) == {}


UNKNOWNS = {
    "bare": UNKNOWN,
    "output": wrapped(OUTPUT),
    "secret": wrapped(SECRET, value=UNKNOWN),
    "in_list": ["a", UNKNOWN],
    "number": "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
    "in_object": {"a": [{"b": wrapped(OUTPUT)}]},
}


def test_settings_that_are_not_known_yet_are_left_out() -> None:
    assert decode_settings(struct({**UNKNOWNS, "known": ["a"]})) == {"known": ["a"]}


def test_arguments_that_are_not_known_yet_are_refused_however_deep_the_unknown_is() -> None:
    with pytest.raises(ArgumentError) as refused:
        decode_arguments("find", struct({**UNKNOWNS, "known": ["a"]}))
    problems = tuple(f"`{name}` is not known yet" for name in sorted(UNKNOWNS))
    assert refused.value.problems == problems
    assert str(refused.value).startswith("invalid arguments for find: (1) `bare` is not known yet;")


def test_an_object_with_another_signature_is_an_object() -> None:
    asset = wrapped("c44067f5952c0a294b673a41bacd8c17", text="t")
    assert decode_settings(struct({"asset": asset})) == {"asset": asset}


def test_secret_settings_are_marked_and_the_others_stay_as_they_are() -> None:
    given = struct({"token": "key", "owner": "me", "number": 3.0, "other": {"a": [None]}})
    before = Struct.FromString(given.SerializeToString())
    assert with_secrets(given, Card) == struct(
        {
            "token": wrapped(SECRET, value="key"),
            "owner": "me",
            "number": 3.0,
            "other": {"a": [None]},
        }
    )
    assert given == before


@pytest.mark.parametrize("key", [7, None, UNKNOWN, ["a"], {"a": "b"}])
def test_a_secret_setting_is_marked_whatever_it_holds(key: object) -> None:
    marked = with_secrets(struct({"token": key}), Card)
    assert marked == struct({"token": wrapped(SECRET, value=key)})


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"owner": "me"},
        {"token": wrapped(SECRET, value="key")},
        {"token": wrapped(OUTPUT, value="key", secret=True)},
    ],
)
def test_what_is_marked_already_is_not_marked_again(given: dict[str, object]) -> None:
    assert with_secrets(struct(given), Card) == struct(given)
