from __future__ import annotations

from datetime import datetime, timezone

import pytest
from pulumi_resource_primeintellect.api.timestamps import comparable, from_seconds, instant

NOON = datetime(2026, 1, 5, 12, 0, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("text", "fraction"),
    [
        ("2026-01-05T12:00:00Z", ""),
        ("2026-01-05T12:00:00", ""),
        ("2026-01-05t12:00:00z", ""),
        ("2026-01-05 12:00:00", ""),
        ("2026-01-05T14:30:00+02:30", ""),
        ("2026-01-05T07:00:00-05:00", ""),
        ("2026-01-05T12:00:00.000Z", ""),
        ("2026-01-05T12:00:00.1200Z", "12"),
        ("2026-01-05T12:00:00.123456789012+00:00", "123456789012"),
        (f"2026-01-05T12:00:00.{'1' * 100}Z", "1" * 100),
        ("2026-01-05T12:00:00,5Z", "5"),
        ("2026-01-05T12:00Z", ""),
        ("2026-01-05T12:00", ""),
        ("2026-01-05T17:30+05:30", ""),
        ("2026-01-05T12:00:00+0000", ""),
        ("2026-01-05T12:00:00.25+0000", "25"),
        ("2026-01-05T14:30:00+0230", ""),
        ("2026-01-05T12:00:00+00", ""),
        ("2026-01-05T07:00:00-05", ""),
        ("2026-01-05T11:59:60Z", ""),
        ("2026-01-05T11:59:60.5+00:00", "5"),
        ("1767614400", ""),
    ],
)
def test_a_timestamp_is_an_instant_in_utc_with_every_digit(text: str, fraction: str) -> None:
    found = instant(text)
    assert found is not None
    when, digits = found
    assert when.replace(microsecond=0) == NOON
    assert when.tzinfo is timezone.utc
    assert f"{when.microsecond:06}{digits}".rstrip("0") == fraction


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "yesterday",
        "2026-01-05",
        "20260105",
        "1767614400000",
        "-1767614400",
        "17676144OO",
        "2026-01-05T12",
        "2026-01-05T12:00:61Z",
        "2026-01-05T12:00:00+1",
        "2026-01-05T12:00:00+00:0",
        "2026-01-05T12:00:00+0060",
        "2026-01-05T24:00:00Z",
        "2026-W02-1T12:00:00Z",
        "9999-12-31T23:59:60Z",
        "2026-13-05T12:00:00Z",
        "2026-01-05T12:00:00+25:00",
        "2026-01-05T12:00:00.Z",
        "0001-01-01T00:00:00+01:00",
        "٢٠٢٦-01-05T12:00:00Z",
        " 2026-01-05T12:00:00Z",
    ],
)
def test_what_is_no_timestamp_has_no_instant(text: str | None) -> None:
    assert instant(text) is None


@pytest.mark.parametrize(
    ("text", "sorts_as"),
    [
        (None, ""),
        ("", ""),
        ("yesterday", ""),
        ("2026-01-05T12:00:00Z", "2026-01-05T12:00:00Z"),
        ("2026-01-05T12:00:00.5Z", "2026-01-05T12:00:00.5Z"),
        ("2026-01-05 12:00:00.5Z", "2026-01-05T12:00:00.5Z"),
        ("2026-01-05t12:00:00z", "2026-01-05T12:00:00Z"),
        ("2026-01-05T12:00Z", "2026-01-05T12:00:00Z"),
        ("2026-01-05T12:00:00", "2026-01-05T12:00:00Z"),
        ("2026-01-05T14:00:00.250+02:00", "2026-01-05T12:00:00.25Z"),
        ("2026-01-05T23:30:00-05:30", "2026-01-06T05:00:00Z"),
        ("1767614400", "2026-01-05T12:00:00Z"),
    ],
)
def test_times_of_any_offset_have_a_text_that_sorts_as_they_do(
    text: str | None, sorts_as: str
) -> None:
    assert comparable(text) == sorts_as


def test_instants_compare_by_time_and_not_by_text() -> None:
    texts = [
        "2026-01-05T12:00:00+02:00",
        "2026-01-05T11:59:59",
        "2026-01-05T12:00:00Z",
        "2026-01-05T12:00:00.0000000001Z",
        "2026-01-05T12:00:00.09Z",
        "2026-01-05T12:00:00.1Z",
    ]
    instants = [instant(text) for text in texts]
    assert all(instants)
    assert sorted(instants, key=lambda moment: moment or (NOON, "")) == instants


def test_whole_seconds_are_a_timestamp_in_utc() -> None:
    assert from_seconds(1767614400) == "2026-01-05T12:00:00Z"
    assert [from_seconds(0), from_seconds(1767614400000), from_seconds(-1767614400)] == [None] * 3
