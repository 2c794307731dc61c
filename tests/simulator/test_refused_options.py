"""Options that make no sense are refused in one line, before anything is served."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from primeintellect_simulator import (
    NO_LIMITS,
    Account,
    Behaviour,
    Churn,
    Fault,
    Limits,
    Simulator,
    Stage,
    make_sandboxes,
)
from primeintellect_simulator.schema import PARAMETERS

if TYPE_CHECKING:
    from collections.abc import Callable

INFINITE, NO_NUMBER = float("inf"), float("nan")


@pytest.mark.parametrize(
    ("make", "options", "problem"),
    [
        (make_sandboxes, {"size": -1}, "size must be a whole number from 0: -1"),
        (make_sandboxes, {"shape": "new"}, "shape must be one of documented, newest: new"),
        (Behaviour, {"shape": ""}, "shape must be one of documented, newest: "),
        (Behaviour, {"max_per_page": 0}, "max_per_page must be a whole number from 1: 0"),
        (Behaviour, {"max_per_page": 1.5}, "max_per_page must be a whole number from 1: 1.5"),
        (Behaviour, {"max_per_page": True}, "max_per_page must be a whole number from 1: True"),
        (Behaviour, {"cap_mode": "cut"}, "cap_mode must be one of refuse, clamp: cut"),
        (Behaviour, {"past_end": "410"}, "past_end must be one of empty, 404: 410"),
        (Behaviour, {"repeat": -1}, "repeat must be a whole number from 0: -1"),
        (
            Behaviour,
            {"repeat": 9, "max_per_page": 9},
            "repeat must be below max_per_page, 9: 9",
        ),
        (Behaviour, {"empty_page": 0}, "empty_page must be a whole number from 1: 0"),
        (
            Behaviour,
            {"growth": 1, "settle_after": -1},
            "settle_after must be a whole number from 0: -1",
        ),
        (
            Behaviour,
            {"settle_after": 3},
            "settle_after needs a list that moves: rotate, growth or shuffle_seed",
        ),
        (
            Behaviour,
            {"endless": True, "past_end": "404"},
            "endless has no page past the end that could be a 404",
        ),
        (
            Behaviour,
            {"page_shift": 1, "ignored_parameters": frozenset({"page"})},
            "page_shift needs the parameter page, which is ignored",
        ),
        (
            Behaviour,
            {"past_end": "404", "ignored_parameters": frozenset({"page"})},
            "past_end needs the parameter page, which is ignored",
        ),
        (
            Behaviour,
            {"ignored_parameters": frozenset({"labels", "label"})},
            f"ignored_parameters must be one of {', '.join(PARAMETERS)}: label",
        ),
        (
            Behaviour,
            {"claims": {"perPage": 1}},
            "claims must be one of total, page, per_page, has_next: perPage",
        ),
        *(
            (
                Behaviour,
                {"success_status": status},
                f"success_status must be from 200 to 299 and have a body: {status}",
            )
            for status in (199, 204, 205, 300)
        ),
        *(
            (
                kind,
                {"delay_seconds": seconds},
                f"delay_seconds must be a number from 0: {seconds}",
            )
            for kind in (Behaviour, Fault)
            for seconds in (-1, INFINITE, NO_NUMBER)
        ),
        (Fault, {"status": 199}, "status must be from 200 to 999: 199"),
        (Fault, {"status": 1000}, "status must be from 200 to 999: 1000"),
        (Fault, {"status": 204, "body": None}, "a response with status 204 has no body"),
        (Fault, {"body": b"x"}, "a body needs a status"),
        (Fault, {"echo_authorization": True}, "a body needs a status"),
        (Fault, {"status": 200, "replay": True}, "replay sends the status that was sent before"),
        (
            Fault,
            {"delivery": "half"},
            "delivery must be one of whole, cut, stalled, dropped: half",
        ),
        (
            Fault,
            {"path": "*"},
            "path must be a regular expression: '*': nothing to repeat at position 0",
        ),
        (
            Limits,
            {"max_list_requests": 0},
            "max_list_requests must be a whole number from 1: 0",
        ),
        (
            Limits,
            {"max_get_requests": -1},
            "max_get_requests must be a whole number from 1: -1",
        ),
        (Limits, {"window_seconds": 0}, "window_seconds must be a number above 0: 0"),
        (Limits, {"window": "hour"}, "window must be one of sliding, fixed: hour"),
        (
            Limits,
            {"retry_after": "never"},
            "retry_after must be one of seconds, date, absent: never",
        ),
        (
            Limits,
            {"max_list_requests": None, "max_get_requests": None, "window": "fixed"},
            "window and retry_after need a limit",
        ),
        (Churn, {}, "churn needs insertions or deletions"),
        (Churn, {"insertions": -1}, "insertions must be a number from 0: -1"),
        (Churn, {"deletions": NO_NUMBER}, "deletions must be a number from 0: nan"),
        (Churn, {"deletions": 1e9}, "deletions must be at most 10000: 1e+09"),
        (Churn, {"deletions": 1, "per": "day"}, "per must be one of request, second: day"),
        (
            Churn,
            {"deletions": 1, "delete_at": "middle"},
            "delete_at must be one of head, tail, anywhere: middle",
        ),
        (
            Churn,
            {"insertions": 1, "insert_at": "middle"},
            "insert_at must be one of head, tail, anywhere: middle",
        ),
        (
            Churn,
            {"insertions": 1, "max_changes": 0},
            "max_changes must be a whole number from 1: 0",
        ),
        (Stage, {"status": "X", "requests": 0}, "requests must be a whole number from 1: 0"),
        (Stage, {"status": "X", "seconds": 0}, "seconds must be a number above 0: 0"),
        (Stage, {"status": "X", "requests": 1, "seconds": 1}, "a stage has requests or seconds"),
        (Stage, {"status": "X", "fields": {"id": "a"}}, "a stage cannot change the id"),
        (Account, {"key": "", "user_id": "me"}, "a key is ASCII text without spaces around it"),
        (
            Account,
            {"key": "kéy", "user_id": "me"},
            "a key is ASCII text without spaces around it",
        ),
        (Account, {"key": "k ", "user_id": "me"}, "a key is ASCII text without spaces around it"),
        (
            Simulator,
            {"accounts": [Account(key="k", user_id=user) for user in "ab"]},
            "two accounts have the same key",
        ),
        (Simulator, {"sandboxes": [{"name": "a"}]}, "each sandbox must have an id"),
    ],
)
def test_senseless_options_are_a_value_error(
    make: Callable[..., object], options: dict[str, object], problem: str
) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011 - the message is compared in full
        make(**options)
    assert str(refused.value) == problem


def test_plain_options_of_no_limits_are_accepted() -> None:
    assert Limits(max_list_requests=None, max_get_requests=None) == NO_LIMITS
