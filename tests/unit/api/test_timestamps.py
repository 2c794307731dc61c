from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from pulumi_resource_primeintellect.api.timestamps import (
    UNKNOWN_TIME,
    from_seconds,
    instant,
    instant_of,
    later,
    latest,
)

NOON = "2026-01-05T12:00:00"


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
    assert instant(text) == (f"{NOON}.{fraction}" if fraction else NOON)


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


def test_instants_compare_by_time_and_not_by_text() -> None:
    texts = [
        "2026-01-05T12:00:00+02:00",
        "2026-01-05T11:59:59",
        "2026-01-05T12:00:00Z",
        "2026-01-05T12:00:00.0000000001Z",
        "2026-01-05T12:00:00.09Z",
        "2026-01-05T12:00:00.1Z",
    ]
    instants = [instant(text) or "" for text in texts]
    assert all(instants)
    assert sorted(instants) == instants
    assert len({*instants}) == len(texts)


NOON_Z = f"{NOON}Z"


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ([], ("", "")),
        ([NOON_Z, "2026-01-05T12:00:00.25Z"], (f"{NOON}.25", "")),
        ([NOON_Z, "2026-01-05T11:00:00-05:00"], ("2026-01-05T16:00:00", "")),
        ([NOON_Z, "1767614401"], ("2026-01-05T12:00:01", "")),
        ([NOON_Z, None], (NOON, UNKNOWN_TIME)),
        ([NOON_Z, ""], (NOON, UNKNOWN_TIME)),
        ([NOON_Z, "yesterday"], (NOON, UNKNOWN_TIME)),
        ([NOON_Z, "2026-01-05"], (NOON, UNKNOWN_TIME)),
        ([NOON_Z, "2025-02-30T12:00:00Z"], (NOON, UNKNOWN_TIME)),
        ([NOON_Z, "2025-01-05T24:00:00Z"], (NOON, UNKNOWN_TIME)),
        ([NOON_Z, "0001-01-01T00:00:00Z"], (NOON, UNKNOWN_TIME)),
        ([NOON_Z, NOON], (NOON, "2026-01-06T00:00:00Z")),
        (["2026-01-04T12:00", NOON], ("", "2026-01-06T00:00:00Z")),
        (["9999-12-31T23:00:00"], ("", UNKNOWN_TIME)),
    ],
)
def test_a_time_that_is_not_known_is_not_old(
    texts: list[str | None], expected: tuple[str, str]
) -> None:
    assert latest(texts) == expected
    assert latest(texts[::-1]) == expected


def test_a_time_of_another_offset_is_the_same_instant() -> None:
    zone = timezone(timedelta(hours=-5, minutes=-30))
    assert instant("2026-01-05T23:30:00-05:30") == "2026-01-06T05:00:00"
    assert instant_of(datetime(2026, 1, 5, 23, 30, tzinfo=zone)) == "2026-01-06T05:00:00"


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        ("2026-01-05T12:00:00Z", 90, "2026-01-05T13:30:00Z"),
        ("2026-01-05T12:00:00.2500Z", 1440, "2026-01-06T12:00:00.25Z"),
        ("2026-01-05T14:00:00.123456789+02:00", 1, "2026-01-05T12:01:00.123456789Z"),
        ("2026-01-05T11:59:60Z", 1, "2026-01-05T12:01:00Z"),
        ("0001-01-01T00:00:00Z", 1, None),
        ("9999-12-31T23:59:00Z", 1, None),
        ("yesterday", 1, None),
        (None, 1, None),
    ],
)
def test_an_end_is_so_many_minutes_after_its_start(
    start: str | None, minutes: int, end: str | None
) -> None:
    assert later(start, minutes) == end


def test_whole_seconds_are_a_timestamp_in_utc() -> None:
    assert from_seconds(1767614400) == "2026-01-05T12:00:00Z"
    assert [from_seconds(0), from_seconds(1767614400000), from_seconds(-1767614400)] == [None] * 3
