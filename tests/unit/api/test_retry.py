from __future__ import annotations

import time
from datetime import datetime, timezone

import pytest
from pulumi_resource_primeintellect.api.retry import backoff, is_rate_limit, read_retry_after
from pulumi_resource_primeintellect.errors import ApiError, ConnectionFailedError, StatusError

NO = ("do it", "it is over", "Wait.")
"""What the errors say."""
NOW = datetime(2026, 1, 5, 12, 0, tzinfo=timezone.utc)


def refused(status: int = 503, retry_after: float | None = None) -> StatusError:
    return StatusError(*NO, status=status, retry_after=retry_after, rejected=())


@pytest.mark.parametrize(
    ("error", "limit"),
    [(refused(429), True), (refused(503), False), (ConnectionFailedError(*NO), False)],
)
def test_only_a_429_is_about_the_number_of_requests(error: ApiError, *, limit: bool) -> None:
    assert is_rate_limit(error) is limit


@pytest.mark.parametrize("seconds", [0.5, 7.0, 3600.0])
def test_the_pause_is_what_the_api_asked_for(seconds: float) -> None:
    assert backoff(refused(retry_after=seconds), 1) == seconds


@pytest.mark.parametrize("error", [ConnectionFailedError(*NO), refused(), refused(retry_after=0.0)])
def test_a_pause_of_its_own_is_random_and_grows_to_a_limit(error: ApiError) -> None:
    for retry, limit in ((1, 0.5), (2, 1.0), (3, 2.0), (6, 16.0), (7, 30.0), (20, 30.0)):
        pauses = [backoff(error, retry) for _ in range(200)]
        assert all(0 <= seconds <= limit for seconds in pauses)
        assert max(pauses) > limit / 2
        assert min(pauses) < limit / 2


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("0", 0.0),
        (" 120 ", 120.0),
        ("9" * 400, 1e9),
        ("Mon, 05 Jan 2026 12:00:30 GMT", 30.0),
        ("Mon, 05 Jan 2026 12:00:30 -0000", 30.0),
        ("Mon, 05 Jan 2026 14:00:30 +0100", 3630.0),
        ("Mon, 05 Jan 2026 11:59:00 GMT", 0.0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 1e9),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", 1.5),
        ("1.", None),
        ("5, 10", None),
        ("\u0661", None),
        ("Mon, 05 Jan 99999999999999999999 12:00:00 GMT", None),
        ("Mon, 05 Jan 2026 12:00:30 +99999999999999", None),
    ],
)
def test_retry_after_is_read_in_both_of_its_forms(header: str, seconds: float | None) -> None:
    assert read_retry_after({"retry-after": header}, NOW) == seconds


def test_a_date_without_a_zone_is_in_utc_wherever_the_plugin_runs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    header = {"retry-after": "Mon, 05 Jan 2026 12:00:30 -0000"}
    with monkeypatch.context() as environment:
        environment.setenv("TZ", "XYZ-9")
        time.tzset()
        assert read_retry_after(header, NOW) == 30.0
    time.tzset()


def test_without_retry_after_the_api_asks_for_no_pause() -> None:
    assert read_retry_after({"date": "Mon, 05 Jan 2026 12:00:00 GMT"}, NOW) is None


@pytest.mark.parametrize(
    ("date", "seconds"),
    [
        ("Mon, 05 Jan 2026 09:00:00 GMT", 30.0),
        ("Tue, 06 Jan 2026 23:00:00 GMT", 30.0),
        ("no date", None),
        ("Fri, 31 Dec 9999 23:59:00 -1200", None),
    ],
    ids=["3 hours behind", "35 hours ahead", "without a clock", "after the last year"],
)
def test_a_date_is_measured_against_the_responses_own(date: str, seconds: float | None) -> None:
    """The API's clock may differ from ours by hours."""
    later = date.replace(":00 GMT", ":30 GMT")
    headers = {"retry-after": later, "date": date}
    assert read_retry_after(headers, NOW) == seconds
