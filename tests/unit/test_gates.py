from __future__ import annotations

import pytest
from pulumi_resource_primeintellect.api.listed import Listed
from pulumi_resource_primeintellect.api.sandbox_pages import Skipped
from pulumi_resource_primeintellect.api.sandboxes import Sandbox
from pulumi_resource_primeintellect.errors import SelectionError
from pulumi_resource_primeintellect.functions.gates import GateArguments
from pulumi_resource_primeintellect.functions.rows import NOT_INCLUDED, Row
from pulumi_resource_primeintellect.functions.summary import Counted
from pydantic import JsonValue, ValidationError


def row(number: int) -> Row:
    """The row of a sandbox; that of an even number has no status."""
    sandbox = Sandbox(id=f"sbx-{number}", status="RUNNING" if number % 2 else None)
    return Row(sandbox.id, None, "", Counted.of(sandbox), NOT_INCLUDED)


FOUND = [row(number) for number in range(1, 13)]


def read(skipped: int = 0, missing: int = 0) -> Listed[Row]:
    """What was read, with so many skipped sandboxes and missing IDs."""
    return Listed(
        {},
        frozenset(),
        skipped={str(number): Skipped(None, "id: it is missing") for number in range(skipped)},
        missing=[f"gone-{number}" for number in range(1, missing + 1)],
    )


def problem(count: int, skipped: int = 0, missing: int = 0, **gates: int) -> str | None:
    """What is wrong with so many sandboxes."""
    try:
        GateArguments.model_validate(gates).check(
            FOUND[:count], read(skipped, missing), lambda: "x", str
        )
    except SelectionError as error:
        return str(error)
    return None


@pytest.mark.parametrize(
    ("count", "gates"),
    [
        (0, {}),
        (12, {}),
        (3, {"requireAtLeast": 3}),
        (0, {"requireAtLeast": 0}),
        (3, {"requireAtMost": 3}),
        (0, {"requireAtMost": 0}),
        (3, {"requireAtLeast": 2, "requireAtMost": 4}),
    ],
)
def test_as_many_as_are_required_pass(count: int, gates: dict[str, int]) -> None:
    assert problem(count, **gates) is None


@pytest.mark.parametrize(
    ("count", "gates", "told"),
    [
        (
            0,
            {"requireAtLeast": 1},
            "0 sandboxes meet the conditions (x), but `requireAtLeast` is 1",
        ),
        (
            1,
            {"requireAtLeast": 2},
            "1 sandbox meets the conditions (x), but `requireAtLeast` is 2: sbx-1 (RUNNING)",
        ),
        (
            2,
            {"requireAtLeast": 1, "requireAtMost": 1},
            (
                "2 sandboxes meet the conditions (x), but `requireAtMost` is 1: sbx-1 (RUNNING), "
                "sbx-2 (unknown)"
            ),
        ),
        (
            12,
            {"requireAtMost": 0},
            (
                "12 sandboxes meet the conditions (x), but `requireAtMost` is 0: sbx-1 (RUNNING), "
                "sbx-2 (unknown), sbx-3 (RUNNING), sbx-4 (unknown), sbx-5 (RUNNING), sbx-6 "
                "(unknown), "
                "sbx-7 (RUNNING), sbx-8 (unknown), sbx-9 (RUNNING), sbx-10 (unknown), and 2 more"
            ),
        ),
    ],
)
def test_others_are_told_with_the_first_ten(count: int, gates: dict[str, int], told: str) -> None:
    assert problem(count, **gates) == told
    assert (problem(10, requireAtMost=9) or "").endswith(", sbx-10 (unknown)")


def test_what_the_api_sent_is_quoted() -> None:
    with pytest.raises(SelectionError, match=r"is 0: SBX-1 \(running\)$"):
        GateArguments(requireAtMost=0).check(FOUND[:1], read(), lambda: "x", str.swapcase)


def test_where_skipped_sandboxes_decide_nothing_can_be_told() -> None:
    assert problem(3, 1, requireAtMost=4) is None
    assert problem(3, 2, requireAtMost=4) == (
        "cannot tell whether `requireAtMost` 4 is exceeded: 2 more sandboxes have no usable ID"
    )
    assert problem(3, 2, requireAtLeast=5) == (
        "cannot tell whether `requireAtLeast` 5 is met: 2 more sandboxes have no usable ID"
    )
    assert (problem(3, 1, requireAtLeast=5) or "").startswith("3 sandboxes meet the conditions")


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        ({"requireAtLeast": 3, "requireAtMost": 2}, True),
        ({"requireAtLeast": 2, "requireAtMost": 2}, False),
        ({"requireAtLeast": "3", "requireAtMost": 2}, False),
        ({"requireAtMost": 2}, False),
    ],
)
def test_what_no_number_satisfies_is_refused(given: dict[str, JsonValue], *, refused: bool) -> None:
    problem = "`requireAtLeast` must not be more than `requireAtMost`"
    assert [*GateArguments.conflicts(given)] == ([problem] if refused else [])


@pytest.mark.parametrize("name", ["requireAtLeast", "requireAtMost"])
def test_fewer_than_none_cannot_be_required(name: str) -> None:
    with pytest.raises(ValidationError):
        GateArguments.model_validate({name: -1})


@pytest.mark.parametrize(
    ("missing", "told"),
    [(1, "gone-1"), (12, ", ".join(f"gone-{n}" for n in range(1, 11)) + ", and 2 more")],
)
def test_a_gate_for_ids_names_those_that_are_missing(missing: int, told: str) -> None:
    assert problem(1, missing=missing, requireAtLeast=2) == (
        "1 sandbox meets the conditions (x), but `requireAtLeast` is 2: sbx-1 (RUNNING); missing: "
        f"{told}"
    )
    assert "gone" not in str(problem(1, missing=missing, requireAtMost=0))
