from __future__ import annotations

import pytest
from pulumi_resource_primeintellect.api.sandboxes import Sandbox

START = "2026-01-05T09:07:20Z"


def expiry(
    started: str | None = START, minutes: int | None = 60, status: str | None = "RUNNING"
) -> str | None:
    return Sandbox(id="sbx-1", status=status, startedAt=started, timeoutMinutes=minutes).expiresAt


@pytest.mark.parametrize(
    ("started", "minutes", "expires"),
    [
        (START, 1, "2026-01-05T09:08:20Z"),
        (START, 1440, "2026-01-06T09:07:20Z"),
        ("2026-01-05T09:07:20", 60, "2026-01-05T10:07:20Z"),
        ("2026-01-05T09:07:20+05:30", 60, "2026-01-05T04:37:20Z"),
        ("2026-01-05T23:30:00-01:00", 60, "2026-01-06T01:30:00Z"),
        ("2026-01-05T09:07:20.5Z", 60, "2026-01-05T10:07:20.5Z"),
        ("2026-01-05T09:07:20.1234567890123Z", 60, "2026-01-05T10:07:20.1234567890123Z"),
        ("2026-01-05T09:07:20.250000+00:00", 60, "2026-01-05T10:07:20.25Z"),
        ("2026-01-05T09:07:20.000Z", 60, "2026-01-05T10:07:20Z"),
        ("2024-02-28T23:59:00Z", 1, "2024-02-29T00:00:00Z"),
        ("1000-01-01T00:00:00Z", 60, "1000-01-01T01:00:00Z"),
        ("9999-12-31T23:58:59Z", 1, "9999-12-31T23:59:59Z"),
    ],
)
def test_a_running_sandbox_expires_so_many_minutes_after_its_start(
    started: str, minutes: int, expires: str
) -> None:
    assert expiry(started, minutes) == expires


@pytest.mark.parametrize("minutes", [None, 0, -1, -60])
def test_without_a_limit_nothing_expires(minutes: int | None) -> None:
    assert expiry(minutes=minutes) is None


@pytest.mark.parametrize("status", ["PENDING", "PAUSED", "TERMINATED", "STOPPED", None])
def test_only_what_is_running_expires(status: str | None) -> None:
    assert expiry(status=status) is None


@pytest.mark.parametrize("started", [None, "", "yesterday", "2026-01-05", "2026-13-05T00:00:00Z"])
def test_without_a_start_there_is_no_telling(started: str | None) -> None:
    assert expiry(started) is None


@pytest.mark.parametrize("minutes", [1, 10**9, 2**31 - 1])
def test_an_end_beyond_the_calendar_is_left_out(minutes: int) -> None:
    assert expiry("9999-12-31T23:59:00Z", minutes) is None
