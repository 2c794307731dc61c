from __future__ import annotations

import pytest
from pulumi_python_provider.errors import ArgumentError
from pulumi_resource_primeintellect.errors import ApiError


@pytest.mark.parametrize(("tries", "told"), [(0, "0 tries"), (1, "1 try"), (5, "5 tries")])
def test_an_error_of_the_api_tells_how_often_it_was_tried(tries: int, told: str) -> None:
    error = ApiError("do it", "it is over", "Wait.")
    error.tries = tries
    assert str(error) == f"cannot do it: it is over. Wait. ({told})"


def test_several_problems_are_numbered_and_one_is_not() -> None:
    assert str(ArgumentError("it", ["a"])) == "it: a"
    assert str(ArgumentError("it", ["a", "b"])) == "it: (1) a; (2) b"
    assert ArgumentError("it", ["a", "b"]).problems == ("a", "b")
