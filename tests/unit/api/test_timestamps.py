from __future__ import annotations

from datetime import datetime, timezone

import pytest
from pulumi_resource_primeintellect.api.timestamps import instant

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
    ],
)
def test_a_timestamp_is_an_instant_in_utc_with_every_digit(text: str, fraction: str) -> None:
    assert instant(text) == (NOON, fraction)


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "yesterday",
        "2026-01-05",
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
    instants = [instant(text) for text in texts]
    assert all(instants)
    assert sorted(instants, key=lambda moment: moment or (NOON, "")) == instants
