from __future__ import annotations

import json
from math import inf, nan
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pulumi_resource_primeintellect.api.sanitizing import sanitize, scalars

if TYPE_CHECKING:
    from pydantic import JsonValue

EXACT = 2**53


def nested(depth: int, end: JsonValue) -> JsonValue:
    """So many levels, objects and lists in turn."""
    value = end
    for level in range(depth):
        value = {"a": value} if level % 2 else [value]
    return value


@pytest.mark.parametrize(
    ("value", "clean"),
    [
        (None, None),
        (True, True),
        (1.5, 1.5),
        (1e300, 1e300),
        (nan, None),
        (inf, None),
        (-inf, None),
        (EXACT, EXACT),
        (-EXACT, -EXACT),
        (EXACT + 1, "9007199254740993"),
        (-EXACT - 1, "-9007199254740993"),
        (10**400, "1" + "0" * 400),
        ("é\u2028\x00", "é\u2028\x00"),
        ("\U0001f600", "\U0001f600"),
        ("\ud83d\ude00", "\U0001f600"),
        ("a\ud800b", "a\ufffdb"),
        ("\udc00\ud800", "\ufffd\ufffd"),
        ([nan, [EXACT + 1], {}], [None, ["9007199254740993"], {}]),
        ({"a\ud800": {"b": [inf]}}, {"a\ufffd": {"b": [None]}}),
    ],
)
def test_what_pulumi_has_no_room_for_is_put_into_a_form_it_has(
    value: JsonValue, clean: JsonValue
) -> None:
    assert sanitize(value) == clean


def test_sixteen_levels_are_kept_and_deeper_ones_are_json() -> None:
    assert sanitize(nested(16, "end")) == nested(16, "end")
    assert sanitize(nested(20, 7)) == nested(16, '{"a": [{"a": [7]}]}')


def test_a_level_that_is_json_has_its_keys_sorted_and_no_lone_surrogates() -> None:
    deep: JsonValue = {"b": "\ud800", "a": EXACT + 1}
    for _ in range(16):
        deep = [deep]
    clean = sanitize(deep)
    for _ in range(16):
        assert isinstance(clean, list)
        (clean,) = clean
    assert clean == '{"a": 9007199254740993, "b": "\\ud800"}'


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters()), inner),
)


@pytest.mark.no_cover
@settings(database=None, deadline=None)
@given(values)
def test_what_is_sanitized_is_json_that_stays_as_it_is(value: JsonValue) -> None:
    clean = sanitize(value)
    json.dumps(clean, allow_nan=False, ensure_ascii=False).encode()
    assert sanitize(clean) == clean


def test_all_texts_and_numbers_in_a_value_are_scalars() -> None:
    value: JsonValue = {"a": [1, None, 2.5], "b": {"c": "d"}}
    assert {*scalars(value, keys=True)} == {"a", "b", "c", "d", 1, 2.5}
    assert [*scalars(nested(100_000, "deep"))].count("deep") == 1
