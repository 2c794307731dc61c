from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

import pytest
from pulumi_resource_primeintellect.api.sandboxes import Sandbox
from pulumi_resource_primeintellect.errors import UnreadableFieldError
from pulumi_resource_primeintellect.functions.rows import NOT_INCLUDED, Row
from pulumi_resource_primeintellect.functions.sorting import KEYS, SandboxSortKey, SortArguments
from pulumi_resource_primeintellect.functions.summary import Counted
from pydantic import ValidationError

if TYPE_CHECKING:
    from collections.abc import Iterable

NOON = "2026-01-05T12:00:00Z"
LATER = "2026-01-05T13:30:00+01:00"
DIGITS = "2026-01-05T12:00:00.0000000001"

SAMPLE = {
    "createdAt": (NOON, LATER),
    "startedAt": (NOON, DIGITS),
    "updatedAt": (DIGITS, LATER),
    "expiresAt": (NOON, LATER),
    "terminatedAt": (NOON, LATER),
    "name": ("Zebra", "ant"),
    "region": ("eu", "us"),
    "status": ("ERROR", "RUNNING"),
    "gpuCount": (2, 10),
    "gpuType": ("GH200_480GB", "GH200_624GB"),
    "cpuCores": (0.5, 16),
    "memoryGB": (9, 10),
    "diskSizeGB": (9.5, 10),
}
FIELDS = {
    **{key.value: key.value for key in SandboxSortKey},
    "gpuMemory": "gpuType",
    "expiresAt": "startedAt",
}
RUNNING = {"status": "RUNNING", "timeoutMinutes": 60}


def ids(arguments: SortArguments, sandboxes: Iterable[Sandbox]) -> str:
    """IDs of the sandboxes in the order that the arguments ask for."""
    rank = arguments.rank()
    rows = [Row(one.id, rank(one), "", Counted.of(one), NOT_INCLUDED) for one in sandboxes]
    return "".join(row.id for row in arguments.sort(rows))


def test_every_key_has_a_value_to_sort_by() -> None:
    assert {*KEYS} == {*SandboxSortKey}


@pytest.mark.parametrize("by", [key.value for key in SandboxSortKey])
def test_sandboxes_without_the_value_come_last_in_both_directions_and_ties_go_by_id(
    by: str,
) -> None:
    small, large = SAMPLE[FIELDS[by]]
    values = {"d": small, "a": large, "c": large, "b": None, "e": None}
    sandboxes = [
        Sandbox.model_validate({**RUNNING, "id": i, FIELDS[by]: v}) for i, v in values.items()
    ]
    for order in (None, "asc"):
        assert ids(SortArguments(sortBy=by, sortOrder=order), sandboxes) == "dacbe"
    assert ids(SortArguments(sortBy=by, sortOrder="desc"), sandboxes) == "acdbe"


@pytest.mark.parametrize("by", ["name", "region", "status"])
def test_an_empty_text_is_no_value(by: str) -> None:
    sandboxes = [Sandbox.model_validate({"id": i, by: v}) for i, v in (("a", ""), ("b", "x"))]
    for order in ("asc", "desc"):
        assert ids(SortArguments(sortBy=by, sortOrder=order), sandboxes) == "ba"


def test_without_a_key_sandboxes_are_sorted_by_creation_from_whatever_order() -> None:
    times = {"b": NOON, "c": "2026-01-05T12:00:00", "a": LATER, "d": None}
    sandboxes = [Sandbox(id=i, createdAt=at) for i, at in times.items()]
    for arrived in permutations(sandboxes):
        assert ids(SortArguments(), arrived) == "bcad"
        assert ids(SortArguments(sortOrder="desc"), arrived) == "abcd"


def test_a_machine_without_gpus_has_the_fewest() -> None:
    sandboxes = [
        Sandbox(id="a", gpuType="H100_80GB", gpuCount=1),
        Sandbox(id="b", gpuType="CPU_NODE", gpuCount=8),
        Sandbox(id="c", gpuCount=0),
        Sandbox(id="d", gpuType="H100_80GB"),
    ]
    assert ids(SortArguments(sortBy="gpuCount"), sandboxes) == "bcad"


@pytest.mark.parametrize("by", ["createdAt", "startedAt", "updatedAt", "expiresAt", "terminatedAt"])
def test_a_time_that_is_none_is_told_from_an_absent_one(by: str) -> None:
    rank = SortArguments(sortBy=by).rank()
    assert rank(Sandbox(id="a")) is None
    field = FIELDS[by]
    with pytest.raises(
        UnreadableFieldError, match=f"`{field}` could not be read: it is not an RFC 33"
    ):
        rank(Sandbox.model_validate({**RUNNING, "id": "a", field: "yesterday"}))


@pytest.mark.parametrize(
    "never", [{"status": "ERROR"}, {"timeoutMinutes": -1}, {"startedAt": None}]
)
def test_what_never_expires_has_no_place_by_that(never: dict[str, object]) -> None:
    sandbox = Sandbox.model_validate({**RUNNING, "id": "a", "startedAt": NOON, **never})
    assert SortArguments(sortBy="expiresAt").rank()(sandbox) is None


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ({"sortBy": "age"}, f"must be one of {', '.join(key.value for key in SandboxSortKey)}"),
        ({"sortBy": "CREATED_AT"}, "must be one of createdAt, startedAt, "),
        ({"sortOrder": "DESC"}, r"must be one of asc, desc \(did you mean `desc`\?\)"),
    ],
)
def test_what_is_no_key_or_direction_is_refused(arguments: dict[str, str], problem: str) -> None:
    with pytest.raises(ValidationError, match=problem):
        SortArguments.model_validate(arguments)
